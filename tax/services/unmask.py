"""What the eye opens of a payee: for officers, with a reason, in the record."""

from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import services as accounts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.personal import readers
from parties.services.sealing import field_of, read
from tax import policies
from tax.models import Deduction, Payee
from tax.selectors.payee import KEY, SEALED

SUBJECT = "payee"


def _read(name: str, actor: Actor, pk: UUID) -> readers.Reading:
    policies.require_settle(actor)
    row = Payee.objects.of(actor).filter(pk=pk).first()
    keys = accounts.person_keys(actor, [pk], KEY) if row is not None else {}
    value = read(row, name, keys.get(pk)) if row is not None else ""
    if not value:
        raise NotFound(_("没有这条信息，或已销毁。"))
    return readers.Reading(field_of(Payee, name).kind, value, (SUBJECT, pk))


def _read_kinds(actor: Actor, pk: UUID) -> readers.Reading:
    policies.require_settle(actor)
    row = Deduction.objects.of(actor).filter(pk=pk).first()
    keys = accounts.person_keys(actor, [row.payee_id], KEY) if row is not None else {}
    value = read(row, "kinds", keys.get(row.payee_id)) if row is not None else ""
    if row is None or not value:
        raise NotFound(_("没有这条信息，或已销毁。"))
    return readers.Reading("text", value, (SUBJECT, row.payee_id))


readers.register("tax.deduction.kinds", _read_kinds)
for _name in SEALED:
    readers.register(f"tax.payee.{_name}", partial(_read, _name))
