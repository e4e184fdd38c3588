"""What attackers of the API of taxes find: packages in every state, and requests that are right."""

import io
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office import services as office
from tax.models import Package, Run
from tax.services import package_files, period
from tests.tax import world

MADE, READY, SENT, ACCEPTED = (date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1),
                               date(2026, 4, 1))  # fmt: skip
EMPLOYEE = world.SONG | {"is_employee": True}
NUMBERS = {READY: 2, SENT: 3, ACCEPTED: 1}
TODAY = f"{clock.today()}"
MONTH_FILED = {"receipt": "SW-9", "filed_on": TODAY, "paid_on": TODAY}
FLAW = {"found_by": "own", "said": "漏报一笔收入", "found_on": f"{clock.today()}"}
WRITES: dict[str, tuple[Any, set[str]]] = {
    "payees": ({"items": [world.SONG]}, {"officer"}),
    "payments": ({"items": [world.PAID]}, {"officer"}),
    "payee-deductions": ({"items": [world.DEDUCTED]}, {"officer"}),
    "tax-imports": ({"what": "payees", "file": str(uuid7())}, set()),  # of his own shelf
    "tax-imports/<uuid:import_id>/cancel": ({}, set()),  # of somebody else
    "tax-packages": ({"quarter": f"{MADE}"}, {"officer"}),
    "tax-packages/<uuid:package_id>/excel": ({}, {"officer"}),
    "tax-packages/<uuid:package_id>/papers/<uuid:sheet_id>/tickets": (
        {"reason": "报送"},
        set(),  # a person takes a file on its page, after he proved again who he is
    ),
    "tax-packages/<uuid:package_id>/sent": (
        {"sent_on": f"{clock.today()}", "channel": "bureau"},
        {"officer"},
    ),
    "tax-packages/<uuid:package_id>/receipt": ({"receipt": "SW-1"}, {"officer"}),
    "tax-packages/<uuid:package_id>/answer": (
        {"verdict": "accepted", "answered_on": f"{clock.today()}"},
        {"officer"},
    ),
    "tax-periods/<uuid:quarter_id>/flaws": (FLAW, {"officer"}),
    "tax-periods": ({"kind": "month", "first_on": f"{MADE}"}, {"officer"}),
    "tax-periods/<uuid:period_id>/runs": ({}, {"officer"}),
    "tax-periods/<uuid:period_id>/filed": (MONTH_FILED, {"officer"}),
    "tax-jobs/<uuid:job_id>/cancel": ({}, set()),  # of somebody else
    "tax-jobs/<uuid:job_id>/retry": ({}, set()),
}


def things(actor: Actor) -> dict[str, list[str]]:
    """Make packages in every state and an employee; return ids by the names addresses have."""
    (paid,) = world.payees(actor, EMPLOYEE)
    with acting(actor), transaction.atomic():
        kept = office.file_store(
            actor=actor, stream=io.BytesIO(b"a,b\n1,2\n"), name="a.csv",
            purpose=package_files.PURPOSE,
        )  # fmt: skip
        file = package_files.told_of(kept, "csv")
        quarters = {}
        for first in (MADE, READY, SENT, ACCEPTED):
            one = period.period_ensure(actor, "quarter", first)
            one.state, one.closed_at = "closed", clock.now()
            one.save()
            quarters[first] = one
        month = period.period_ensure(actor, "month", READY)
        month.state, month.closed_at = "closed", clock.now()
        month.save()
        Run.objects.create(
            id=uuid7(), tenant_id=actor.tenant_id, period=month, number=1, state="done",
            done_at=clock.now(),
        )  # fmt: skip
        forms = [{"key": "basics", "rows": 1, "files": [file]}]
        packages = {
            first: _package(actor, quarters[first], forms, state)
            for first, state in ((ACCEPTED, "accepted"), (READY, "ready"), (SENT, "sent"))
        }
    return {
        "payee_id": [str(paid.id)],
        "package_id": [str(packages[one].pk) for one in (READY, READY, SENT, SENT, ACCEPTED)],
        "sheet_id": [file["id"]],
        "quarter_id": [str(quarters[ACCEPTED].pk)],
        "period_id": [str(month.pk)],
        "job_id": [str(uuid7())],
    }


def _package(actor: Actor, of: Any, forms: list[Any], state: str) -> Package:
    before = clock.now() - timedelta(days=3)
    is_sent = state != "ready"
    return Package.objects.create(
        tenant_id=actor.tenant_id,
        period=of,
        number=NUMBERS[of.first_on],
        state=state,
        layout="2025-15/1",
        accepted=[NUMBERS[ACCEPTED]] if state == "ready" else [],
        forms=forms,
        begun_at=before,
        made_at=before,
        sent_on=clock.to_date(before) if is_sent else None,
        channel="bureau" if is_sent else "",
    )


def known(actor: Actor, api: Any) -> dict[str, list[str]]:
    """Return those things, and work that a program ordered."""
    found = things(actor)
    job = api("post", "/api/v1/tax-packages", right()["tax_package_make"]).json()
    return found | {"job_id": [job["id"]]}


def first_of(found: dict[str, list[str]]) -> dict[str, str]:
    """Return one id by every name."""
    return {name: ids[0] for name, ids in found.items()}


def right() -> dict[str, dict[str, Any]]:
    """Return bodies that are right, by operation."""
    today = f"{clock.today()}"
    return {
        "payees_bring": {"items": [world.STUDIO]},
        "payments_bring": {"items": [world.PAID]},
        "deductions_bring": {"items": [world.DEDUCTED]},
        "tax_package_make": {"quarter": f"{MADE}"},
        "tax_paper_ticket": {"reason": "报送税务局"},
        "tax_package_sent": {"sent_on": today, "channel": "bureau", "lacking": ""},
        "tax_package_receipt": {"receipt": "SW-2026-1"},
        "tax_package_answer": {"verdict": "returned", "answered_on": today, "answer": "表样有误"},
        "tax_period_close": {"kind": "quarter", "first_on": f"{MADE}"},
        "tax_month_filed": MONTH_FILED,
        "tax_flaw_note": FLAW | {"ordered_until_on": None, "order_number": ""},
    }
