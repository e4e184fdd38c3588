"""A complaint arrives: from the page, a program, or an officer for what came otherwise."""

import hmac
import json
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from catalog import selectors as catalog
from complaints import policies, selectors
from complaints.events import ComplaintFiled
from complaints.models import Complaint, Step
from complaints.rules import receipts
from complaints.rules import terms as rules
from complaints.rules.receipts import Receipt
from complaints.services import texts
from complaints.services.clusters import network_index
from complaints.services.enquiring import enquired
from complaints.services.referral import asked
from complaints.services.stepping import channel_of, note
from complaints.services.timing import clocks_start, terms_keep
from livecompliance.kernel import clock, crypto, events
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from moderation import selectors as moderation
from rooms import selectors as rooms
from rooms.models import Room

FARTHEST = timedelta(days=3_660)
LATER = (
    "more",
    "tells_by_mail",
    "passes_on",
    "asks_particulars",
)  # absent from digests made before there were such
SEALED = ("statement", "wish", "about", "order_ref", "name", "phone", "email")


class FormUsed(Conflict):
    """The form was sent before, with something else in it."""

    code = "form_used"


class KeyTaken(Conflict):
    """The program handed in another complaint under this number before."""

    code = "key_taken"


@dataclass(frozen=True, slots=True)
class Filing:
    """What somebody hands in. Of rooms, broadcasts, offers and findings only the ids.

    Args:
        passes_on: he wants his request passed on to whoever sells at once, without who he is.
        asks_particulars: he asks who sold to him, and what is on file of his purchase.
    """

    kind: str
    statement: str
    wish: str = ""
    about: str = ""
    order_ref: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    happened_at: datetime | None = None
    room_id: UUID | None = None
    session_id: UUID | None = None
    offer_id: UUID | None = None
    finding_id: UUID | None = None
    language: str = "zh"
    channel: str = "web"
    external_id: str = ""
    tells_by_mail: bool = False
    more: str = ""  # a digest of what else belongs to it, kept elsewhere
    passes_on: bool = False
    asks_particulars: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """What a complaint is about, where an officer found that out."""

    room_id: UUID | None = None
    session_id: UUID | None = None
    offer_id: UUID | None = None
    finding_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A complaint that was filed, and the receipt that only its complainant has."""

    complaint: Complaint
    receipt: Receipt
    is_new: bool = True


def form_of_external(external_id: str) -> bytes:
    """Return the form of what a program hands in under its own number."""
    return hmac.digest(crypto.keyring().derive(selectors.FORMS), external_id.encode(), "sha256")


@transaction.atomic
def complaint_file(*, actor: Actor, filing: Filing, form: bytes, address: str = "") -> Filed:
    """File a complaint: give its receipt, start its clocks.

    Args:
        form: what the form is known by, at least 16 bytes nobody else has: the same form with the
            same content is the same complaint with the same receipt, whoever pressed twice.
        address: where it was sent from, if anybody knows; only its network is told apart.

    Raises:
        Forbidden: those who only look file nothing.
        Invalid: something is missing, or is not what it should be.
        NotFound: a room, broadcast, offer or finding is not there.
        FormUsed, KeyTaken: the form or the program's number has been used for something else.

    Law: M-complaints, O117-complaints
    """
    policies.require_file(actor)
    sound = sense(filing)
    digest = _digest(sound)
    kept = hmac.digest(crypto.keyring().derive(selectors.FORMS), form, "sha256")
    receipt = selectors.receipt_of_form(actor, form)
    known = _known(actor, kept, sound.external_id)
    if known is not None:
        return _again(known, digest, receipt, kept)
    row = _row(actor, sound, receipt)
    row.form, row.content_digest = kept, digest
    row.network_index = network_index(actor.tenant_id, address)
    link(actor, row, sound)
    terms_keep(actor, row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same form arrived at the same moment
        known = _known(actor, kept, sound.external_id)
        if known is None:
            raise
        return _again(known, digest, receipt, kept)
    _begin(actor, row)
    if sound.passes_on and sound.kind in rules.CONSUMER and row.respondent_id is not None:
        _pass_on(row)
    if sound.asks_particulars:
        enquired(actor, row, "", row.channel)
    return Filed(row, receipt)


def _known(actor: Actor, kept: bytes, external_id: str) -> Complaint | None:
    found = selectors.complaint_of_form(actor, kept)
    if found is None and external_id:
        return Complaint.objects.of(actor).filter(external_id=external_id).first()
    return found


def _again(known: Complaint, digest: bytes, receipt: Receipt, kept: bytes) -> Filed:
    """Return what was filed before, if it is the same."""
    same_form = bytes(known.form or b"") == kept
    if same_form and hmac.compare_digest(bytes(known.content_digest or b""), digest):
        return Filed(known, receipt, is_new=False)
    if known.external_id:
        raise KeyTaken(_("这个编号已用于另一件投诉。"), field="external_id")
    raise FormUsed(_("这张表单已经提交过。请重新打开页面再填写。"))


def _row(actor: Actor, sound: Filing, receipt: Receipt) -> Complaint:
    """Return the row with everything personal in it sealed."""
    row = Complaint(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        number=receipt.number,
        external_id=sound.external_id,
        kind=sound.kind,
        channel=sound.channel,
        language=sound.language,
        happened_at=sound.happened_at,
        tells_by_mail=sound.tells_by_mail,
        filed_at=clock.now(),
    )
    key = crypto.keyring().derive(selectors.SECRETS)
    row.secret_hash = receipts.digest_of(key, actor.tenant_id, receipt)
    own, over = accounts.person_key(actor, row.pk, selectors.KEY), accounts.tenant_key(actor)
    for name in SEALED:
        field: Any = Complaint._meta.get_field(name)
        field.put(row, getattr(sound, name), own, over.key)
    return row


def link(actor: Actor, row: Complaint, sound: "Filing | Links") -> None:
    """Say what it is about. The public sees no rooms; whether they are there is asked for it.

    Raises:
        NotFound: something is not there, or not of the same room.
    """
    product = system_actor(actor.tenant_id)
    with acting(product):
        if sound.finding_id:
            row.finding = moderation.finding_get(product, sound.finding_id)
            row.session, row.room = row.finding.session, row.finding.room
        if sound.session_id:
            row.session = rooms.session_get(product, sound.session_id)
            row.room = _same(row.room, row.session.room)
        if sound.offer_id:
            row.offer = catalog.offer_get(product, sound.offer_id)
            row.room = _same(row.room, row.offer.room)
        if sound.room_id:
            row.room = _same(row.room, rooms.room_get(product, sound.room_id))
    row.respondent_id = row.room.operator_id if row.room is not None else None


def _same(known: Room | None, found: Room) -> Room:
    """Return the room; what was named must all be of one."""
    if known is not None and known != found:
        raise NotFound(_("这个直播间没有这场直播、这件商品或这条发现。"))
    return found


def _begin(actor: Actor, row: Complaint) -> None:
    """Write down that it arrived, start what counts from then, tell who listens."""
    Step.objects.create(
        tenant_id=row.tenant_id,
        complaint=row,
        act="file",
        became=row.state,
        channel=row.channel,
        by_id=actor.user_id,
        at=row.filed_at,
    )
    clocks_start(actor, row, rules.FROM_FILING, row.filed_at)
    note(actor, row, "complaints.complaint_filed", {"channel": row.channel})
    events.publish(ComplaintFiled(actor, row.pk, row.kind, row.room_id, row.respondent_id))


def _pass_on(row: Complaint) -> None:
    """Ask the operator at once, as the consumer wished: his term begins with the complaint.

    Law: M-consumer-duties
    """
    product = system_actor(row.tenant_id)
    with acting(product):
        said = selectors.passed_on(product, row)
        asked(product, row, said, {"party_id": row.respondent_id}, shows_order=False)


def sense(filing: Filing) -> Filing:
    """Return what was handed in as it is kept.

    Raises:
        Invalid: something is missing, or is not what it should be.
    """
    if filing.kind not in rules.KINDS:
        raise Invalid(_("请选择投诉的类别。"), field="kind")
    sound = Filing(
        kind=filing.kind,
        statement=texts.written(filing.statement, "statement", 5, 4_000),
        wish=texts.written(filing.wish, "wish", 0, 1_000),
        about=texts.line(filing.about, "about", 300),
        order_ref=texts.line(filing.order_ref, "order_ref", 80),
        name=texts.line(filing.name, "name", 60),
        phone=texts.phone(filing.phone),
        email=texts.email(filing.email),
        happened_at=_moment(filing.happened_at),
        room_id=filing.room_id,
        session_id=filing.session_id,
        offer_id=filing.offer_id,
        finding_id=filing.finding_id,
        language="en" if filing.language == "en" else "zh",
        channel=channel_of(filing.channel),
        external_id=texts.line(filing.external_id, "external_id", 80),
        more=filing.more,
        tells_by_mail=filing.tells_by_mail and bool(filing.email.strip()),
        passes_on=filing.passes_on,
        asks_particulars=filing.asks_particulars,
    )
    if sound.kind in rules.NAMED:
        _require_named(sound)
    if sound.kind == rules.DISPUTE and sound.happened_at is None:
        raise Invalid(_("请填写下单或看直播的时间，平台据此查找录像。"), field="happened_at")
    return sound


def _require_named(sound: Filing) -> None:
    if not sound.name:
        raise Invalid(_("这一类投诉须写明姓名或名称。"), field="name")
    if not (sound.phone or sound.email):
        raise Invalid(_("请留下电话或邮箱，平台才能核实并联系你。"), field="phone")


def _moment(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    now = clock.now()
    if at.tzinfo is None or not now - FARTHEST <= at <= now:
        raise Invalid(_("发生的时间不能晚于现在，也不能早于十年前。"), field="happened_at")
    return at


def _digest(sound: Filing) -> bytes:
    said = {one.name: str(getattr(sound, one.name) or "") for one in fields(sound)}
    said = {name: value for name, value in said.items() if value or name not in LATER}
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    return hmac.digest(crypto.keyring().derive(selectors.FORMS), plain, "sha256")
