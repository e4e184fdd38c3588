"""Refunds of earlier months: what was given back of which payment, and what was withheld of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import connection
from psycopg2 import STRING
from psycopg2.extensions import new_type, register_type

from tax.rules import deltas
from tax.rules.assess import BY_MONTH, SINGLE, YEARLY
from tax.rules.folding import Reversal
from tax.rules.money import half_up
from tax.rules.paths import Path

REFUNDED = """
SELECT r.payee_id, r.refund_of, k.month, sum(r.amount_fen)::bigint
FROM tax_payment r JOIN tax_paymentkey k ON k.tenant_id = r.tenant_id AND k.id = r.refund_of
WHERE r.tenant_id = %s AND r.month = %s AND r.bucket = %s AND r.payee_id = ANY(%s::uuid[])
  AND r.kind = 'services' AND r.is_refund
GROUP BY r.payee_id, r.refund_of, k.month ORDER BY r.payee_id, r.refund_of
"""
# What of earlier months was left before this one: payments less their refunds, and refunds that
# named no payment.
LEFT = """
SELECT p.payee_id, p.month, p.id, p.is_refund, p.amount_fen - coalesce((
  SELECT sum(f.amount_fen) FROM tax_refund f
  WHERE f.tenant_id = p.tenant_id AND f.refund_of = p.id AND f.month < %s), 0)::bigint
FROM unnest(%s::date[], %s::uuid[]) AS w (month, payee)
JOIN tax_payment p ON p.tenant_id = %s AND p.month = w.month AND p.bucket = %s
  AND p.payee_id = w.payee
WHERE p.kind = 'services' AND (NOT p.is_refund OR p.refund_of IS NULL)
"""
WENT = """
SELECT DISTINCT ON (h.payee_id, h.month) h.payee_id, h.month, h.path, h.told
FROM unnest(%s::date[], %s::uuid[]) AS w (month, payee)
JOIN tax_withheld h ON h.tenant_id = %s AND h.bucket = %s AND h.payee_id = w.payee
  AND h.month = w.month
WHERE (h.month, h.number) IN %s ORDER BY h.payee_id, h.month, h.number DESC
"""


UUID_OID = 2950
ID = new_type((UUID_OID,), "ID", STRING)


class Refunded(NamedTuple):
    """A refund of an earlier month's payment, and what is known of that payment."""

    amount_fen: int
    on: date
    path: str | None  # the way it went; None where its month was not computed
    left_fen: int
    told: Mapping[str, Any]


class Reversals:
    """What a month's refunds give back of earlier months."""

    def __init__(self, tenant: UUID, first: date, done: Sequence[tuple[date, int]]) -> None:
        self.tenant, self.first, self.done = tenant, first, done

    def of(
        self, bucket: int, ids: Collection[str]
    ) -> tuple[dict[str, int], dict[str, list[Refunded]]]:
        """Return refunds of the month's own payments, added up; and those of earlier months'
        payments, with what was known of those.
        """
        if not ids:
            return {}, {}
        own: dict[str, int] = {}
        rows = []
        for row in asked(REFUNDED, [self.tenant, self.first, bucket, list(ids)]):
            if row[2] == self.first:
                own[row[0]] = own.get(row[0], 0) + row[3]
            else:
                rows.append(row)
        pairs = {(on, payee) for payee, _id, on, _fen in rows}
        went = self._went(bucket, _columns(pairs))
        left = self._left(bucket, [one for one in pairs if _is_single(went, one)])
        found: dict[str, list[Refunded]] = {}
        for payee_id, original, on, fen in rows:
            path, told = went.get((payee_id, on), (None, {}))
            rest = left.get((payee_id, on), {})
            known = sum(rest.values()) if path in BY_MONTH else rest.get(original, 0)
            found.setdefault(payee_id, []).append(Refunded(fen, on, path, max(0, known), told))
        return own, found

    def _left(
        self, bucket: int, pairs: Collection[tuple[date, str]]
    ) -> dict[tuple[str, date], dict[str, int]]:
        """Return what was left of each payment, where payments or months are taxed one by one."""
        if not pairs:
            return {}
        of = _columns(pairs)
        found: dict[tuple[str, date], dict[str, int]] = {}
        for payee, month, pk, is_refund, fen in asked(LEFT, [self.first, *of, self.tenant, bucket]):
            found.setdefault((payee, month), {})[pk] = -fen if is_refund else fen
        return found

    def _went(
        self, bucket: int, of: Sequence[Any]
    ) -> dict[tuple[str, date], tuple[str, dict[str, Any]]]:
        numbers = tuple(one for one in self.done if one[0] in set(of[0]))
        if not numbers:
            return {}
        rows = asked(WENT, [*of, self.tenant, bucket, numbers])
        return {(payee, month): (path, read(told)) for payee, month, path, told in rows}


def _columns(pairs: Collection[tuple[date, str]]) -> list[list[Any]]:
    return [list(one) for one in zip(*pairs, strict=True)] if pairs else [[], []]


def _is_single(went: Mapping[tuple[str, date], tuple[str, Any]], pair: tuple[date, str]) -> bool:
    path, _told = went.get((pair[1], pair[0]), ("", None))
    return path in SINGLE or path in BY_MONTH


class Back(NamedTuple):
    """What earlier months' refunds come to on the way a payee goes now."""

    reversed_fen: int
    earlier_fen: int
    unmatched_fen: int
    reversals: list[Reversal]


def back_of(path: Path, refunds: Iterable[Refunded]) -> Back:
    """Give each refund back the way its payment went.

    A year's income loses what it had; what was withheld from a payment by itself is claimed by the
    tables of its month. Where its month was not computed, or went another year's way, it is told.
    """
    reversed_fen = earlier = unmatched = 0
    reversals: dict[tuple[Path, date, int], Reversal] = {}
    for place, one in enumerate(refunds):
        went = deltas.path_of(one.path) if one.path else None
        earlier += one.amount_fen
        if path in YEARLY and went in (path, None):
            reversed_fen += _without(one)
        elif went in SINGLE or went in BY_MONTH:
            key = (went, one.on, 0 if went in BY_MONTH else place + 1)
            known = reversals.get(key)
            gone = one.amount_fen + (known.refunded_fen if known else 0)
            reversals[key] = Reversal(went, one.on, one.left_fen, min(gone, one.left_fen))
        elif went is None or went in YEARLY:
            unmatched += one.amount_fen
    return Back(reversed_fen, earlier, unmatched, list(reversals.values()))


def _without(one: Refunded) -> int:
    """Return a refund without the tax its payment was taxed without."""
    if not one.told.get("vat_off_fen"):
        return one.amount_fen
    sales = int(one.told["sales_fen"])
    return half_up(one.amount_fen * sales, sales + int(one.told["vat_off_fen"]))


def asked(query: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query; ids as text: of a million, making objects of them takes long."""
    with connection.cursor() as cursor:
        register_type(ID, cursor.cursor)
        cursor.execute(query, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def read(value: Any) -> Any:
    """Read what a column of JSON holds, however the driver gives it."""
    return msgspec.json.decode(value) if isinstance(value, str) else value
