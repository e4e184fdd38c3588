"""Find complaints by their number: staff all of them, whoever sells what he was asked himself."""

from accounts.managers import TenantQuerySet
from complaints import policies
from complaints.models import Complaint, Referral
from complaints.rules import receipts
from complaints.selectors.referral import referrals_own
from livecompliance.kernel import search
from livecompliance.kernel.actors import Actor

LEAST = 4  # signs of a number by which it is looked for


def complaint_search(actor: Actor, wanted: str, most: int) -> list[Complaint]:
    """Return the complaints whose number, or our id, is or begins so; the newest first."""
    if actor.user_id is None or not policies.can_see(actor):
        return []
    rows = Complaint.objects.of(actor).select_related("room", "respondent")
    if ids := search.id_range(wanted):
        return list(rows.filter(pk__range=ids).order_by("-id")[:most])
    return list(_of_number(rows, wanted).order_by("-id")[:most])


def referral_search(actor: Actor, wanted: str, most: int) -> list[Referral]:
    """Return what the acting person was asked under a number, the newest first."""
    number = _number(wanted)
    if not number:
        return []
    return list(referrals_own(actor).filter(complaint__number__startswith=number)[:most])


def _of_number(rows: TenantQuerySet[Complaint], wanted: str) -> TenantQuerySet[Complaint]:
    number = _number(wanted)
    return rows.filter(number__startswith=number) if number else rows.none()


def _number(wanted: str) -> str:
    """Return the signs of a number as it is kept; "" for what can be none."""
    bare = "".join(one for one in wanted if one not in " -")
    number = receipts.plain(bare)
    is_one = bare.isascii() and len(number) == len(bare)
    return number if is_one and LEAST <= len(number) <= receipts.NUMBER else ""
