"""Who telephones without his number at hand: his complaints, by what he left when he filed them."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import services as accounts
from complaints import policies
from complaints.models import Complaint
from complaints.services import texts
from ledger import services as record
from livecompliance.kernel import personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid

MOST = 50


@transaction.atomic
def complaints_of_contact(*, actor: Actor, wanted: str) -> list[Complaint]:
    """Return the complaints that were filed with a telephone or a mail address, the newest first.

    They are found by blind index: nothing is opened, and what was looked for is written nowhere.
    That somebody looked, and how many there were, is in the record.

    Raises:
        Forbidden: no officer. Invalid: neither a whole telephone number nor a mail address.
    """
    policies.require_handle(actor)
    key = accounts.tenant_key(actor).key
    found = (
        Complaint.objects.of(actor)
        .filter(_index(key, wanted.strip()), destroyed_at=None)
        .select_related("room", "assignee", "respondent")
        .order_by("-id")
    )
    rows = list(found[:MOST])
    record.entry_append(
        actor=actor,
        action="complaints.contact_sought",
        subject=("tenant", actor.tenant_id),
        data={"found": len(rows)},
    )
    return rows


def _index(key: bytes, wanted: str) -> Q:
    """Return what tells the rows with a contact.

    Raises:
        Invalid: it is none.
    """
    if not wanted:
        raise Invalid(_("请填写完整的电话号码或邮箱。"), field="wanted")
    if "@" in wanted or "＠" in wanted:
        address = texts.email(wanted)
        return Q(email_index=personal.blind_index(key, "email", address))
    return Q(phone_index=personal.blind_index(key, "mobile", texts.phone(wanted)))
