"""A tenant's payees and payments of a quarter, written at speed: sealed as they always are.

`python -m tools.bench._tax_load TENANT USER FIRST LAST` writes payees FIRST to LAST with COPY, as
the superuser of `LC_BENCH_ADMIN_URL`: row-level security refuses it to everybody else. Payments are
made by the database itself, in the order in which they would have come. None of it is timed.
"""

import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from io import StringIO
from typing import Any
from uuid import UUID

import django
import psycopg2

MONTHS = tuple(date(2026, month, 1) for month in (7, 8, 9))
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PAGE = 5_000
COLUMNS = ("external_id", "kind", "document_kind", "country", "code", "shop_name", "is_resident",
           "is_employee", "is_agency", "is_platform", "labour", "consent_on", "bucket")  # fmt: skip
# Few or many a month, ten on average; one in thirty-two a refund of the same month, as many of the
# month before. They come in turn: a payee's payments do not lie side by side.
PAID = """
INSERT INTO tax_payment (tenant_id, month, bucket, payee_id, id, external_id, kind, is_refund,
  is_late, refund_of, amount_fen, orders, paid_at)
SELECT y.tenant_id, %(month)s, y.bucket, y.id, md5(y.id::text || %(month)s::text || place)::uuid,
  left(y.external_id, 60) || '-' || to_char(%(month)s::date, 'MM') || place, 'services', false,
  false, NULL::uuid, 1000 + (hashtextextended(y.external_id, 7) & 1048575) + place * 137, 1,
  %(month)s::date + interval '5 days' + place * interval '1 hour'
FROM generate_series(1, 24) place CROSS JOIN tax_payee y
WHERE y.tenant_id = %(tenant)s AND y.bucket = %(bucket)s
  AND place <= (ARRAY[1, 5, 10, 24])[1 + (hashtextextended(y.external_id, 1) & 3)]
ORDER BY place, hashtextextended(y.external_id, place)
"""
BACK = """
INSERT INTO tax_payment (tenant_id, month, bucket, payee_id, id, external_id, kind, is_refund,
  is_late, refund_of, amount_fen, orders, paid_at)
SELECT p.tenant_id, %(into)s, p.bucket, p.payee_id, md5('r' || p.id)::uuid, 'r-' || p.external_id,
  'services', true, false, p.id, p.amount_fen / 3 + 1, 1, %(into)s::date + interval '20 days'
FROM tax_payment p
WHERE p.tenant_id = %(tenant)s AND p.month = %(month)s AND p.bucket = %(bucket)s
  AND NOT p.is_refund AND hashtextextended(p.id::text, 3) & 31 = %(share)s
"""
KEYS = """
INSERT INTO tax_paymentkey (tenant_id, id, month, payee_id, print)
SELECT tenant_id, id, month, payee_id, 0 FROM tax_payment
WHERE tenant_id = %(tenant)s AND id >= %(from)s AND id <= %(to)s ORDER BY id
"""
REFUNDS = """
INSERT INTO tax_refund (tenant_id, refund_of, id, month, amount_fen)
SELECT tenant_id, refund_of, id, month, amount_fen FROM tax_payment
WHERE tenant_id = %(tenant)s AND is_refund
"""
TALLIES = """
INSERT INTO tax_tally (id, tenant_id, month, kind, payments, refunds, orders, paid_fen,
  refunded_fen)
SELECT gen_random_uuid(), tenant_id, month, kind, count(*) FILTER (WHERE NOT is_refund),
  count(*) FILTER (WHERE is_refund), sum(orders) FILTER (WHERE NOT is_refund),
  sum(amount_fen) FILTER (WHERE NOT is_refund), sum(amount_fen) FILTER (WHERE is_refund)
FROM tax_payment WHERE tenant_id = %(tenant)s GROUP BY tenant_id, month, kind
"""
COUNTED = "SELECT count(*) FROM tax_payment WHERE tenant_id = %(tenant)s"
TABLES = "tax_payment, tax_paymentkey, tax_refund, tax_payee, accounts_personkey, tax_tally"


def resident(number: int) -> str:
    """Return a number of a person who does not exist."""
    serial, day = number % 1_000, number // 1_000
    year, rest = 1950 + day // 336 % 55, day % 336
    body = f"110101{year}{rest // 28 + 1:02}{rest % 28 + 1:02}{serial:03}"
    check = sum(int(digit) * by for digit, by in zip(body, WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[check]


def payee(number: int) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a practitioner; one in ten agreed to nothing, one in twenty is not resident."""
    is_foreign = number % 20 == 7
    plain = {
        "external_id": f"a-{number}", "kind": "natural", "code": "", "is_employee": False,
        "is_agency": False, "is_platform": False, "is_resident": not is_foreign,
        "labour": "", "shop_name": f"范例店{number}",
        "document_kind": "passport" if is_foreign else "resident_id",
        "country": "USA" if is_foreign else "CHN",
        "consent_on": None if is_foreign or number % 10 == 0 else date(2026, 1, 1),
    }  # fmt: skip
    sealed = {
        "name": f"范例{number}", "contact": f"139{number:08}", "address": f"杭州市某路 {number} 号",
        "number": f"E{number:08}" if is_foreign else resident(number),
    }  # fmt: skip
    return plain, sealed


def admin() -> Any:
    """Connect as the superuser, to the database that is measured."""
    found = psycopg2.connect(os.environ["LC_BENCH_ADMIN_URL"])
    found.autocommit = True
    return found


def cell(value: Any) -> str:
    """Return a value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return ("f", "t")[value] if isinstance(value, bool) else str(value)


def payees(tenant: str, user: str, first: int, last: int) -> None:
    """Write payees and their keys, a page at a time."""
    from django.db import transaction

    from livecompliance.kernel.actors import Actor
    from livecompliance.kernel.tenancy import acting

    roles = frozenset({"officer"})
    actor = Actor(tenant_ids=frozenset({UUID(tenant)}), user_id=UUID(user), roles=roles)
    with acting(actor):
        with transaction.atomic():
            made = _Made(actor)
        with closing(admin()) as connection, connection.cursor() as cursor:
            for since in range(first, last, PAGE):
                keys, rows = made.page(range(since, min(last, since + PAGE)))
                for name, columns, lines in (
                    ("accounts_personkey", KEY_COLUMNS, keys),
                    ("tax_payee", made.columns, rows),
                ):
                    copy = f"COPY {name} ({', '.join(columns)}) FROM STDIN"
                    cursor.copy_expert(copy, StringIO("".join(lines)))


KEY_COLUMNS = ("id", "tenant_id", "kind", "person_id", "wrapped", "created_at")


class _Made:
    """Payees as they lie in their table, each sealed with a key of his own."""

    def __init__(self, actor: Any) -> None:
        from accounts import services as accounts
        from livecompliance.kernel import crypto

        self.actor, self.now = actor, date(2026, 6, 1).isoformat()
        self.over = accounts.tenant_key(actor)
        self.ring = crypto.Keyring(current=self.over.id, keys={self.over.id: self.over.key})
        self.secret = crypto.derive(self.over.key, "tax.payee")
        self.sealed = ("name", "name_index", "number", "number_index", "address", "contact")
        self.columns = ("id", "tenant_id", *COLUMNS, "shops", "print", "brought_at", "changed_at",
                        *self.sealed)  # fmt: skip

    def page(self, numbers: Iterable[int]) -> tuple[list[str], list[str]]:
        """Return lines of keys and of payees."""
        pairs = [self._pair(number) for number in numbers]
        return [one for one, _ in pairs], [one for _, one in pairs]

    def _pair(self, number: int) -> tuple[str, str]:
        from accounts.models import PersonKey
        from livecompliance.kernel import crypto
        from livecompliance.kernel.ids import uuid7
        from livecompliance.kernel.personal import DataKey
        from parties.services.sealing import Sealer
        from tax.models import Payee
        from tax.rules.brought import bucket_of

        plain, sealed = payee(number)
        tenant, pk = self.actor.tenant_id, uuid7()
        held = PersonKey(id=uuid7(), tenant_id=tenant, kind="payee", person_id=pk)
        key = crypto.new_key()
        wrapped = self.ring.wrap(key, crypto.place(held, "wrapped"))
        row = Payee(id=pk, tenant_id=tenant)
        opened = DataKey(id=held.pk.hex, kek=self.over.id, key=key)
        Sealer(opened, self.over.key).put(row, sealed)
        print_ = crypto.keyed_digest(self.secret, repr((plain, sealed)).encode())
        cells = [pk, tenant, *(plain.get(name) for name in COLUMNS[:-1]), bucket_of(pk)]
        cells += [f"{{s-{number}}}", print_, self.now, self.now]
        values = [getattr(row, name) for name in self.sealed]
        cells += [getattr(value, "body", value) for value in values]
        keyed = [held.pk, tenant, "payee", pk, wrapped, self.now]
        return "\t".join(map(cell, keyed)) + "\n", "\t".join(map(cell, cells)) + "\n"


def payments(tenant: str) -> int:
    """Let the database write what payees were paid; return how many payments."""
    given = {"tenant": tenant}
    shares = [given | {"bucket": bucket} for bucket in range(8)]
    _apiece(_paid, shares)
    edges = [f"{part:x}" for part in range(16)]
    ranges = [{"from": edge.ljust(32, "0"), "to": edge.ljust(32, "f")} for edge in edges]
    _apiece(lambda cursor, one: cursor.execute(KEYS, given | one), ranges)
    with closing(admin()) as connection, connection.cursor() as cursor:
        cursor.execute(REFUNDS, given)
        cursor.execute(TALLIES, given)
        cursor.execute("VACUUM (ANALYZE) " + TABLES)
        cursor.execute(COUNTED, given)
        return int(cursor.fetchone()[0])


def _paid(cursor: Any, share: dict[str, Any]) -> None:
    for place, month in enumerate(MONTHS):
        back = share | {"month": month}
        cursor.execute(PAID, back)
        cursor.execute(BACK, back | {"into": month, "share": 0})
        if place + 1 < len(MONTHS):
            cursor.execute(BACK, back | {"into": MONTHS[place + 1], "share": 1})


def _apiece(work: Callable[[Any, Any], Any], parts: Iterable[Any]) -> None:
    """Do parts of a work on two connections."""

    def one(part: Any) -> None:
        with closing(admin()) as connection, connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off; SET work_mem = '256MB'")
            work(cursor, part)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, parts))


if __name__ == "__main__":
    django.setup()
    payees(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
