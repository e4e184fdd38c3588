"""A quarter's package: what stands in which form, only what changed, killed, again, late."""

import csv
import io
from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.services.progress import CancelAsked, TurnOver
from tax import selectors, services
from tax.models import IdentityLine, IncomeLine, Package
from tax.services import package, package_making
from tests import builders
from tests.studio.packs import carry
from tests.tax import quarters, world

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def paid(lin):
    quarters.arranged(lin)
    with world.on(2026, 10, 8):
        quarters.closed(lin)
    return lin


@pytest.mark.law("D810-quarterly-report")
@pytest.mark.law("M-tax-report")
def test_a_package_says_of_everybody_who_he_is_what_he_got_and_through_whom(paid):
    with world.on(2026, 10, 9):
        one = quarters.made(paid)
        rows = quarters.rows(paid, one)

    assert (one.state, one.round, one.left_out) == ("ready", 0, 0)
    assert quarters.flags(rows["identities_registered"]) == {
        "云上文化传媒有限公司": "新增", "小满百货": "新增",
    }  # fmt: skip
    assert quarters.flags(rows["identities_natural"]) == {"宋小满": "新增", "Jane Doe": "新增"}
    (link,) = rows["links"]
    assert (link["服务机构名称"], link["网络主播姓名或名称"]) == ("云上文化传媒有限公司", "宋小满")
    income = {row["姓名或名称"]: row for row in rows["income"]}
    assert income.keys() == {"宋小满", "小满百货", "Jane Doe"}
    shop = income["小满百货"]
    assert [shop[name] for name in ("销售货物收入总额", "销售货物退款金额", "收入净额合计")] == [
        "128400.00", "3200.00", "125200.00",
    ]  # fmt: skip
    assert (income["宋小满"]["收入总额合计"], income["宋小满"]["交易（订单）数量"]) == (
        "20500.00", "4",
    )  # fmt: skip
    assert not rows.keys() & {"offshore", "platforms_inside"}
    assert {row["网络主播姓名"] for row in rows["live"]} == {"宋小满", "Jane Doe"}
    assert rows["basics"][0]["平台域名"] == "harbour.example"
    assert one.sums["paid_fen"] == 168_900_00


def test_the_files_are_tables_without_formulas_and_say_the_same(paid):
    with world.on(2026, 10, 9):
        world.payees(paid, quarters.SHOP | {"name": "=小满百货"})
        one = quarters.made(paid)
        (form,) = [form for form in one.forms if form["key"] == "income"]
        ids = {file["form"]: file["id"] for file in form["files"]}
        table = quarters.read(paid, ids["csv"]).decode("utf-8-sig")
        rows = {row["姓名或名称"]: row for row in csv.DictReader(io.StringIO(table))}

        assert rows["'=小满百货"]["收入净额合计"] == "125200.00"
        assert {row["姓名或名称"] for row in quarters.rows(paid, one)["income"]} == {
            "宋小满", "=小满百货", "Jane Doe",
        }  # fmt: skip


def test_made_again_from_the_same_nothing_changes_and_with_a_change_it_is_replaced(paid):
    with world.on(2026, 10, 9):
        one = quarters.made(paid)
        again = quarters.made(paid)
        assert again.pk == one.pk
        world.payees(paid, quarters.SHOP | {"shops": ["b-s", "b-t"]})
        other = quarters.made(paid)

    assert other.number > one.number
    with acting(paid), transaction.atomic():
        states = dict(Package.objects.of(paid).values_list("number", "state"))
        assert states == {1: "dropped", 2: "dropped", 3: "ready"}
        assert {line.number for line in IdentityLine.objects.all()} == {3}
        assert {line.number for line in IncomeLine.objects.all()} == {3}
    assert len(world.entries(paid, "tax.package_made")) == 2
    with acting(paid), pytest.raises(NotFound), transaction.atomic():
        office.file_open(actor=paid, file_id=one.forms[0]["files"][0]["id"])


@pytest.mark.parametrize("dies_at", [1, 3, 9])
def test_a_package_that_was_killed_half_way_has_every_row_once(paid, monkeypatch, dies_at):
    monkeypatch.setattr("tax.services.package_rows.STEP", 1)
    with world.on(2026, 10, 9):
        job = quarters.ordered(paid)
        really, calls = package_making.Steps.__call__, []

        def dies(steps, portion):
            really(steps, portion)
            calls.append(portion)
            if len(calls) == dies_at:
                raise KeyboardInterrupt

        monkeypatch.setattr(package_making.Steps, "__call__", dies)
        with acting(paid), pytest.raises(KeyboardInterrupt):
            carry(paid, job, package.run)
        monkeypatch.setattr(package_making.Steps, "__call__", really)
        with acting(paid):
            carry(paid, job, package.run)
            with transaction.atomic():
                (one,) = selectors.package_list(paid)
        killed = quarters.rows(paid, one)
        again = quarters.made(paid)

    assert again.pk == one.pk
    assert {key: len(rows) for key, rows in killed.items()} == {
        "basics": 1, "identities_registered": 2, "identities_natural": 2, "links": 1, "income": 3,
        "live": 2,
    }  # fmt: skip


def test_a_package_that_was_cancelled_leaves_nothing(paid):
    with world.on(2026, 10, 9):
        job = quarters.ordered(paid)
        with acting(paid):
            office.job_cancel(actor=paid, job_id=job.pk)
            with pytest.raises(CancelAsked):
                carry(paid, job, package.run)
            with transaction.atomic():
                job.refresh_from_db()
                package.discard(paid, job.checkpoint["kept"])
                assert not IdentityLine.objects.exists()
                assert [one.state for one in selectors.package_list(paid)] == ["dropped"]
                job.state = job.State.CANCELLED
                job.save()
        assert quarters.made(paid).state == "ready"


def test_what_came_late_is_of_the_quarter_it_was_paid_in_and_of_no_other(paid):
    with world.on(2026, 10, 8):
        late = quarters.paid("p-9", "b-1", "777", kind="goods", day="2026-09-29")
        assert world.results(world.payments(paid, late, late | {"is_correction": "是"})) == [
            "period_closed", "added",
        ]  # fmt: skip
        world.payments(paid, quarters.paid("p-10", "b-1", "50", kind="goods", day="2026-10-02"))
    with world.on(2026, 10, 9):
        one = quarters.rows(paid, quarters.made(paid))
    with world.on(2027, 1, 8):
        quarters.closed(paid, date(2026, 10, 1))
        two = quarters.made(paid, date(2026, 10, 1))

    income = {row["姓名或名称"]: row["收入总额合计"] for row in one["income"]}
    assert income == {"宋小满": "20500.00", "小满百货": "129177.00", "Jane Doe": "20000.00"}
    assert not two.problems.get("totals_differ")
    (shop,) = quarters.rows(paid, two)["income"]
    assert shop["收入总额合计"] == "50.00"


def test_a_quarter_that_is_open_or_before_the_duty_or_not_ones_own_is_refused(lin, paid, outsider):
    with world.on(2027, 1, 8):
        with pytest.raises(services.QuarterOpen):
            quarters.ordered(paid, date(2026, 10, 1))
        with pytest.raises(services.QuarterOpen):
            quarters.ordered(outsider)
        quarters.closed(paid, date(2025, 4, 1))
        with pytest.raises(services.NotReported):
            quarters.ordered(paid, date(2025, 4, 1))


def test_only_an_officer_makes_one_and_another_tenant_sees_none(paid, harbour, outsider):
    auditor = builders.person(harbour, "audit", "audit_admin")
    with world.on(2026, 10, 9):
        one = quarters.made(paid)
        with pytest.raises(Forbidden):
            quarters.ordered(auditor)
    with acting(outsider), transaction.atomic():
        assert not selectors.package_list(outsider).exists()
        with pytest.raises(NotFound):
            selectors.package_get(outsider, one.pk)
        assert not IdentityLine.objects.exists()


@pytest.mark.law("A15-live")
def test_an_agency_reports_whom_it_pays_for_live_streaming_anchors_and_partners(lin):
    harbour = builders.tenant("studio", kind="agency")
    mei = builders.person(harbour, "mei", "officer")
    quarters.arranged(mei)
    with world.on(2026, 10, 8):
        world.payments(mei, quarters.paid("p-8", "m-1", "3000"))
        quarters.closed(mei)
        one = quarters.made(mei)
        rows = quarters.rows(mei, one)
    assert rows.keys() == {"live_paid"}
    assert {(row["网络主播或合作方姓名或名称"], row["类型"]) for row in rows["live_paid"]} == {
        ("宋小满", "自然人"), ("Jane Doe", "自然人"), ("云上文化传媒有限公司", "企业或其他组织"),
    }  # fmt: skip
    assert "basics_missing" not in one.problems


def test_a_package_gives_its_turn_to_others_and_goes_on(paid):
    with world.on(2026, 10, 9):
        job = quarters.ordered(paid)
        with acting(paid):
            for _turn in range(9):  # the beginning, and each share
                with pytest.raises(TurnOver):
                    carry(paid, job, package.run, slice_s=0.0)
            carry(paid, job, package.run)
            with transaction.atomic():
                (one,) = selectors.package_list(paid)
    assert (one.state, one.sums["paid_fen"]) == ("ready", 168_900_00)
