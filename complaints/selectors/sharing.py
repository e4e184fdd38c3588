"""Ask what of a complaint's files the other side may see."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.managers import TenantQuerySet
from complaints.models import Attachment, Complaint, SharedFile
from complaints.selectors.complaint import complaint_get
from complaints.selectors.notice import notices_own
from complaints.selectors.referral import referrals_own
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound

OPERATOR, COMPLAINANT = SharedFile.To.OPERATOR, SharedFile.To.COMPLAINANT
TO = {"complainant": gettext_lazy("投诉人"), "operator": gettext_lazy("被投诉方")}
FORMS = {
    "whole": gettext_lazy("原样"),
    "masked": gettext_lazy("遮盖后"),
    "replaced": gettext_lazy("遮盖后的替换件"),
}


def attachment_get(actor: Actor, complaint_id: UUID, attachment_id: UUID) -> Attachment:
    """Return one file of a complaint.

    Raises:
        NotFound: no such complaint or file for this actor.
    """
    row = complaint_get(actor, complaint_id)
    found = Attachment.objects.of(actor).filter(complaint=row, pk=attachment_id)
    one = found.select_related("complaint").first()
    if one is None:
        raise NotFound(_("没有这个附件。"))
    return one


def shared_of(actor: Actor, complaint: Complaint) -> list[SharedFile]:
    """Return every file of a complaint that was ever shown to the other side, in order."""
    found = SharedFile.objects.of(actor).filter(complaint=complaint)
    return list(found.select_related("by").order_by("id"))


def shared_with(actor: Actor, complaint: Complaint, to: str) -> TenantQuerySet[SharedFile]:
    """Return what one side may take of a complaint now, in order.

    The caller has shown that the actor is this side, or deals with complaints.
    """
    found = SharedFile.objects.of(actor).filter(complaint=complaint, to=to, ended_at__isnull=True)
    return found.order_by("id")


class Seen(NamedTuple):
    """A file as somebody sees it: which is kept of it, who handed it in, and how it was shown."""

    file: UUID
    side: str
    kind: str
    size: int
    form: str
    at: datetime


def files_seen(actor: Actor, complaint: Complaint, to: str = "") -> list[Seen]:
    """Return the files of a complaint as one side sees them, in order; all of them for nobody.

    A side sees what it handed in itself, and what an officer shared with it, masked as it was.
    """
    rows = Attachment.objects.of(actor).filter(complaint=complaint).order_by("id")
    own = rows.filter(side=to) if to else rows
    found = [Seen(one.file, one.side, one.kind, one.size, "whole", one.at) for one in own]
    shown = shared_with(actor, complaint, to) if to else ()
    return found + [Seen(one.file, one.side, one.kind, one.size, one.form, one.at) for one in shown]


def shared_own(actor: Actor, shared_id: UUID) -> SharedFile:
    """Return a file that an officer shared with the acting person as whoever sells.

    Raises:
        NotFound: there is none such, it was taken back, or it is about another's complaint.
    """
    rows = SharedFile.objects.of(actor).filter(
        pk=shared_id, to=SharedFile.To.OPERATOR, ended_at__isnull=True
    )
    one = rows.select_related("complaint").first()
    if one is not None and _is_asked(actor, one.complaint_id):
        return one
    raise NotFound(_("没有这个文件，或者平台已不再提供。"))


def _is_asked(actor: Actor, complaint_id: UUID) -> bool:
    if referrals_own(actor).filter(complaint_id=complaint_id).exists():
        return True
    if not actor.has("streamer"):
        return False
    return notices_own(actor).filter(complaint_id=complaint_id).exists()
