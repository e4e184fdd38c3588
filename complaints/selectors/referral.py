"""Ask about what sellers were asked: by officers all of it, by a seller what concerns himself."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from catalog import selectors as catalog
from complaints import policies
from complaints.models import Attachment, Complaint, Message, Referral
from complaints.selectors.reading import WHO, keys_of, opened
from livecompliance.kernel import personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation import selectors as moderation
from moderation.models import Dismissal
from parties import selectors as parties

State = Referral.State
REFERRAL_OPEN = (State.WAITING, State.ANSWERED)
RELATED = ("complaint__room", "complaint__offer__product", "party", "supplier", "late", "refused")


@dataclass(frozen=True, slots=True)
class Words:
    """What is sealed of a referral, in clear."""

    question: str
    reason: str
    order: str


def referrals_of(actor: Actor, complaint: Complaint) -> list[Referral]:
    """Return every round of a complaint with its seller, the newest first."""
    found = Referral.objects.of(actor).filter(complaint=complaint)
    rows = found.select_related("party", "supplier", "asked_by", "answered_by", "judged_by")
    return list(rows.select_related("late", "refused").order_by("-round"))


def referral_open(actor: Actor, complaint: Complaint, *, lock: bool = False) -> Referral | None:
    """Return the round that waits for the seller, or for an officer to look at his answer."""
    found = Referral.objects.of(actor).filter(complaint=complaint, state__in=REFERRAL_OPEN)
    return (found.select_for_update() if lock else found).first()


def referral_get(actor: Actor, referral_id: UUID) -> Referral:
    """Return one round: staff and programs any, somebody else what he was asked himself.

    Raises:
        NotFound: no such round for this actor.
    """
    found = _seen(actor).filter(pk=referral_id).select_related(*RELATED).first()
    if found is None:
        raise NotFound(_("没有这项转交的要求。"))
    return found


def referral_own(actor: Actor, referral_id: UUID) -> Referral:
    """Return one round that the acting person was asked himself.

    Raises:
        NotFound: he was asked nothing such.
    """
    found = referrals_own(actor).filter(pk=referral_id).first()
    if found is None:
        raise NotFound(_("没有这项转交的要求。"))
    return found


def referrals_own(actor: Actor) -> TenantQuerySet[Referral]:
    """Return what the acting person was asked himself, the newest first."""
    return _own(actor).select_related(*RELATED).order_by("-id")


def passed_on(actor: Actor, complaint: Complaint) -> str:
    """Return what the complainant wants, without what names him, for an officer to go over."""
    key = keys_of(actor, [complaint]).get(complaint.pk)
    said = opened(complaint, "wish", key) or opened(complaint, "statement", key)
    for name in WHO:
        value = opened(complaint, name, key)
        said = said.replace(value, "＊＊") if value else said
    return personal.without(said)


def referral_list(
    actor: Actor, *, state: str = "", after: UUID | None = None
) -> TenantQuerySet[Referral]:
    """Return what sellers were asked, the newest first, as far as the actor may see it."""
    found = _seen(actor).select_related(*RELATED)
    found = found.filter(state=state) if state else found
    return (found.filter(id__lt=after) if after else found).order_by("-id")


def referrals_waiting(actor: Actor) -> int:
    """Return how many requests wait for the acting person's own answer."""
    return _own(actor).filter(state=State.WAITING).count() if actor.user_id else 0


def subjects_answered(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    """Return the complaints of which the seller has answered and no officer has looked yet."""
    found = Referral.objects.of(actor).filter(complaint__in=ids, state=State.ANSWERED)
    return set(found.values_list("complaint_id", flat=True))


def referral_words(actor: Actor, row: Referral) -> Words:
    """Return what was asked and answered; the order's number only where it was shown."""
    key = keys_of(actor, [row.complaint]).get(row.complaint_id)
    order = opened(row.complaint, "order_ref", key) if row.shows_order else ""
    return Words(opened(row, "question", key), opened(row, "reason", key), order)


def files_of_seller(actor: Actor, row: Referral) -> list[Attachment]:
    """Return what the seller handed in: he sees no other file of the complaint."""
    found = Attachment.objects.of(actor).filter(
        complaint=row.complaint_id, side=Message.Side.OPERATOR
    )
    return list(found.order_by("id"))


def excuses_of(actor: Actor, rows: Collection[Referral]) -> dict[UUID, Dismissal]:
    """Return by finding what officers said of delays and refusals that were none."""
    ids = [one for row in rows for one in (row.late_id, row.refused_id) if one]
    return moderation.dismissals_of(actor, ids)


def users_of(actor: Actor, row: Referral) -> list[UUID]:
    """Return who reads here for the seller that was asked."""
    if row.party_id is not None:
        return sorted(parties.party_users(actor, [row.party_id]).values())
    asked = [one for one in (row.supplier_id,) if one is not None]
    return sorted({user for one in catalog.merchant_users(actor, asked).values() for user in one})


def _seen(actor: Actor) -> TenantQuerySet[Referral]:
    if policies.can_see(actor):
        return Referral.objects.of(actor)
    return _own(actor)


def _own(actor: Actor) -> TenantQuerySet[Referral]:
    rows = Referral.objects.of(actor)
    if actor.user_id is None or not actor.has("streamer", "merchant"):
        return rows.none()
    asked = Q(supplier_id__in=catalog.suppliers_spoken_for(actor))
    return rows.filter(Q(party__user=actor.user_id) | asked)
