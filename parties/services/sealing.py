"""What names a party goes in sealed with the party's own key, and comes out masked."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from accounts import services as accounts
from livecompliance.kernel import crypto, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey

PARTY = "party"
COMMON = "parties|common"


def sealer(actor: Actor, party_id: UUID, kind: str = PARTY) -> "Sealer":
    """Return what seals values of one party, or of another kind of whoever has a key of his own.

    Raises:
        PersonShredded: the party's data was destroyed; nothing new is kept of it.
    """
    key = accounts.person_key(actor, party_id, kind)
    return Sealer(key, accounts.tenant_key(actor).key)


class Sealer:
    """Seals values of one party into its rows. Never printed."""

    __slots__ = ("index_key", "key")

    def __init__(self, key: DataKey, index_key: bytes) -> None:
        self.key, self.index_key = key, index_key

    def put(self, row: models.Model, values: Mapping[str, str]) -> list[str]:
        """Seal values into the row by the names of its fields; return what is to be saved."""
        touched = []
        for name, plain in values.items():
            field = field_of(type(row), name)
            field.put(row, plain, self.key, self.index_key)
            touched += [name, field.index] if field.index else [name]
        return touched


def field_of(model: type[models.Model], name: str) -> personal.EncryptedField:
    """Return a model's sealed field.

    Raises:
        TypeError: the field holds its values in clear.
    """
    field = model._meta.get_field(name)
    if not isinstance(field, personal.EncryptedField):
        raise TypeError(f"{name} is no sealed field")
    return field


def index_of(actor: Actor, number: str) -> bytes:
    """Return the blind index of a document's number in the actor's tenant."""
    return personal.blind_index(accounts.tenant_key(actor).key, "document", number)


def common_index_of(kind: str, value: str) -> bytes:
    """Return the index by which platforms that share their blacklists match; the same for all.

    Law: O117-blacklist-evasion
    """
    return personal.blind_index(crypto.keyring().derive(COMMON), kind, value)


def read(row: Any, name: str, key: DataKey | None) -> str:
    """Return a value in clear; "" when there is none, or its key was destroyed."""
    if key is None:
        return ""
    try:
        return field_of(type(row), name).read(row, key)
    except crypto.KeyLost:
        return ""


def masked(
    actor: Actor, rows: Iterable[Any], names: Iterable[str], kind: str = PARTY
) -> dict[UUID, dict[str, str]]:
    """Return masked values of many rows by their id; one query for all keys.

    A row is a party, or names one by `party_id`; or is whatever `kind` of key it has.
    """
    rows, names = list(rows), list(names)
    of = {row.pk: getattr(row, "party_id", row.pk) for row in rows}
    keys = accounts.person_keys(actor, set(of.values()), kind) if rows else {}
    return {
        row.pk: {
            name: personal.mask(
                field_of(type(row), name).kind, read(row, name, keys.get(of[row.pk]))
            )
            for name in names
        }
        for row in rows
    }
