"""An agency is a payer too: by key and on its pages, from its payees to its own form filed."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from livecompliance.kernel.tenancy import acting
from office.models import Job
from tax import selectors
from tax.services import package, run
from tests import builders
from tests.architecture.test_api_matrix import key_of
from tests.attack.conftest import signed_in
from tests.studio.packs import carry
from tests.tax import quarters, world

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def brought(studio):
    """Bring payees and payments by the agency's own key."""
    key = key_of(studio, "books", scopes=["tax.read", "tax.write"])
    client = Client(headers={"Authorization": f"Bearer {key}"})
    staff = world.SONG | {
        "external_id": "e-1", "number": world.OTHER_PERSON, "is_employee": "是", "shops": [],
    }  # fmt: skip
    sent = {
        "payees": [world.SONG, quarters.SHOP, quarters.JANE, staff],
        "payments": [
            quarters.paid("p-1", "a-1", "20000", day="2026-07-05"),
            quarters.paid("p-2", "b-1", "9000", day="2026-07-06"),
            quarters.paid("p-3", "f-1", "20000", day="2026-07-07"),
            quarters.paid("p-4", "e-1", "18000", day="2026-07-08"),
        ],
        "payee-deductions": [
            {"payee": "e-1", "month": "2026-07", "special": "2000", "additional": "3000"},
        ],
    }
    for path, items in sent.items():
        answer = client.post(f"/api/v1/{path}", {"items": items}, content_type="application/json")
        assert {one["result"] for one in answer.json()["results"]} == {"added"}, answer.content


def worked(actor, kind, work):
    """Do what a page ordered, as a worker would."""
    with acting(actor):
        with transaction.atomic():
            job = Job.objects.of(actor).filter(kind=kind, state=Job.State.WAITING).get()
        carry(actor, job, work)


@pytest.mark.law("M-withholding")
@pytest.mark.law("A15-live")
def test_an_agency_withholds_files_and_reports_on_its_own_pages():
    studio = builders.tenant("studio", kind="agency")
    mei = builders.person(studio, "mei", "officer")
    desk = signed_in(mei)
    with world.on(2026, 10, 8):
        brought(studio)
        for first in (quarters.JULY, quarters.AUGUST, quarters.SEPTEMBER):
            desk.post("/tax/close", {"kind": "month", "first_on": f"{first}"})
        desk.post("/tax/close", {"kind": "quarter", "first_on": f"{quarters.QUARTER}"})
        with acting(mei), transaction.atomic():
            month = selectors.period_find(mei, "month", quarters.JULY).pk
            quarter = selectors.period_find(mei, "quarter", quarters.QUARTER).pk
        desk.post(f"/tax/months/{month}/compute")
        worked(mei, run.KIND, run.run)
        shown = desk.get(f"/tax/months/{month}").content.decode()
        assert "按次预扣（劳务报酬）" in shown
        assert "3,200.00" in shown  # 20,000 × 80% × 20%
        assert "1,790.00" in shown  # a non-resident: 16,000 × 20% − 1,410
        assert "240.00" in shown  # wages: (18,000 − 5,000 − 5,000) × 3%
        day = f"{date(2026, 10, 8)}"
        filed = {"receipt": "SB-07", "filed_on": day, "paid_on": day}
        desk.post(f"/tax/months/{month}/file", filed)
        assert "SB-07" in desk.get(f"/tax/months/{month}").content.decode()

        desk.post(f"/tax/quarters/{quarter}/make")
        worked(mei, package.KIND, package.run)
        with acting(mei), transaction.atomic():
            (one,) = selectors.package_list(mei)
        rows = quarters.rows(mei, one)
        assert {row["网络主播或合作方姓名或名称"] for row in rows["live_paid"]} == {
            "宋小满", "小满百货", "Jane Doe",
        }  # fmt: skip
        desk.post(f"/tax/packages/{one.pk}/send", {"channel": "bureau", "sent_on": day})
        desk.post(f"/tax/packages/{one.pk}/receipt", {"receipt": "HZ-1"})
        answer = {"verdict": "accepted", "answered_on": day}
        desk.post(f"/tax/packages/{one.pk}/answer", answer)
        assert "HZ-1" in desk.get(f"/tax/quarters/{quarter}").content.decode()
        with acting(mei), transaction.atomic():
            assert selectors.package_list(mei)[0].state == "accepted"
