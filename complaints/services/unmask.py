"""What the eye opens of a complaint: who complained, for officers, with a reason, in the record."""

from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.models import Complaint
from complaints.selectors.reading import WHO, keys_of, opened
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.personal import readers


def _read(name: str, actor: Actor, pk: UUID) -> readers.Reading:
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, pk)
    value = opened(row, name, keys_of(actor, [row]).get(pk))
    if not value:
        raise NotFound(_("没有这条信息，或已销毁。"))
    kind = str(Complaint._meta.get_field(name).kind)  # type: ignore[union-attr]
    return readers.Reading(kind, value, (selectors.SUBJECT, pk))


for _name in WHO:
    readers.register(f"complaints.complaint.{_name}", partial(_read, _name))
