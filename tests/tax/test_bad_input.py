"""Bad input comes by the key of a system: each line is refused by name, and the rest is done."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from livecompliance.kernel.tenancy import acting
from tax import selectors, services
from tax.models import Payment
from tax.services import run
from tests import builders
from tests.architecture.test_api_matrix import key_of
from tests.attack.conftest import signed_in
from tests.studio.packs import carry
from tests.tax import quarters, world

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def send(harbour):
    key = key_of(harbour, "tax", scopes=["tax.read", "tax.write"])
    client = Client(headers={"Authorization": f"Bearer {key}"})

    def sent(path, *items):
        body = {"items": list(items)}
        answer = client.post(f"/api/v1/{path}", body, content_type="application/json")
        assert answer.status_code == 200, answer.content
        told = answer.json()["results"]
        assert all(bool(one["said"]) is (one["result"] == "faulty") for one in told)
        return [one["code"] or one["result"] for one in told]

    return sent


def paid(number, **more):
    return world.PAID | {"external_id": number} | more


def booked(actor):
    with acting(actor), transaction.atomic():
        found = Payment.objects.filter(tenant_id=actor.tenant_id)
        return sorted(found.values_list("external_id", flat=True))


def test_one_batch_of_every_bad_line_books_what_is_good_and_names_the_others(lin, send):
    assert send(
        "payees", world.SONG, world.SONG | {"external_id": "a-2", "number": ""},
        world.STUDIO | {"external_id": "m-2", "code": ""}, world.STUDIO,
    ) == ["added", "no_identity", "no_identity", "added"]  # fmt: skip
    with world.on(2026, 11, 30):
        found = send(
            "payments",
            paid("p-1"),
            paid("p-2", amount="-0.01"),
            paid("p-1"),
            paid("p-1", amount="2"),
            paid("p-3", payee="a-2"),
            paid("p-4", currency="USD"),
            paid("p-5", paid_at="2025-02-29T10:00:00+08:00"),
            paid("p-6", paid_at="2024-02-29T23:59:59+08:00"),
            paid("p-7", amount="NaN"),
            paid("p-8", amount="1", refund_of="p-9"),
            paid("p-10", amount=0.1, kind="goods"),
        )
    assert found == [
        "added", "negative", "same", "differs", "payee_unknown", "currency", "not_a_date", "added",
        "not_an_amount", "refund_unknown", "added",
    ]  # fmt: skip
    assert booked(lin) == ["p-1", "p-10", "p-6"]


@pytest.mark.long
def test_a_payment_after_its_quarter_closed_is_refused_by_name_and_taken_as_a_correction(lin, send):
    quarters.arranged(lin)
    with world.on(2026, 10, 8):
        quarters.closed(lin)
        late = quarters.paid("p-9", "a-1", "777")
        now = quarters.paid("p-10", "a-1", "50", day="2026-10-02")
        assert send("payments", late, now, late | {"is_correction": True}) == [
            "period_closed", "added", "added",
        ]  # fmt: skip


@pytest.mark.long
def test_a_month_that_no_table_covers_is_refused_in_words_and_other_months_go_on(lin):
    world.payees(lin, world.SONG)
    with world.on(2028, 2, 3):
        world.payments(lin, paid("p-1", paid_at="2028-01-05T12:00:00+08:00"))
        world.payments(lin, paid("p-2", paid_at="2027-11-05T12:00:00+08:00"))
        with acting(lin):
            for first in (date(2027, 11, 1), date(2028, 1, 1)):
                services.period_close(actor=lin, kind="month", first_on=first)
            services.month_run(actor=lin, first_on=date(2027, 11, 1))
        with acting(lin), pytest.raises(services.NoTable) as refused:
            services.month_run(actor=lin, first_on=date(2028, 1, 1))
    assert "2028-01-01" in refused.value.message


@pytest.mark.long
def test_an_auditor_reads_on_the_pages_who_took_what_and_why(lin, harbour):
    quarters.arranged(lin)
    with world.on(2026, 10, 8):
        quarters.closed(lin)
        one = quarters.made(lin)
        (income,) = [form for form in one.forms if form["key"] == "income"]
        with acting(lin):
            services.package_take(
                actor=lin, package_id=one.pk, file_id=income["files"][0]["id"], reason="送税务局"
            )
            carry(lin, services.month_run(actor=lin, first_on=quarters.JULY), run.run)
            services.month_export(actor=lin, first_on=quarters.JULY, form="csv", reason="对账用")
    auditor = signed_in(builders.person(harbour, "audit", "audit_admin"))
    quarter = auditor.get(f"/tax/quarters/{one.period_id}").content.decode()
    assert "送税务局" in quarter
    assert "平台内经营者和从业人员收入信息" in quarter[quarter.index("谁取出过") :]
    month = auditor.get(f"/tax/months/{selected(lin).pk}").content.decode()
    assert "对账用" in month[month.index("谁取出过") :]
    overview = auditor.get("/tax").content.decode()
    assert "到期事项" in overview
    assert "2026-07" in overview


def selected(actor):
    with acting(actor), transaction.atomic():
        return selectors.period_find(actor, "month", quarters.JULY)
