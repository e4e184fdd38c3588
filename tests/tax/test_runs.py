"""A month is withheld: the way of each payee, months in order, again, killed, corrected, filed."""

from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from office.services.progress import CancelAsked, Progress
from tax import selectors, services, tasks
from tax.models import Portion, Run, Withheld
from tax.services import run, share
from tests.studio.packs import carry
from tests.tax import world

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
FOREIGN = world.SONG | {
    "external_id": "a-2", "number": "E12345678", "document_kind": "passport",
    "is_resident": "否", "country": "USA",
}  # fmt: skip
SHOP = {"external_id": "b-1", "kind": "individual", "name": "小满百货", "code": world.OTHER_CODE}
STAFF = world.SONG | {"external_id": "a-3", "number": world.OTHER_PERSON, "is_employee": "是"}


@pytest.fixture
def paid(lin):
    """Four payees are paid for services in October."""
    world.payees(lin, world.SONG, FOREIGN, SHOP, STAFF)
    world.payments(
        lin,
        world.PAID | {"amount": "20000"},
        world.PAID | {"external_id": "p-2", "amount": "10000"},
        world.PAID | {"external_id": "p-3", "payee": "a-2", "amount": "20000"},
        world.PAID | {"external_id": "p-4", "payee": "b-1", "amount": "50000"},
        world.PAID | {"external_id": "p-5", "payee": "a-3", "amount": "30000"},
        world.PAID | {"external_id": "p-6", "kind": "goods", "amount": "9999"},
    )
    return lin


def close(actor, *months):
    with acting(actor):
        for first in months:
            services.period_close(actor=actor, kind="month", first_on=first)


def ordered(actor, first):
    with acting(actor):
        return services.month_run(actor=actor, first_on=first)


def computed(actor, first):
    job = ordered(actor, first)
    with acting(actor):
        return carry(actor, job, run.run)


def lines(actor, year=2026):
    with acting(actor), transaction.atomic():
        rows = selectors.payee_list(actor)
        return {
            one.external_id: [
                (line.month.month, line.path, line.withheld_fen)
                for line in selectors.lines_of(actor, one, year)
            ]
            for one in rows
        }


@pytest.mark.law("M-withholding")
@pytest.mark.law("A16-cumulative")
def test_each_payee_goes_his_way_and_the_sums_are_kept(paid):
    with world.on(2026, 11, 3):
        close(paid, OCTOBER)
        done = computed(paid, OCTOBER)

    assert lines(paid) == {
        "a-1": [(10, "platform_cumulative", 57_000)],
        "a-2": [(10, "nonresident", 179_000)],
        "b-1": [(10, "business_income", 0)],
        "a-3": [(10, "wage_cumulative", 75_000)],
    }  # fmt: skip
    assert done == {"payees": 4, "changed": 4, "withheld_fen": 311_000}
    (entry,) = world.entries(paid, "tax.month_run")
    assert entry["parameters"]["gap_policy"] == "reset_on_gap"
    assert "table.cumulative" in entry["parameters"]


def test_the_same_month_again_changes_nothing(paid):
    with world.on(2026, 11, 3):
        close(paid, OCTOBER)
        computed(paid, OCTOBER)
        again = computed(paid, OCTOBER)
    assert again == {"payees": 4, "changed": 0, "withheld_fen": 311_000}
    with acting(paid), transaction.atomic():
        assert Withheld.objects.count() == 4


@pytest.mark.law("A15-correction")
def test_a_fact_that_was_wrong_is_a_line_with_what_it_changes_and_is_filed_so(paid):
    with world.on(2026, 11, 10):
        close(paid, OCTOBER)
        computed(paid, OCTOBER)
        filed(paid, OCTOBER, "R-1", date(2026, 11, 9))
        world.payees(paid, FOREIGN | {"is_resident": "是"})
        again = computed(paid, OCTOBER)
        row = filed(paid, OCTOBER, "R-2", date(2026, 11, 10))

    assert again["changed"] == 1
    assert lines(paid)["a-2"] == [(10, "platform_cumulative", 33_000)]
    assert row.tax_fen == 33_000 - 179_000
    with acting(paid), transaction.atomic():
        assert {one.delta_fen for one in Withheld.objects.filter(number=2)} == {-146_000}


def test_months_of_a_year_come_in_order_and_carry_on(paid):
    world.payments(paid, world.PAID | {"external_id": "p-9", "paid_at": "2026-11-05",
                                       "amount": "30000"})  # fmt: skip
    with world.on(2026, 12, 2):
        close(paid, OCTOBER, NOVEMBER)
        with pytest.raises(services.EarlierWaits):
            ordered(paid, NOVEMBER)
        computed(paid, OCTOBER)
        computed(paid, NOVEMBER)
        with pytest.raises(services.LaterRun):
            ordered(paid, OCTOBER)

    assert lines(paid)["a-1"] == [
        (10, "platform_cumulative", 57_000), (11, "platform_cumulative", 71_000),
    ]  # fmt: skip


def test_a_refund_reverses_in_its_month_and_nothing_is_paid_back(paid):
    world.payments(paid, world.PAID | {"external_id": "r-1", "refund_of": "p-1",
                                       "amount": "20000", "paid_at": "2026-11-02"})  # fmt: skip
    with world.on(2026, 12, 2):
        close(paid, OCTOBER, NOVEMBER)
        computed(paid, OCTOBER)
        computed(paid, NOVEMBER)
    assert lines(paid)["a-1"][1] == (11, "platform_cumulative", 0)


def test_an_agency_withholds_from_each_payment_less_what_it_took_back(paid, harbour):
    harbour.kind = "agency"
    with acting(paid), transaction.atomic():
        harbour.save()
    world.payments(paid, world.PAID | {"external_id": "r-1", "refund_of": "p-1",
                                       "amount": "16000", "paid_at": "2026-10-20"})  # fmt: skip
    with world.on(2026, 11, 3):
        close(paid, OCTOBER)
        computed(paid, OCTOBER)
    assert lines(paid)["a-1"] == [(10, "labour_per_payment", 64_000 + 160_000)]


def test_value_added_tax_is_filed_for_who_agreed_in_writing(paid):
    world.payees(paid, world.SONG | {"consent_on": "2026-09-01"})
    world.payments(paid, world.PAID | {"external_id": "p-7", "amount": "101000"})
    with world.on(2026, 11, 3):
        close(paid, OCTOBER)
        computed(paid, OCTOBER)
    with acting(paid), transaction.atomic():
        (line,) = Withheld.objects.filter(path="platform_cumulative")
    assert line.vat_fen == 129_703  # 131,000 / 1.01 * 1%
    assert line.income_fen == 13_100_000 - 129_703
    assert line.surcharge_fen > 0


@pytest.mark.law("A16-agency-file")
def test_what_is_filed_in_a_practitioners_place_goes_with_the_return_by_the_fifteenth(paid):
    world.payees(paid, world.SONG | {"consent_on": "2026-09-01"})
    world.payments(paid, world.PAID | {"external_id": "p-7", "amount": "101000"})
    with world.on(2026, 11, 3):
        close(paid, OCTOBER)
        computed(paid, OCTOBER)
        row = filed(paid, OCTOBER, "R-1", date(2026, 11, 3))
        with acting(paid), transaction.atomic():
            (clock,) = office.clock_list(paid, subject_of(paid))
    # 1,297.03 of tax; of it halved 7 % and, sales being above 100,000, 3 % and 2 %.
    assert row.levied_fen == 129_703 + 4_540 + 1_946 + 1_297
    assert (f"{clock.due_at.astimezone(world.CHINA):%d}", clock.state) in (
        ("15", "met"), ("16", "met"),
    )  # fmt: skip


@pytest.mark.parametrize("steps", [1, 3])
def test_a_run_that_was_killed_goes_on_and_comes_to_the_same(paid, monkeypatch, steps):
    monkeypatch.setattr(share, "STEP", 1)
    with world.on(2026, 11, 3):
        close(paid, OCTOBER)
        job = ordered(paid, OCTOBER)
        really, calls = run.Share.step, []

        def dies(self, *given):
            found = really(self, *given)
            calls.append(found)
            if len(calls) > steps:
                raise KeyboardInterrupt
            return found

        monkeypatch.setattr(run.Share, "step", dies)
        with acting(paid), pytest.raises(KeyboardInterrupt):
            carry(paid, job, run.run)
        monkeypatch.setattr(run.Share, "step", really)
        with acting(paid):
            done = carry(paid, job, run.run)

    assert done == {"payees": 4, "changed": 4, "withheld_fen": 311_000}


def test_a_cancelled_run_counts_for_nothing(paid, monkeypatch):
    monkeypatch.setattr(share, "STEP", 1)
    really = Progress.checkpoint
    with world.on(2026, 11, 3):
        close(paid, OCTOBER)
        job = ordered(paid, OCTOBER)

        def stops(self, kept):
            really(self, kept)
            if sum(one.done for one in Portion.objects.of(paid)) == 2:
                raise CancelAsked

        monkeypatch.setattr(Progress, "checkpoint", stops)
        with acting(paid), pytest.raises(CancelAsked):
            carry(paid, job, run.run)
        monkeypatch.setattr(Progress, "checkpoint", really)
        with acting(paid):
            with transaction.atomic():
                kept = office.job_get(paid, job.pk).checkpoint["kept"]
            run.discard(paid, kept)
        assert all(not found for found in lines(paid).values())
        with acting(paid):
            done = carry(paid, job_again(paid, job), run.run)

    assert done == {"payees": 4, "changed": 4, "withheld_fen": 311_000}
    with acting(paid):
        assert sorted(Run.objects.values_list("number", "state")) == [
            (1, "cancelled"), (2, "done"),
        ]  # fmt: skip


def job_again(actor, job):
    """Take the cancelled job up from nothing, as a retry does."""
    with transaction.atomic():
        held = office.job_get(actor, job.pk, lock=True)
        held.checkpoint = {}
        held.save()
    return held


def test_an_open_month_and_whoever_is_no_officer_run_nothing(paid, chun):
    with world.on(2026, 11, 3):
        with pytest.raises(services.MonthOpen):
            ordered(paid, OCTOBER)
        close(paid, OCTOBER)
        with pytest.raises(Forbidden):
            ordered(chun, OCTOBER)


def filed(actor, first, receipt, day):
    with acting(actor):
        return services.month_file(
            actor=actor, first_on=first, receipt=receipt, filed_on=day, paid_on=day
        )


def subject_of(actor):
    (period,) = selectors.period_list(actor, "month").filter(state="closed")
    return "tax_period", period.pk


@pytest.mark.law("N61-file")
def test_what_is_withheld_is_filed_and_paid_by_the_fifteenth_under_a_clock(paid):
    with world.on(2026, 11, 3):
        close(paid, OCTOBER)
        with acting(paid), transaction.atomic():
            (clock,) = office.clock_list(paid, subject_of(paid))
        with pytest.raises(services.NotComputedYet):
            filed(paid, OCTOBER, "R-1", date(2026, 11, 3))
        computed(paid, OCTOBER)
        row = filed(paid, OCTOBER, "R-1", date(2026, 11, 3))
        with pytest.raises(services.AlreadyFiled):
            filed(paid, OCTOBER, "R-2", date(2026, 11, 3))
        with acting(paid), transaction.atomic():
            (after,) = office.clock_list(paid, subject_of(paid))

    assert f"{clock.due_at.astimezone(world.CHINA):%Y-%m-%d %H:%M}" in (
        "2026-11-15 23:59", "2026-11-16 00:00",
    )  # fmt: skip
    assert row.tax_fen == 311_000
    assert (clock.is_open, after.is_open) == (True, False)


@pytest.mark.parametrize(
    ("receipt", "day"), [("", date(2026, 11, 3)), ("R", date(2026, 10, 31)),
                         ("R", date(2026, 11, 4)), ("R" * 81, date(2026, 11, 3))]
)  # fmt: skip
def test_a_return_without_receipt_or_of_a_day_that_cannot_be_is_refused(paid, receipt, day):
    with world.on(2026, 11, 3):
        close(paid, OCTOBER)
        computed(paid, OCTOBER)
        with pytest.raises(Invalid):
            filed(paid, OCTOBER, receipt, day)


@pytest.mark.law("N61-file")
def test_the_time_runs_once_a_month_is_over_though_nobody_closed_it(paid, outsider):
    with world.on(2026, 11, 1):
        assert selectors.tenants_paying(OCTOBER) == [paid.tenant_id]
        for _twice in range(2):
            tasks.month_follow(tenant_id=str(paid.tenant_id))
        with acting(paid), transaction.atomic():
            period = selectors.period_find(paid, "month", OCTOBER)
            (clock,) = office.clock_list(paid, ("tax_period", period.pk))
        assert (period.state, clock.is_open) == ("open", True)

    with world.on(2026, 11, 3):
        close(paid, OCTOBER)
        computed(paid, OCTOBER)
        filed(paid, OCTOBER, "R-1", date(2026, 11, 3))
        tasks.month_follow(tenant_id=str(paid.tenant_id))
        with acting(paid), transaction.atomic():
            (after,) = office.clock_list(paid, ("tax_period", period.pk))
    assert not after.is_open
