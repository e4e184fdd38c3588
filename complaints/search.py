"""What of complaints can be gone to by number."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import policies
from complaints.models import Complaint, Referral
from complaints.rules import receipts
from complaints.selectors import words
from complaints.selectors.search import complaint_search, referral_search
from livecompliance.kernel import search
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.search import Found


def complaints(actor: Actor, wanted: str, most: int) -> list[Found]:
    """Return complaints by number; to whoever sells, what he was asked. Nobody is named."""
    if policies.can_see(actor):
        return [_one(row) for row in complaint_search(actor, wanted, most)]
    return [_asked(row) for row in referral_search(actor, wanted, most)]


def _one(row: Complaint) -> Found:
    about = row.room.title if row.room is not None else ""
    detail = (str(words.KINDS[row.kind]), str(words.STATES[row.state]), about)
    return Found(
        "complaint",
        str(row.pk),
        _("投诉 %(number)s") % {"number": receipts.shown(row.number)},
        " · ".join(one for one in detail if one),
        reverse("complaint", args=[row.pk]),
    )


def _asked(row: Referral) -> Found:
    return Found(
        "complaint",
        str(row.pk),
        _("消费者要求 %(number)s") % {"number": receipts.shown(row.complaint.number)},
        f"{words.KINDS[row.complaint.kind]} · {words.REFERRALS[row.state]}",
        reverse("my-complaint", args=[row.pk]),
    )


search.register("complaint", gettext_lazy("投诉"), complaints, place=45)
