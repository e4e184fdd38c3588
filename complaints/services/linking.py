"""What a complaint is about, found out by an officer: room, broadcast, offer, finding."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.models import Complaint
from complaints.rules import states
from complaints.services.clusters import complaint_weigh
from complaints.services.filing import Links, link
from complaints.services.referral import ReferralOpen
from complaints.services.stepping import note, step_take
from livecompliance.kernel.actors import Actor

FIELDS = ("room_id", "session_id", "offer_id", "finding_id")


@transaction.atomic
def complaint_link(*, actor: Actor, complaint_id: UUID, links: Links) -> Complaint:
    """Say what a complaint is about; its operator follows. The same again changes nothing.

    Raises:
        NotFound: no such complaint, or something is not there, or not of one room.
        Forbidden: no officer. NotNow: it is over.
        ReferralOpen: another operator was asked, and it would be another one's now.

    Law: M-complaints, O117-complaints
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    before, operator = [getattr(row, name) for name in FIELDS], row.respondent_id
    row.room = row.session = row.offer = row.finding = None
    link(actor, row, links)
    if [getattr(row, name) for name in FIELDS] == before:
        return row
    if row.respondent_id != operator and selectors.referral_open(actor, row) is not None:
        raise ReferralOpen(_("已转交原来的运营者答复，等他答复并核对后再改。"))
    step_take(actor, row, states.LINK)
    row.save(update_fields=["room", "session", "offer", "finding", "respondent"])
    complaint_weigh(actor=actor, complaint_id=row.pk)
    named = [name.removesuffix("_id") for name in FIELDS if getattr(row, name)]
    note(actor, row, "complaints.complaint_linked", {"to": named})
    return row
