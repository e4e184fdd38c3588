"""What the eye opens of a supplier: for officers, with a reason, in the record."""

from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Supplier
from catalog.selectors.supplier import SEALED
from catalog.services.supplier import SUBJECT, opened
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.personal import readers


def _read(name: str, actor: Actor, pk: UUID) -> readers.Reading:
    policies.require_open_supplier(actor)
    row = Supplier.objects.of(actor).filter(pk=pk).first()
    kind, value = opened(actor, row, name) if row is not None else ("", "")
    if not value:
        raise NotFound(_("没有这条信息，或已销毁。"))
    return readers.Reading(kind, value, (SUBJECT, pk))


for _name in SEALED:
    readers.register(f"catalog.supplier.{_name}", partial(_read, _name))
