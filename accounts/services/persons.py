"""Data keys: the tenant's, and under it one for every person, which can be destroyed alone."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import PersonKey, TenantKey
from livecompliance.kernel import clock, crypto, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.personal import DataKey
from livecompliance.kernel.pg import hot

FIELD = "field"
TENANT_KEY = hot.Reading(
    "SELECT {k} FROM accounts_tenantkey k WHERE k.tenant_id = ANY(%s::uuid[]) AND k.purpose = %s "
    "ORDER BY k.version DESC LIMIT 1",
    k=TenantKey,
)
PERSON_KEYS = """
SELECT id::text, tenant_id::text, person_id, wrapped FROM accounts_personkey
WHERE tenant_id = ANY(%s::uuid[]) AND kind = %s AND person_id = ANY(%s::uuid[])
"""
USER = "user"


class PersonShredded(Conflict):
    """The person's data was destroyed; nothing new is kept under his name."""

    code = "person_shredded"


def tenant_key(actor: Actor) -> DataKey:
    """Return the tenant's data key: it wraps persons' keys and makes blind indexes.

    Raises:
        KeyLost: it was destroyed, or the keyring has lost what wraps it.
    """
    tenancy.require(actor)
    held = TENANT_KEY.first([list(actor.tenant_ids), FIELD])
    found = cast(TenantKey, held[0]) if held else _tenant_key_first(actor)
    if found.wrapped is None:
        raise crypto.KeyLost("the tenant's key was destroyed")
    key = crypto.keyring().unwrap(bytes(found.wrapped), crypto.place(found, "wrapped"))
    return DataKey(id=found.pk.hex, kek="", key=key)


def _tenant_key_first(actor: Actor) -> TenantKey:
    made = TenantKey(id=uuid7(), tenant_id=actor.tenant_id, purpose=FIELD)
    made.wrapped = crypto.keyring().wrap(crypto.new_key(), crypto.place(made, "wrapped"))
    TenantKey.objects.bulk_create([made], ignore_conflicts=True)
    return TenantKey.objects.of(actor).get(purpose=FIELD, version=1)


def person_key(actor: Actor, person_id: UUID, kind: str = USER) -> DataKey:
    """Return a person's data key, made at the first call.

    Raises:
        PersonShredded: it was destroyed.
        KeyLost: the tenant's key is gone.
    """
    return _made(actor, tenant_key(actor), person_id, kind)


def _made(actor: Actor, over: DataKey, person_id: UUID, kind: str) -> DataKey:
    return _made_all(actor, over, [person_id], kind)[person_id]


def _made_all(actor: Actor, over: DataKey, persons: list[UUID], kind: str) -> dict[UUID, DataKey]:
    """Give each of many a key, in two statements; whoever has one by now keeps that."""
    made = [
        PersonKey(id=uuid7(), tenant_id=actor.tenant_id, kind=kind, person_id=one)
        for one in persons
    ]
    ring = _ring(over)
    for row in made:
        row.wrapped = ring.wrap(crypto.new_key(), crypto.place(row, "wrapped"))
    PersonKey.objects.bulk_create(made, ignore_conflicts=True)
    rows = PersonKey.objects.of(actor).filter(kind=kind, person_id__in=persons)
    opened = {row.person_id: _opened(ring, row) for row in rows}
    found = {person: key for person, key in opened.items() if key is not None}
    if len(found) < len(set(persons)):
        raise PersonShredded(_("此人的个人信息已销毁，不能再登记。"))
    return found


def person_keys(
    actor: Actor, persons: Iterable[UUID], kind: str = USER, *, make: bool = False
) -> dict[UUID, DataKey]:
    """Return the keys of those persons that have one which was not destroyed.

    Args:
        make: give one to those who never had any.
    """
    over, persons = tenant_key(actor), list(persons)
    ring, at = _ring(over), PersonKey._meta.label_lower
    opened: dict[UUID, DataKey | None] = {}
    with connection.cursor() as cursor:  # many at once: no model around each
        cursor.execute(PERSON_KEYS, [list(actor.tenant_ids), kind, persons])
        for pk, tenant_id, person_id, wrapped in cursor.fetchall():
            place = f"{tenant_id}|{at}|wrapped|{pk}"
            opened[person_id] = _key(ring, pk.replace("-", ""), wrapped, place)
    if make:
        new = sorted(set(persons) - set(opened))  # in one order: nobody waits for who waits
        opened |= _made_all(actor, over, new, kind) if new else {}
    return {person: key for person, key in opened.items() if key is not None}


def _ring(over: DataKey) -> crypto.Keyring:
    return crypto.Keyring(current=over.id, keys={over.id: over.key})


def _opened(ring: crypto.Keyring, row: PersonKey) -> DataKey | None:
    return _key(ring, row.pk.hex, row.wrapped, crypto.place(row, "wrapped"))


def _key(
    ring: crypto.Keyring, name: str, wrapped: bytes | memoryview | None, place: str
) -> DataKey | None:
    if wrapped is None:
        return None
    return DataKey(id=name, kek=ring.current, key=ring.unwrap(bytes(wrapped), place))


def person_key_destroy(actor: Actor, person_id: UUID, kind: str = USER) -> None:
    """Destroy a person's data key for good; none is made later, even for who never had one."""
    now = clock.now()
    gone = PersonKey(tenant_id=actor.tenant_id, kind=kind, person_id=person_id, destroyed_at=now)
    PersonKey.objects.bulk_create([gone], ignore_conflicts=True)
    standing = PersonKey.objects.of(actor).filter(kind=kind, person_id=person_id)
    standing.filter(wrapped__isnull=False).update(wrapped=None, destroyed_at=now)
