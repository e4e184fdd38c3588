"""Ask about complaints: one, many, what was said in one; and the one that a receipt opens."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from complaints import policies
from complaints.models import Attachment, Complaint, Message, Step
from complaints.rules import receipts, states
from complaints.rules.receipts import Receipt
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office
from office.models import Clock

SUBJECT = "complaint"
SECRETS, RECEIPTS, FORMS = "complaints|secret", "complaints|receipt", "complaints|form"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which complaints are asked for; what is empty narrows nothing."""

    kind: str = ""
    state: str = ""
    is_open: bool | None = None
    room_id: UUID | None = None
    respondent_id: UUID | None = None
    assignee_id: UUID | None = None
    after: UUID | None = None


def complaint_list(actor: Actor, wanted: Wanted | None = None) -> TenantQuerySet[Complaint]:
    """Return complaints, the newest first.

    Raises:
        Forbidden: the actor may not see them.
    """
    policies.require_see(actor)
    asked = wanted or Wanted()
    found = Complaint.objects.of(actor).select_related("room", "assignee", "respondent")
    plain = {
        "kind": asked.kind,
        "state": asked.state,
        "room_id": asked.room_id,
        "respondent_id": asked.respondent_id,
        "assignee_id": asked.assignee_id,
        "id__lt": asked.after,
    }
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if asked.is_open is not None:
        is_open = Q(state__in=states.OPEN)
        found = found.filter(is_open if asked.is_open else ~is_open)
    return found.order_by("-id")


def complaint_get(actor: Actor, complaint_id: UUID, *, lock: bool = False) -> Complaint:
    """Return one complaint.

    Raises:
        NotFound: no such complaint for this actor.
    """
    rows = Complaint.objects.of(actor).select_related(
        "room", "assignee", "respondent", "offer__seller"
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=complaint_id).first()
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这项投诉。"))
    return row


def complaint_find_external(actor: Actor, external_id: str) -> Complaint | None:
    """Return the complaint that a program handed in under its own number."""
    policies.require_see(actor)
    return Complaint.objects.of(actor).filter(external_id=external_id).first()


def complaint_of_form(actor: Actor, form: bytes) -> Complaint | None:
    """Return the complaint that came by a form, if it was sent before."""
    policies.require_file(actor)
    return Complaint.objects.of(actor).filter(form=form).first()


def complaint_opened(actor: Actor, receipt: Receipt, *, lock: bool = False) -> Complaint:
    """Return the complaint whose number and secret somebody has.

    The answer is the same, and takes as long, for a number that never was, a wrong secret, and a
    receipt of another platform.

    Raises:
        Forbidden: the actor does not act for a complainant.
        NotFound: they do not fit.
    """
    policies.require_complainant(actor)
    rows = Complaint.objects.of(actor).select_related("room")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(number=receipt.number).first()
    key = crypto.keyring().derive(SECRETS)
    given = receipts.digest_of(key, actor.tenant_id, receipt)
    kept = bytes(row.secret_hash) if row and row.destroyed_at is None else None
    if not receipts.fits(kept, given) or row is None:
        raise NotFound(_("编号或查询码不对。请核对回执，字母不分大小写。"))
    return row


def receipt_of_form(actor: Actor, form: bytes) -> Receipt:
    """Return the receipt for a form."""
    key = crypto.keyring().derive(RECEIPTS)
    return receipts.receipt_of(key, actor.tenant_id, form)


def messages_of(actor: Actor, complaint: Complaint) -> list[Message]:
    """Return what was said, in order: everything to whoever deals with it, the public part to
    whoever else may see the complaint."""
    found = Message.objects.of(actor).filter(complaint=complaint).select_related("author")
    if not policies.can_read(actor) or policies.is_complainant(actor):
        found = found.filter(is_internal=False)
    return list(found.order_by("id"))


def attachments_of(actor: Actor, complaint: Complaint) -> list[Attachment]:
    """Return what was handed in, in order."""
    return list(Attachment.objects.of(actor).filter(complaint=complaint).order_by("id"))


def steps_of(actor: Actor, complaint: Complaint) -> list[Step]:
    """Return what happened, in order."""
    found = Step.objects.of(actor).filter(complaint=complaint).select_related("by")
    return list(found.order_by("id"))


def merged_with(actor: Actor, complaint: Complaint) -> list[Complaint]:
    """Return the complaints that are answered with this one."""
    found = Complaint.objects.of(actor).filter(merged_into=complaint, state=states.MERGED)
    return list(found.order_by("id"))


def merged_under(actor: Actor, ids: Collection[UUID]) -> dict[UUID, list[Complaint]]:
    """Return by complaint those that are answered with it, all asked for at once."""
    held: dict[UUID, list[Complaint]] = {}
    found = Complaint.objects.of(actor).filter(merged_into__in=ids, state=states.MERGED)
    for one in found.order_by("id"):
        if one.merged_into_id is not None:
            held.setdefault(one.merged_into_id, []).append(one)
    return held


def clocks_of(actor: Actor, complaint: Complaint) -> list[Clock]:
    """Return the clocks of a complaint."""
    return list(office.clock_list(actor, (SUBJECT, complaint.pk)))
