"""Ask about right holders' notices: one, many, an operator's own, what is published of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from catalog import selectors as catalog
from catalog.models import Offer
from complaints import policies
from complaints.models import Attachment, Complaint, Notice, NoticeMeasure, NoticePaper, NoticeStep
from complaints.rules import notices as rules
from complaints.rules import receipts
from complaints.selectors import notice_words
from complaints.selectors.reading import keys_of, opened
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from office.models import Clock

PAPER = ("proof", "text", "evidence")
PUBLISHED = 50


class Taken(NamedTuple):
    """What a notice took down, until when: its name, and what was done to it."""

    row: NoticeMeasure
    offer: Offer | None
    title: str
    deed: object


@dataclass(slots=True)
class Read:
    """A paper in clear; empty where its key was destroyed."""

    row: NoticePaper
    words: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Published:
    """What everybody may know of a notice (E-Commerce Law, Art. 44): nothing anybody wrote."""

    mark: str
    row: Notice
    goods: list[str] = field(default_factory=list)
    declared_at: datetime | None = None


def notice_list(
    actor: Actor, *, state: str = "", after: UUID | None = None
) -> TenantQuerySet[Notice]:
    """Return notices, the newest first.

    Raises:
        Forbidden: the actor may not see complaints.
    """
    policies.require_see(actor)
    found = Notice.objects.of(actor).select_related("complaint", "respondent")
    if state:
        found = found.filter(state=state)
    if after:
        found = found.filter(id__lt=after)
    return found.order_by("-id")


def notices_own(actor: Actor) -> TenantQuerySet[Notice]:
    """Return the notices that were passed on to the actor as operator, the newest first.

    Raises:
        Forbidden: the actor is no operator here.
    """
    policies.require_operate(actor)
    found = Notice.objects.of(actor).select_related("complaint", "respondent")
    return found.filter(passed_at__isnull=False, operator_id=actor.user_id).order_by("-id")


def notice_get(actor: Actor, complaint_id: UUID) -> Notice:
    """Return the notice that a complaint is; an operator sees his own once it was passed on.

    Raises:
        NotFound: no such notice for this actor.
    """
    row = notice_find(actor, complaint_id)
    if row is None or not (policies.can_see_notice(actor, row)):
        raise NotFound(_("没有这件知识产权通知。"))
    return row


def notice_find(actor: Actor, complaint_id: UUID) -> Notice | None:
    """Return the notice that a complaint is, for whoever may see the complaint; nothing else."""
    rows = Notice.objects.of(actor).select_related("complaint", "respondent")
    return rows.filter(complaint_id=complaint_id).first()


def papers_of(actor: Actor, row: Notice, *kinds: str) -> list[Read]:
    """Return the papers of a notice in clear, in order; of some kinds only, if any are named."""
    found = NoticePaper.objects.of(actor).filter(notice=row).select_related("by")
    if kinds:
        found = found.filter(kind__in=kinds)
    key = keys_of(actor, [row.complaint]).get(row.complaint_id)
    return [
        Read(one, {name: opened(one, name, key) for name in PAPER}) for one in found.order_by("id")
    ]


def holder_of(actor: Actor, row: Notice) -> str:
    """Return who gave a notice, as it is passed on to whom it concerns."""
    key = keys_of(actor, [row.complaint]).get(row.complaint_id)
    return opened(row.complaint, "name", key)


def claim_of(actor: Actor, row: Notice) -> str:
    """Return what is said to be infringed."""
    key = keys_of(actor, [row.complaint]).get(row.complaint_id)
    return opened(row.complaint, "statement", key)


def measures_of(actor: Actor, row: Notice) -> list[Taken]:
    """Return what was taken down on account of a notice, in order."""
    found = NoticeMeasure.objects.of(actor).filter(notice=row).order_by("id")
    rows = list(found.select_related("room", "session"))
    named = catalog.offers_named(actor, [one.offer_id for one in rows if one.offer_id])
    return [_taken(one, named.get(one.offer_id) if one.offer_id else None) for one in rows]


def _taken(one: NoticeMeasure, offer: Offer | None) -> Taken:
    title = offer.product.title if offer else (one.room.title if one.room else "")
    return Taken(one, offer, title or "—", notice_words.DEEDS[one.target])


def measure_get(actor: Actor, measure_id: UUID, *, lock: bool = False) -> NoticeMeasure:
    """Return one thing that a notice took down.

    Raises:
        NotFound: there is none such for this actor.
    """
    policies.require_see(actor)
    rows = NoticeMeasure.objects.of(actor).select_related("notice__complaint")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=measure_id).first()
    if row is None:
        raise NotFound(_("没有这项措施。"))
    return row


def measures_by_notice(actor: Actor, rows: Iterable[Notice]) -> dict[UUID, list[NoticeMeasure]]:
    """Return what was taken down on account of some notices, by notice, in order."""
    found: dict[UUID, list[NoticeMeasure]] = {}
    for one in NoticeMeasure.objects.of(actor).filter(notice__in=list(rows)).order_by("id"):
        found.setdefault(one.notice_id, []).append(one)
    return found


def notice_steps(actor: Actor, row: Notice) -> list[NoticeStep]:
    """Return what happened to a notice, in order."""
    found = NoticeStep.objects.of(actor).filter(notice=row).select_related("by")
    return list(found.order_by("id"))


def notice_clocks(actor: Actor, row: Notice) -> list[Clock]:
    """Return the clocks of a notice."""
    return list(office.clock_list(actor, (rules.SUBJECT, row.pk)))


def others_about(actor: Actor, row: Notice) -> int:
    """Return how many other notices hold the same goods: ending this one frees only the rest."""
    mine = NoticeMeasure.objects.of(actor).filter(notice=row, ended_at__isnull=True)
    others = NoticeMeasure.objects.of(actor).filter(
        Q(offer__in=mine.values("offer"))
        | Q(target__in=["room", "cover", "account"], room__in=mine.values("room"))
        | Q(session__in=mine.values("session")),
        ended_at__isnull=True,
    )
    return others.exclude(notice=row).values("notice").distinct().count()


def attached_to(actor: Actor, row: Notice) -> list[Attachment]:
    """Return the files of evidence that were handed in with a notice, in order."""
    return list(Attachment.objects.of(actor).filter(complaint_id=row.complaint_id).order_by("id"))


def notice_number(row: Notice) -> str:
    """Return the receipt's number as it is read aloud."""
    return receipts.shown(row.complaint.number)


def notice_names(actor: Actor, ids: Iterable[str]) -> dict[str, str]:
    """Return what notices are called, by id."""
    found = Notice.objects.of(actor).filter(pk__in=list(ids)).select_related("complaint")
    return {str(one.pk): notice_number(one) for one in found}


def notices_published(actor: Actor, start: int = 0) -> list[Published]:
    """Return what is published of notices, declarations and what came of them, the newest first.

    Not who gave or got them, nor a word of what they wrote: right, goods, days and results. A
    notice stands here from its arrival, one that was refused too.

    Law: ECL-ip-published
    """
    rows = Notice.objects.of(actor).order_by("-id")
    found = list(rows[start : start + PUBLISHED + 1])
    product = system_actor(actor.tenant_id)
    with acting(product):
        rows_held = NoticeMeasure.objects.of(product).filter(notice__in=found)
        held = list(rows_held.select_related("room").order_by("id"))
        named = catalog.offers_named(product, {one.offer_id for one in held if one.offer_id})
    told = {one.pk: Published(mark_of(one), one, declared_at=one.declared_at) for one in found}
    for one in held:
        title = _public_title(one, named)
        goods = told[one.notice_id].goods
        if title and title not in goods:
            goods.append(title)
    return list(told.values())


def _public_title(one: NoticeMeasure, named: Mapping[UUID, Offer]) -> str:
    """Return what stands in public of what was taken down: of an account not whose it is."""
    if one.target == NoticeMeasure.Target.ACCOUNT:
        return str(notice_words.TARGETS[one.target])
    if one.offer_id is not None:
        return named[one.offer_id].product.title if one.offer_id in named else ""
    return notice_words.title_of(one, named)


def mark_of(row: Notice) -> str:
    """Return by what a notice is known in public: nothing of its receipt, random."""
    return row.pk.hex[-8:].upper()


def complaint_is_notice(actor: Actor, row: Complaint) -> bool:
    """Tell whether a complaint is a right holder's notice."""
    return Notice.objects.of(actor).filter(complaint=row).exists()
