"""How members are reached: kept sealed, found by number, shown masked."""

import re
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policies
from accounts.models import Contact, Membership
from accounts.services import persons
from ledger import services as record
from livecompliance.kernel import clock, crypto, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.personal import readers

MOBILE = re.compile(r"1[3-9]\d{9}|\+\d{8,15}")
FIELD = Contact._meta.get_field("mobile")


class Shown(NamedTuple):
    """A member's contact as the page shows it. `is_gone`: its key was destroyed."""

    id: UUID
    mobile: str
    is_gone: bool


@transaction.atomic
def contact_set(*, actor: Actor, user_id: UUID, mobile: str) -> Contact:
    """Keep a member's mobile number; an empty one takes it away.

    Raises:
        Forbidden: only the system administrator may.
        NotFound: no such member.
        Invalid: it is no mobile number.
        PersonShredded: the member's data was destroyed.
    """
    policies.require_manage_people(actor)
    if not Membership.objects.of(actor).filter(user_id=user_id).exists():
        raise NotFound(_("没有这个成员。"))
    plain = checked(mobile) if mobile.strip() else ""
    key, over = persons.person_key(actor, user_id), persons.tenant_key(actor)
    fresh = Contact(id=uuid7(), tenant_id=actor.tenant_id, user_id=user_id)
    Contact.objects.bulk_create([fresh], ignore_conflicts=True)
    row = Contact.objects.of(actor).select_for_update().get(user_id=user_id)
    _field().put(row, plain, key, over.key)
    row.changed_at = clock.now()
    row.save(update_fields=["mobile", "mobile_index", "changed_at"])
    record.entry_append(
        actor=actor,
        action="accounts.contact_set" if plain else "accounts.contact_removed",
        subject=("user", user_id),
        data={"field": "mobile"},
    )
    return row


def checked(mobile: str) -> str:
    """Return a mobile number in its one form.

    Raises:
        Invalid: it is none.
    """
    plain = personal.normalise("mobile", mobile)
    if not MOBILE.fullmatch(plain):
        raise Invalid(_("请填写 11 位手机号，境外号码以 + 和国家代码开头。"), field="mobile")
    return plain


def contact_find(*, actor: Actor, mobile: str) -> set[UUID]:
    """Return the members who have a mobile number, by blind index: nothing is opened.

    Raises:
        Forbidden: only the system administrator may.
        Invalid: it is no mobile number.
    """
    policies.require_manage_people(actor)
    index = personal.blind_index(persons.tenant_key(actor).key, "mobile", checked(mobile))
    found = Contact.objects.of(actor).filter(mobile_index=index)
    return set(found.values_list("user_id", flat=True))


def contact_shown(*, actor: Actor, user_ids: Iterable[UUID]) -> dict[UUID, Shown]:
    """Return members' contacts, masked, by member.

    Raises:
        Forbidden: only the system administrator may.
    """
    policies.require_manage_people(actor)
    rows = list(Contact.objects.of(actor).filter(user_id__in=list(user_ids), mobile__isnull=False))
    keys = persons.person_keys(actor, [row.user_id for row in rows]) if rows else {}
    shown = {}
    for row in rows:
        key = keys.get(row.user_id)
        mobile = personal.mask("mobile", _field().read(row, key)) if key else ""
        shown[row.user_id] = Shown(row.pk, mobile, key is None)
    return shown


def contact_copied(actor: Actor, user_id: UUID) -> str:
    """Return a member's number in clear for the copy of his own data; "" when there is none.

    Who may have that copy was decided by whoever makes it.

    Law: PIPL-access
    """
    row = Contact.objects.of(actor).filter(user_id=user_id, mobile__isnull=False).first()
    key = persons.person_keys(actor, [user_id]).get(user_id) if row else None
    try:
        return _field().read(row, key) if row and key else ""
    except crypto.KeyLost:
        return ""


def _field() -> personal.EncryptedField:
    if not isinstance(FIELD, personal.EncryptedField):
        raise TypeError("the mobile of a contact is no sealed field")
    return FIELD


def _read(actor: Actor, contact_id: UUID) -> readers.Reading:
    policies.require_manage_people(actor)
    row = Contact.objects.of(actor).filter(pk=contact_id, mobile__isnull=False).first()
    key = persons.person_keys(actor, [row.user_id]).get(row.user_id) if row else None
    if row is None or key is None:
        raise NotFound(_("没有这条信息，或已销毁。"))
    try:
        return readers.Reading("mobile", _field().read(row, key), ("user", row.user_id))
    except crypto.KeyLost:
        raise NotFound(_("没有这条信息，或已销毁。")) from None


readers.register("accounts.contact.mobile", _read)
