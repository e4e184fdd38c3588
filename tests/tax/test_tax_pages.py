"""The pages and the API of taxes, as an officer, an auditor and a platform's key use them."""

import re
from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from livecompliance.kernel.tenancy import acting
from office.models import Job
from tax import selectors, services
from tax.services import run
from tests import builders
from tests.architecture.test_api_matrix import key_of
from tests.attack.conftest import signed_in
from tests.studio.packs import carry
from tests.tax import world

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def desk(lin):
    world.payees(lin, world.STUDIO, world.SONG | {"agency": "m-1"})
    world.payments(lin, world.PAID | {"amount": "20000"})
    return signed_in(lin)


def text(desk, path):
    answer = desk.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_month_is_closed_computed_and_filed_on_its_pages(lin, desk):
    with world.on(2026, 11, 3):
        assert "待关账" in text(desk, "/tax")
        desk.post("/tax/close", {"kind": "month", "first_on": "2026-10-01"})
        with acting(lin), transaction.atomic():
            period = selectors.period_find(lin, "month", OCTOBER)
        path = f"/tax/months/{period.pk}"
        assert "计算扣缴" in text(desk, path)
        desk.post(f"{path}/compute")
        with acting(lin):
            job = Job.objects.of(lin).get(kind=run.KIND)
            carry(lin, job, run.run)
        shown = text(desk, path)
        assert "330.00" in shown
        assert "扣缴申报和缴款" in shown
        desk.post(f"{path}/file", {"receipt": "TX-2026-10", "filed_on": "2026-11-03",
                                   "paid_on": "2026-11-03"})  # fmt: skip
        assert "TX-2026-10" in text(desk, path)


def test_a_payees_page_says_which_way_he_went_and_why_and_names_nobody_in_clear(lin, desk):
    with world.on(2026, 11, 3), acting(lin):
        services.period_close(actor=lin, kind="month", first_on=OCTOBER)
        carry(lin, services.month_run(actor=lin, first_on=OCTOBER), run.run)
    with acting(lin), transaction.atomic():
        (row,) = selectors.payee_page(lin, "a-1", "")
    with world.on(2026, 11, 3):
        shown = text(desk, f"/tax/payees/{row.pk}")
        listed = text(desk, "/tax/payees?q=a-1")

    assert "累计预扣（平台从业人员）" in shown
    assert "居民个人通过平台取得劳务报酬" in shown
    assert re.search(r"今年累计收入.*?20,000\.00.*?累计应纳税所得额.*?11,000\.00", shown, re.S)
    for page in (shown, listed):
        assert world.PERSON not in page
        assert "宋小满" not in page
        assert world.SONG["contact"] not in page


def test_an_export_from_the_page_asks_for_a_step_up_first(lin, desk):
    with world.on(2026, 11, 3), acting(lin):
        services.period_close(actor=lin, kind="month", first_on=OCTOBER)
        carry(lin, services.month_run(actor=lin, first_on=OCTOBER), run.run)
        with transaction.atomic():
            period = selectors.period_find(lin, "month", OCTOBER)
    answer = desk.post(f"/tax/months/{period.pk}/export", {"form": "csv"})

    assert answer.status_code == 302
    assert "step-up" in answer["Location"]
    with acting(lin), transaction.atomic():
        assert not Job.objects.of(lin).filter(kind="tax_withheld_export").exists()


def test_months_begin_with_the_quarter_in_which_somebody_was_paid_first(desk):
    with world.on(2027, 2, 3):
        shown = text(desk, "/tax")
    listed = re.findall(r'scope="row" class="num">(?:<a[^>]*>)?([^<]+)', shown)
    assert listed == ["2027-02", "2027-01", "2026-12", "2026-11", "2026-10", "2027 Q1", "2026 Q4"]


def test_an_auditor_sees_and_has_no_buttons(desk, harbour):
    auditor = signed_in(builders.person(harbour, "audit", "audit_admin"))
    shown = text(auditor, "/tax")
    assert "2026-" in shown or "2027-" in shown
    assert "/tax/close" not in shown
    assert "/tax/bring" not in shown


def test_a_key_brings_payees_and_payments_and_is_answered_row_by_row(harbour):
    key = key_of(harbour, "tax", scopes=["tax.read", "tax.write"])
    client = Client(headers={"Authorization": f"Bearer {key}"})

    def send(path, *items):
        body = {"items": list(items)}
        answer = client.post(f"/api/v1/{path}", body, content_type="application/json")
        assert answer.status_code == 200
        return [(one["result"], one["code"], one["field"]) for one in answer.json()["results"]]

    assert send("payees", world.SONG, world.SONG | {"external_id": "a-2", "number": ""}) == [
        ("added", "", ""), ("faulty", "no_identity", "number"),
    ]  # fmt: skip
    assert send("payments", world.PAID, world.PAID, world.PAID | {"currency": "USD"}) == [
        ("added", "", ""), ("same", "", ""), ("faulty", "currency", "currency"),
    ]  # fmt: skip
    (listed,) = client.get("/api/v1/payees").json()
    assert (listed["external_id"], listed["name"], listed["info_state"]) == ("a-1", "宋**", "new")
    assert client.get("/api/v1/tax-periods").json()[-1]["kind"] == "month"
