"""Payees as a package reads them: many at once, without a model around each."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey, Sealed, unseal
from tax.models import Payee
from tax.rules.brought import ABROAD
from tax.rules.packages import Sort

SEALED = ("name", "number", "address", "contact")


class PayeeRead(NamedTuple):
    """One payee, as he lies in his table; what names him is sealed."""

    pk: UUID
    external_id: str
    kind: str
    agency_id: UUID | None
    document_kind: str
    country: str
    code: str
    shop_name: str
    shops: list[str]
    is_resident: bool
    is_agency: bool
    is_platform: bool
    labour: str
    print: bytes
    brought_at: datetime
    name: bytes | None
    number: bytes | None
    address: bytes | None
    contact: bytes | None

    @property
    def is_registered(self) -> bool:
        return self.kind != Payee.Kind.NATURAL


def sort_of(payee: PayeeRead) -> Sort:
    """Return what of a payee decides which forms he is in."""
    return Sort(
        is_natural=not payee.is_registered,
        is_registered=bool(payee.code),
        is_abroad=not payee.is_resident or payee.document_kind == ABROAD,
        is_platform=payee.is_platform,
        has_agency=payee.agency_id is not None,
    )


PAGE = f"""
SELECT id, {", ".join(PayeeRead._fields[1:])} FROM tax_payee
WHERE tenant_id = %s AND bucket = %s AND id > %s ORDER BY id LIMIT %s
"""  # noqa: S608 (names of the fields above)


def payees_read(actor: Actor, bucket: int, after: UUID, most: int) -> list[PayeeRead]:
    """Return the next payees of a share."""
    with connection.cursor() as cursor:
        cursor.execute(PAGE, [actor.tenant_id, bucket, after, most])
        return list(map(PayeeRead._make, cursor.fetchall()))


class Opener:
    """Opens what names payees of one tenant."""

    def __init__(self, actor: Actor) -> None:
        self._place = f"{actor.tenant_id}|{Payee._meta.label_lower}|"

    def opened(self, payee: PayeeRead, key: DataKey | None) -> dict[str, str]:
        """Return what names a payee in clear; "" where there is nothing, or the key is gone."""
        tail, found = f"|{payee.pk}", {}
        for name in SEALED:
            body = getattr(payee, name)
            found[name] = "" if body is None or key is None else self._value(body, name, tail, key)
        return found

    def _value(self, body: bytes, name: str, tail: str, key: DataKey) -> str:
        try:
            return unseal(key, Sealed(bytes(body)), f"{self._place}{name}{tail}")
        except crypto.KeyLost:
            return ""
