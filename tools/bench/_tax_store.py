"""A quarter of a tenant's payees in the database: computed and exported through its jobs.

`python -m tools.bench._tax_store PAYEES` inside `services().child_environment()`; prints JSON. It
starts itself again to export, one process for each form. Payees are sealed as they always are;
payments are written by the database itself. Neither is timed.
"""

import json
import subprocess
import sys
import time
from datetime import date
from typing import Any
from uuid import UUID

import django

from tools.bench.files import NOTED, high_water, note_early

MONTHS = tuple(date(2026, month, 1) for month in (7, 8, 9))
FORMS = ("csv", "ndjson")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BATCH = 2_000
# Few or many a month, ten on average; one in forty a refund, some of them of the month before.
PAID = """
INSERT INTO tax_payment (tenant_id, month, bucket, payee_id, id, external_id, kind, is_refund,
  is_late, refund_of, amount_fen, orders, paid_at)
SELECT y.tenant_id, %(month)s, y.bucket, y.id, md5(y.id::text || %(month)s::text || place)::uuid,
  left(y.external_id, 60) || '-' || to_char(%(month)s::date, 'MM') || place, 'services', false,
  false, NULL::uuid, 1000 + (hashtextextended(y.external_id, 7) & 1048575) + place * 137, 1,
  %(month)s::date + interval '5 days' + place * interval '1 hour'
FROM tax_payee y CROSS JOIN LATERAL generate_series(1,
  (ARRAY[1, 5, 10, 24])[1 + (hashtextextended(y.external_id, 1) & 3)]) place
WHERE y.tenant_id = %(tenant)s
"""
BACK = """
INSERT INTO tax_payment (tenant_id, month, bucket, payee_id, id, external_id, kind, is_refund,
  is_late, refund_of, amount_fen, orders, paid_at)
SELECT p.tenant_id, %(into)s, p.bucket, p.payee_id, md5('r' || p.id)::uuid, 'r-' || p.external_id,
  'services', true, false, p.id, p.amount_fen / 3 + 1, 1, %(into)s::date + interval '20 days'
FROM tax_payment p
WHERE p.tenant_id = %(tenant)s AND p.month = %(month)s AND NOT p.is_refund
  AND hashtextextended(p.id::text, 3) & 31 = %(share)s
"""
KEYS = """
INSERT INTO tax_paymentkey (tenant_id, id, month, payee_id, print)
SELECT tenant_id, id, month, payee_id, 0 FROM tax_payment WHERE tenant_id = %(tenant)s
"""
REFUNDS = """
INSERT INTO tax_refund (tenant_id, refund_of, id, month, amount_fen)
SELECT tenant_id, refund_of, id, month, amount_fen FROM tax_payment
WHERE tenant_id = %(tenant)s AND is_refund
"""


def resident(number: int) -> str:
    """Return a number of a person who does not exist."""
    serial, day = number % 1_000, number // 1_000
    year, rest = 1950 + day // 336 % 55, day % 336
    body = f"110101{year}{rest // 28 + 1:02}{rest % 28 + 1:02}{serial:03}"
    check = sum(int(digit) * by for digit, by in zip(body, WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[check]


def payee(number: int) -> dict[str, Any]:
    """Return a practitioner; one in ten agreed to nothing, one in twenty is not resident."""
    made: dict[str, Any] = {
        "external_id": f"a-{number}",
        "kind": "natural",
        "name": f"范例{number}",
        "number": resident(number),
        "contact": f"139{number:08}",
        "shops": [f"s-{number}"],
    }
    if number % 20 == 7:
        return made | {
            "number": f"E{number:08}", "document_kind": "passport", "is_resident": "否",
            "country": "USA",
        }  # fmt: skip
    return made | ({"consent_on": "2026-01-01"} if number % 10 else {})


def generate(actor: Any, number: int) -> int:
    """Write payees and their payments; return how many payments."""
    from django.db import connections, transaction

    from livecompliance.kernel.tenancy import acting
    from tax.services.payee import payees_take
    from tax.services.payment import months_open

    for first in range(0, number, BATCH):
        with acting(actor), transaction.atomic():
            payees_take(actor, [payee(one) for one in range(first, min(number, first + BATCH))])
    with acting(actor), transaction.atomic():
        months_open(actor, MONTHS)
    tenant: Any = str(actor.tenant_id)
    with connections["owner"].cursor() as cursor:
        for place, month in enumerate(MONTHS):
            back: dict[str, Any] = {"month": month, "tenant": tenant}
            cursor.execute(PAID, back)
            cursor.execute(BACK, back | {"into": month, "share": 0})
            if place + 1 < len(MONTHS):
                cursor.execute(BACK, back | {"into": MONTHS[place + 1], "share": 1})
        cursor.execute(KEYS, {"tenant": tenant})
        cursor.execute(REFUNDS, {"tenant": tenant})
        cursor.execute("ANALYZE tax_payment, tax_paymentkey, tax_refund, tax_payee")
        cursor.execute("SELECT count(*) FROM tax_payment WHERE tenant_id = %s", [tenant])
        (payments,) = cursor.fetchone()
    return int(payments)


def carried(actor: Any, job: Any) -> dict[str, Any]:
    """Carry a job to its end, turn by turn, as a worker does."""
    from django.db import transaction

    from livecompliance.kernel.tenancy import acting
    from office import selectors as office
    from office.services import job_run

    state = "waiting"
    while state == "waiting":
        with acting(actor):
            state = job_run(actor=actor, job_id=job.pk) or "lost"
    if state != "done":
        raise SystemExit(f"the job is {state}")
    with acting(actor), transaction.atomic():
        return office.job_get(actor, job.pk).result or {}


def computed(actor: Any) -> tuple[list[float], int]:
    """Close and compute the months; return the seconds of each, and how many lines came of it."""
    from livecompliance.kernel.tenancy import acting
    from tax import services

    took, lines = [], 0
    for month in MONTHS:
        began = time.perf_counter()
        with acting(actor):
            services.period_close(actor=actor, kind="month", first_on=month)
            job = services.month_run(actor=actor, first_on=month)
        lines += carried(actor, job)["payees"]
        took.append(time.perf_counter() - began)
    return took, lines


def exported(tenant: str, user: str, form: str) -> dict[str, float]:
    """Export the months in one form; return seconds, bytes and memory."""
    from django.db import transaction

    from livecompliance.kernel.actors import Actor
    from livecompliance.kernel.tenancy import acting
    from office import selectors as office
    from tax import services

    actor = Actor(
        tenant_ids=frozenset({UUID(tenant)}), user_id=UUID(user), roles=frozenset({"officer"})
    )
    note_early()
    began, size = time.perf_counter(), 0
    for month in MONTHS:
        with acting(actor):
            job = services.month_export(actor=actor, first_on=month, form=form, reason="bench")
        told = carried(actor, job)
        with acting(actor), transaction.atomic():
            (file,) = office.files_named(actor, [told["file"]])
            size += file.size
    took = time.perf_counter() - began
    return {"s": took, "bytes": size, "mb": high_water() - NOTED["early"]}


def measure(number: int) -> dict[str, Any]:
    """Generate, compute, export; return the figures."""
    from livecompliance.kernel.tenancy import acting
    from tools.bench import _crowd

    officer = _crowd.officer("taxes")
    made = time.perf_counter()
    payments = generate(officer, number)
    made = time.perf_counter() - made
    with acting(officer):
        note_early()
    took, lines = computed(officer)
    mb = high_water() - NOTED["early"]
    names = [str(officer.tenant_id), str(officer.user_id)]
    command = [sys.executable, "-m", "tools.bench._tax_store", "export", *names]
    with_forms = [
        subprocess.Popen([*command, form], stdout=subprocess.PIPE, text=True) for form in FORMS
    ]
    files = [json.loads(one.communicate()[0]) for one in with_forms]
    return {
        "payments": payments,
        "lines": lines,
        "made_s": made,
        "months_s": took,
        "computed_s": sum(took),
        "exported_s": max(one["s"] for one in files),
        "bytes": sum(one["bytes"] for one in files),
        "computing_mb": mb,
        "exporting_mb": max(one["mb"] for one in files),
    }


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "export":
        found: dict[str, Any] = exported(*sys.argv[2:])
    else:
        found = measure(int(sys.argv[1]))
    sys.stdout.write(json.dumps(found))
