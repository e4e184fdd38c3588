"""A guardian is asked, answers himself from his own device, and can take it back the same way.

Two things prove that it is he: the link, which goes to his own mail or is sent by the platform's
system to his own mobile, and the code, which is shown once to whoever asked him. The minor
himself is never shown the link.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, crypto, law, tenancy
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from office import services as office
from office.rules import days
from parties import policies, selectors
from parties.models import Consent, ConsentAsk, Document, Party
from parties.rules import codes, documents
from parties.rules.consents import RELATIONS, TEXTS
from parties.services.consent import consents_standing, note, revoke
from parties.services.opened import key_of
from parties.services.sealing import index_of, masked, read, sealer
from parties.services.standing import require_standing

AGE = "M-age"
VALID_DAYS = 7
PER_DAY = 5  # offers for one minor


class NotMinor(Conflict):
    """He needs nobody's consent."""

    code = "not_minor"


class AskGone(NotFound):
    """No such offer, or it is too old; one answer for all."""

    code = "consent_ask_gone"


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who is asked. `address` is his own mail; programs may send the link to his mobile."""

    name: str = field(repr=False)
    document: str
    number: str = field(repr=False)
    relation: str
    address: str = field(default="", repr=False)
    proof_file: UUID | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer with its code, and its link for whoever may pass it on; each shown once."""

    ask: ConsentAsk
    code: str = field(repr=False)
    link: str = field(repr=False)


class Standing(NamedTuple):
    """What the guardian's page shows: no name in full, and no number."""

    platform: str
    minor: str
    guardian: str
    state: str  # open, given, refused, revoked, ended, blocked
    until: datetime | None
    left: int


@transaction.atomic
def guardian_ask(
    *, actor: Actor, party_id: UUID, guardian: Guardian, page_url: str = ""
) -> Offered:
    """Ask a guardian whether he agrees that a minor works on air. An older open offer lapses.

    Args:
        page_url: what stands before the token in the link.

    Raises:
        NotFound: no such party for this actor. Forbidden: it is not his to change.
        NotMinor: an adult, or somebody whose age is not known yet.
        Invalid: no name, another number than a document could have, a guardian who is a minor or
            the person himself, or (asked by the person) no mail address of the guardian's own.
        Conflict: five offers within a day.

    Law: M-age
    """
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_change(actor, party)
    require_standing(party)
    if party.minor_until is None or clock.today() >= party.minor_until:
        raise NotMinor(_("此人不需要监护人同意。"), law=AGE)
    number, address = _checked(actor, party, guardian), _address(actor, guardian.address)
    mine, now = ConsentAsk.objects.of(actor).filter(party=party), clock.now()
    if mine.filter(asked_at__gt=now - timedelta(days=1)).count() >= PER_DAY:
        raise Conflict(_("今天已多次请求监护人同意，请明天再试。"))
    mine.filter(answered_at__isnull=True).update(expires_at=now)
    token, code = secrets.token_urlsafe(32), codes.new_code()
    ask = ConsentAsk(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        party=party,
        relation=guardian.relation,
        proof_file=guardian.proof_file,
        text_version=TEXTS["guardian"].version,
        token_hash=token_hash(token),
        asked_by_id=actor.user_id,
        asked_at=now,
        expires_at=now + timedelta(days=VALID_DAYS),
    )
    ask.code_hash = codes.code_hash(_pepper(), str(ask.pk), code)
    name = " ".join(guardian.name.split())
    sealer(actor, party.pk).put(ask, {"giver_name": name, "giver_number": number})
    ask.save(force_insert=True)
    _note(actor, ask, "parties.guardian_asked", {"mailed": bool(address)})
    link = page_url + token
    if address:
        _mail(actor, ask, address, link)
    return Offered(ask, code, link if policies.can_register(actor) else "")


def _checked(actor: Actor, party: Party, guardian: Guardian) -> str:
    if not 1 <= len(" ".join(guardian.name.split())) <= 120:
        raise Invalid(_("请填写监护人姓名。"), field="name")
    if guardian.relation not in RELATIONS:
        raise Invalid(_("请选择与未成年人的关系。"), field="relation")
    kinds = set(Document.Kind.values) - {Document.Kind.USCC}
    if guardian.document not in kinds:
        raise Invalid(_("请选择证件类型。"), field="document")
    adult = law.clause(AGE, clock.today()).number("guardian_consent_below")
    found = documents.check(guardian.document, guardian.number, clock.today(), least_age=adult)
    if not found.valid:
        raise Invalid(_("监护人的证件号码有误，或未满 18 周岁。"), field="number", law=AGE)
    own = Document.objects.of(actor).filter(party=party)
    if own.filter(number_index=index_of(actor, found.normalised)).exists():
        raise Invalid(_("监护人不能是本人。"), field="number", law=AGE)
    return found.normalised


def _address(actor: Actor, text: str) -> str:
    address = text.strip()
    if not address and not policies.can_register(actor):
        raise Invalid(_("请填写监护人本人的邮箱。"), field="address")
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise Invalid(_("请填写有效的邮箱地址。"), field="address") from None
    return address


def _mail(actor: Actor, ask: ConsentAsk, address: str, link: str) -> None:
    office.mail_send(
        actor=system_actor(actor.tenant_id),
        address=address,
        topic="guardian",
        context={
            "platform": accounts.tenant_get(actor).name,
            "until": ask.expires_at.isoformat(),
            "link": link,
        },
        about=office.About("consent_ask", str(ask.pk)),
    )


def token_hash(token: str) -> bytes:
    """Return what is kept of a link."""
    return hashlib.sha256(token.encode()).digest()


def _with_ask(token: str, do: Callable[[Actor, ConsentAsk], Standing]) -> Standing:
    """Find the offer behind a link, in whichever tenant, and do something with it as the product.

    Raises:
        AskGone: no such link, or its time is over.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ask, tenant FROM consent_ask(%s)", [token_hash(token)])
        found = cursor.fetchone()
    if found is None:
        raise AskGone(_("链接不存在或已失效，请让申请人重新发起。"))
    actor = system_actor(found[1])
    with tenancy.acting(actor), transaction.atomic():
        rows = ConsentAsk.objects.of(actor).select_for_update(of=("self",))
        ask = rows.select_related("party", "consent").get(pk=found[0])
        is_over = ask.answered_at is None and ask.expires_at <= clock.now()
        if is_over or ask.party.state == Party.State.CLOSED:
            raise AskGone(_("链接不存在或已失效，请让申请人重新发起。"))
        return do(actor, ask)


def guardian_look(*, token: str) -> Standing:
    """Show a guardian what he is asked, or what he answered.

    Raises:
        AskGone: no such link, or its time is over.
    """
    return _with_ask(token, _standing)


def guardian_answer(*, token: str, code: str, accept: bool) -> Standing:
    """Take a guardian's answer; a wrong code is counted, the fifth ends the offer.

    Returns:
        How it stands: still `open` after a wrong code.

    Raises:
        AskGone: no such link, or its time is over.

    Law: M-age
    """

    def do(actor: Actor, ask: ConsentAsk) -> Standing:
        if ask.answered_at is None and ask.attempts < codes.TRIES:
            if codes.is_code(_pepper(), str(ask.pk), code, bytes(ask.code_hash)):
                _answer(actor, ask, accept)
            else:
                ask.attempts += 1
                ask.save(update_fields=["attempts"])
        return _standing(actor, ask)

    return _with_ask(token, do)


def guardian_revoke(*, token: str) -> Standing:
    """Take a guardian's consent back by the link with which he gave it. Twice is once.

    Raises:
        AskGone: no such link.

    Law: M-age
    """

    def do(actor: Actor, ask: ConsentAsk) -> Standing:
        if ask.consent is not None:
            ask.consent = revoke(actor, ask.consent, "监护人通过链接撤回")
        return _standing(actor, ask)

    return _with_ask(token, do)


def _answer(actor: Actor, ask: ConsentAsk, accept: bool) -> None:
    now = clock.now()
    ask.answered_at = now
    if accept:
        ask.consent = _consent(actor, ask, now)
    ask.save(update_fields=["answered_at", "consent"])
    if not accept:
        _note(actor, ask, "parties.guardian_refused", {})


def _consent(actor: Actor, ask: ConsentAsk, now: datetime) -> Consent:
    """Write the consent, sealed in its own place, to the end of the day before he turns 18."""
    party, text = ask.party, TEXTS["guardian"]
    key = key_of(actor, party)
    plain = {name: read(ask, name, key) for name in ("giver_name", "giver_number")}
    born_on = party.minor_until
    row = Consent(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        party=party,
        kind=Consent.Kind.GUARDIAN,
        relation=ask.relation,
        text_version=text.version,
        text_sha256=text.sha256,
        method="link_and_code",
        proof_file=ask.proof_file,
        given_at=now,
        expires_at=days.first_instant(born_on) if born_on else now,
    )
    sealer(actor, party.pk).put(row, plain)
    row.save(force_insert=True)
    for older in consents_standing(actor, party.pk, Consent.Kind.GUARDIAN).exclude(pk=row.pk):
        older.expires_at = now  # the newest one stands alone
        older.save(update_fields=["expires_at"])
    note(actor, row, "parties.consent_given")
    return row


def _standing(actor: Actor, ask: ConsentAsk) -> Standing:
    shown = masked(actor, [ask], ["giver_name"])[ask.pk]
    minor = masked(actor, [ask.party], ["name"])[ask.party.pk]
    consent = ask.consent
    return Standing(
        platform=accounts.tenant_get(actor).name,
        minor=minor["name"] or ask.party.public_name,
        guardian=shown["giver_name"],
        state=_state(ask, consent),
        until=consent.expires_at if consent else ask.expires_at,
        left=codes.TRIES - ask.attempts,
    )


def _state(ask: ConsentAsk, consent: Consent | None) -> str:
    if ask.answered_at is None:
        return "open" if ask.attempts < codes.TRIES else "blocked"
    if consent is None:
        return "refused"
    if consent.revoked_at is not None:
        return "revoked"
    is_over = consent.expires_at is not None and consent.expires_at <= clock.now()
    return "ended" if is_over else "given"


def _note(actor: Actor, ask: ConsentAsk, action: str, data: dict[str, object]) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("party", ask.party_id),
        clause=AGE,
        data={"ask": ask.pk.hex, "relation": ask.relation, "text": ask.text_version, **data},
    )


def _pepper() -> bytes:
    return crypto.keyring().derive("parties|codes")
