"""A right holder's notice: handed in, put right, acted on at once and passed on."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import selectors as catalog
from catalog import services as goods
from catalog.models import Offer
from complaints import policies, selectors
from complaints.events import NoticeMoved
from complaints.models import Notice, NoticeMeasure, NoticePaper
from complaints.rules import notices as rules
from complaints.rules import states
from complaints.rules import terms as kinds
from complaints.rules.receipts import Receipt
from complaints.selectors import notice_words
from complaints.services import texts, timing
from complaints.services.filing import Filed, Filing, complaint_file
from complaints.services.noticing import (
    CAUSE,
    CLAUSE,
    Written,
    digest_of,
    locked,
    note,
    paper_keep,
    paper_same,
    require,
    step,
    tell_holder,
    tell_operator,
)
from complaints.services.stepping import step_take
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from parties.models import Party
from rooms.models import Room, Session

PUBLISHED, ASKED = "ECL-ip-published", "ECL-ip-notice"
LONGEST, MOST_OFFERS, MOST_VERSIONS = 4_000, 50, 20


class PapersEnough(Conflict):
    """It was put right more often than anybody reads."""

    code = "papers_enough"


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a notice says beside what is infringed, which is the complaint's statement.

    Args:
        right: trademark, patent, copyright, other. capacity: holder, agent.
        wanted: the measures that he wants: remove, block, unlink, stop.
        proof: what shows the right: its number, its owner, the power of attorney.
        evidence: the preliminary evidence of infringement.
    """

    right: str
    capacity: str
    wanted: tuple[str, ...]
    proof: str
    evidence: str


@transaction.atomic
def notice_file(
    *, actor: Actor, filing: Filing, particulars: Particulars, form: bytes, address: str = ""
) -> Filed:
    """File a right holder's notice: a complaint about intellectual property, with its particulars.

    The same form with the same content is the same notice. Files of evidence are added with the
    receipt.

    Raises:
        Forbidden, NotFound, FormUsed, KeyTaken: as `complaint_file`.
        Invalid: something that the law asks of a notice is missing.

    Law: ECL-ip-notice
    """
    sound = sense(particulars)
    whole = replace(filing, kind=kinds.PROPERTY, more=digest_of(asdict(sound)).hex())
    filed = complaint_file(actor=actor, filing=whole, form=form, address=address)
    if not filed.is_new:
        return filed
    row = Notice.objects.create(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        complaint=filed.complaint,
        respondent_id=filed.complaint.respondent_id,
        right=sound.right,
        capacity=sound.capacity,
        wanted=list(sound.wanted),
        filed_at=filed.complaint.filed_at,
    )
    paper_keep(
        actor, row, NoticePaper.Kind.NOTICE, _written(sound), channel=filed.complaint.channel
    )
    note(actor, row, "complaints.notice_filed", ASKED, {"wanted": row.wanted})
    events.publish(NoticeMoved(actor, row.pk, row.complaint_id, row.state))
    return filed


def sense(given: Particulars) -> Particulars:
    """Return the particulars as they are kept.

    Raises:
        Invalid: something is missing, or is not what it should be.

    Law: ECL-ip-notice
    """
    if given.right not in Notice.Right.values:
        raise Invalid(_("请选择被侵害的权利。"), field="right", law=ASKED)
    if given.capacity not in Notice.Capacity.values:
        raise Invalid(_("请说明你是权利人还是代理人。"), field="capacity", law=ASKED)
    wanted = tuple(one for one in Notice.Measure.values if one in given.wanted)
    if not wanted or set(given.wanted) - set(wanted):
        raise Invalid(_("请选择希望平台采取的措施。"), field="wanted", law=ASKED)
    return Particulars(
        right=given.right,
        capacity=given.capacity,
        wanted=wanted,
        proof=texts.written(given.proof, "proof", 5, LONGEST),
        evidence=texts.written(given.evidence, "evidence", 5, LONGEST),
    )


def _written(sound: Particulars) -> Written:
    return Written(sound.proof, "", sound.evidence)


@transaction.atomic
def notice_amend(
    *, actor: Actor, receipt: Receipt, proof: str, evidence: str, text: str = ""
) -> NoticePaper:
    """Put a notice right, as its right holder: a new version, passed on if the first one was.

    The same again is no new version.

    Raises:
        NotFound: the receipt does not fit, or is of no notice. NotNow: it is over.
        Invalid: nothing said. PapersEnough: it was put right too often.

    Law: ECL-ip-notice, ECL-ip-measures
    """
    opened = selectors.complaint_opened(actor, receipt)
    row = locked(actor, opened.pk)
    require(row, rules.AMEND)
    said = Written(
        texts.written(proof, "proof", 5, LONGEST),
        texts.written(text, "text", 0, LONGEST),
        texts.written(evidence, "evidence", 5, LONGEST),
    )
    known = paper_same(row, NoticePaper.Kind.NOTICE, said)
    if known is not None:
        return known
    papers = NoticePaper.objects.of(actor).filter(notice=row, kind=NoticePaper.Kind.NOTICE)
    if papers.count() >= MOST_VERSIONS:
        raise PapersEnough(_("通知更正的次数已达上限，请等待平台处理。"))
    made = paper_keep(actor, row, NoticePaper.Kind.NOTICE, said)
    step(actor, row, rules.AMEND)
    note(actor, row, "complaints.notice_amended", ASKED, {"version": made.version})
    if row.state != rules.RECEIVED:
        tell_operator(actor, row, "ip_notice", made.pk, words_of(row))
    return made


@transaction.atomic
def notice_take(*, actor: Actor, complaint_id: UUID, offer_ids: Collection[UUID]) -> Notice:
    """Take the necessary measures and pass the notice on, in one act: offers go off sale at once.

    Done again with more offers, those are taken off, too. One notice concerns one operator.

    Raises:
        NotFound; Forbidden: no officer. NotNow: it is over.
        Invalid: no offers, too many, or of several operators.

    Law: ECL-ip-measures
    """
    row = taking(actor, complaint_id)
    found = _offers(actor, row, offer_ids)
    new = _measures(actor, row, found)
    first = found[0]
    return passed(actor, row, [str(one) for one in new], Place(first.room, offer=first))


class Place(NamedTuple):
    """Where what a notice is about lies: the room, and there the goods or the broadcast."""

    room: Room
    offer: Offer | None = None
    session: Session | None = None


def taking(actor: Actor, complaint_id: UUID) -> Notice:
    """Return a notice, locked, on account of which something may be taken down now.

    Raises:
        NotFound; Forbidden: no officer. NotNow: it is over.
    """
    policies.require_handle(actor)
    row = locked(actor, complaint_id)
    if not rules.can(rules.TAKE, row.state):
        require(row, rules.SUE)  # measures stand already: more may be added
    return row


def passed(actor: Actor, row: Notice, new: list[str], place: Place) -> Notice:
    """Pass a notice on after something was taken down: both sides are told.

    Args:
        new: what was taken down now; nothing new is told of twice.
    """
    if row.state != rules.RECEIVED and not new:
        return row
    row.respondent, row.operator_id = operator_of(place.room)
    if row.state == rules.RECEIVED:
        row.passed_at = clock.now()
        made = step(actor, row, rules.TAKE)
    else:
        made = step(actor, row, rules.AMEND)
    row.save()
    _settle_complaint(actor, row, place)
    note(actor, row, "complaints.notice_taken", CLAUSE, {"taken": new})
    tell_operator(actor, row, "ip_notice", made.pk, words_of(row))
    tell_holder(actor, row, "taken", what=notice_words.taken_pair(actor, row))
    events.publish(NoticeMoved(actor, row.pk, row.complaint_id, row.state))
    return row


def words_of(row: Notice) -> dict[str, object]:
    """Return what a letter says of a notice beside its goods."""
    return {"right": selectors.notice_pair(selectors.RIGHTS[row.right])}


def _offers(actor: Actor, row: Notice, offer_ids: Collection[UUID]) -> list[Offer]:
    wanted = set(offer_ids)
    if not 1 <= len(wanted) <= MOST_OFFERS:
        raise Invalid(_("请选择 1 至 50 件涉嫌侵权的选品。"), field="offers", law=CLAUSE)
    found = catalog.offers_named(actor, wanted)
    if set(found) != wanted:
        raise NotFound(_("没有这件选品。"))
    require_one_operator(row, [one.room for one in found.values()])
    return [found[one] for one in sorted(wanted)]


def require_one_operator(row: Notice, rooms: Iterable[Room]) -> None:
    """Refuse what is of another operator than whom a notice is about.

    Raises:
        Invalid: they are several.
    """
    operators = {operator_of(one) for one in rooms}
    if row.state != rules.RECEIVED:
        operators.add((row.respondent, row.operator_id))
    if len(operators) != 1:
        raise Invalid(_("一件通知只针对一个运营者；其他运营者的，请另行登记通知。"), field="offers")


def operator_of(room: Room) -> tuple[Party | None, UUID | None]:
    """Return whom a room is operated by, and who reads here for him."""
    party = room.operator
    return party, room.operator_user_id or (party.user_id if party else None)


def _measures(actor: Actor, row: Notice, found: Collection[Offer]) -> list[UUID]:
    """Take the offers off sale by the catalogue's own service; return which were not yet."""
    held = NoticeMeasure.objects.of(actor).filter(notice=row, ended_at__isnull=True)
    known = set(held.values_list("offer_id", flat=True))
    new = [one for one in found if one.pk not in known]
    product = system_actor(actor.tenant_id)
    with acting(product):
        goods.offers_hold(
            actor=product,
            offer_ids=[one.pk for one in new],
            cause=CAUSE,
            ref=row.pk,
            clause=CLAUSE,
        )
    for one in new:
        NoticeMeasure.objects.create(
            id=uuid7(), tenant_id=row.tenant_id, notice=row, offer=one, taken_at=clock.now()
        )
    return [one.pk for one in new]


def _settle_complaint(actor: Actor, row: Notice, place: Place) -> None:
    """Let the complaint know what it is about, and that what had to be done at once was done."""
    complaint = row.complaint
    fields = []
    if complaint.offer_id is None and complaint.room_id in (None, place.room.pk):
        complaint.room, complaint.respondent = place.room, place.room.operator
        complaint.offer, complaint.session = place.offer, place.session or complaint.session
        fields = ["offer", "room", "respondent", "session"]
    if states.can(states.HANDLE, complaint.state):
        step_take(actor, complaint, states.HANDLE)
        complaint.assignee_id = complaint.assignee_id or actor.user_id
        fields += ["state", "assignee"]
    if fields:
        complaint.save(update_fields=fields)
    timing.clocks_heard(actor, complaint, timing.TAKEN, "web")
    timing.clocks_heard(actor, complaint, timing.HANDLED, "web")
