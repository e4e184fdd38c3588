"""Refunds as they are booked: never more than was paid, back the way their payment went."""

from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.tenancy import acting
from tax import services
from tax.models import Run, Withheld
from tax.rules.choices import Policy
from tax.services import run
from tests.studio.packs import carry
from tests.tax import world

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))


def pay(actor, number, yuan, day, **more):
    (made,) = world.payments(
        actor, world.PAID | {"external_id": number, "amount": f"{yuan}", "paid_at": day} | more
    )
    return made


def refund(actor, number, of, yuan, day, **more):
    return pay(actor, number, yuan, day, refund_of=of, **more)


def compute(actor, *months):
    for first in months:
        with acting(actor):
            services.period_close(actor=actor, kind="month", first_on=first)
            carry(actor, services.month_run(actor=actor, first_on=first), run.run)


def line(actor, first, number=1):
    with acting(actor), transaction.atomic():
        return Withheld.objects.get(month=first, number=number)


@pytest.fixture
def song(lin):
    world.payees(lin, world.SONG)
    return lin


@pytest.fixture
def agency(song, harbour):
    """An agency pays: each payment is withheld from by itself."""
    harbour.kind = "agency"
    with acting(song), transaction.atomic():
        harbour.save()
    return song


def test_several_refunds_together_give_back_no_more_than_was_paid(song):
    pay(song, "p-1", 100, "2026-09-05")
    refund(song, "r-1", "p-1", 60, "2026-09-06")
    over = refund(song, "r-2", "p-1", 41, "2026-10-06")
    rest = refund(song, "r-3", "p-1", 40, "2026-10-06")
    again = refund(song, "r-1", "p-1", 60, "2026-09-06")
    more = refund(song, "r-4", "p-1", "0.01", "2026-11-06")
    other = refund(song, "r-5", "p-1", "0", "2026-10-06", kind="goods", amount="1")
    both = world.payments(song, *(
        world.PAID | {"external_id": f"b-{at}", "amount": "600", "paid_at": "2026-10-01"} | of
        for at, of in enumerate(({}, {"refund_of": "b-0"}, {"refund_of": "b-0"}))
    ))  # fmt: skip

    assert world.results([over, rest, again, more, other]) == [
        "refund_exceeds", "added", "same", "refund_exceeds", "refund_of_kind",
    ]  # fmt: skip
    assert world.results(both) == ["added", "added", "refund_exceeds"]


@pytest.mark.law("N61-labour")
def test_an_earlier_payment_given_back_returns_what_was_withheld_from_it(agency):
    pay(agency, "p-1", 30_000, "2026-09-05")
    pay(agency, "p-2", 500, "2026-10-05")
    refund(agency, "r-1", "p-1", 10_000, "2026-10-06")
    refund(agency, "r-2", "p-1", 5_000, "2026-11-06")
    with world.on(2026, 12, 3):
        compute(agency, SEPTEMBER, OCTOBER, NOVEMBER)

    # 30,000 withheld 5,200; 20,000 would have withheld 3,200, and 15,000 then 2,400.
    assert line(agency, OCTOBER).withheld_fen == 0
    assert line(agency, OCTOBER).returned_fen == 200_000
    assert line(agency, NOVEMBER).returned_fen == 80_000
    assert "unmatched_refund_fen" not in line(agency, OCTOBER).told
    with acting(agency):
        assert [one.returned_fen for one in Run.objects.order_by("begun_at")] == [
            0,
            200_000,
            80_000,
        ]


def test_a_refund_that_names_no_payment_and_one_of_a_month_not_computed_are_told(agency):
    pay(agency, "p-1", 1_000, "2025-08-05")
    pay(agency, "p-2", 1_000, "2026-10-05")
    refund(agency, "r-1", "p-1", 300, "2026-10-06")
    pay(agency, "r-2", 200, "2026-10-07", is_refund="是")
    with world.on(2026, 11, 3):
        compute(agency, OCTOBER)

    found = line(agency, OCTOBER)
    assert (found.withheld_fen, found.returned_fen) == (4_000, 0)
    assert found.told["unmatched_refund_fen"] == 50_000


@pytest.mark.law("N61-once")
def test_a_month_of_one_item_gives_back_what_the_month_was_withheld(agency, monkeypatch):
    monkeypatch.setattr(run, "withholding_of", lambda *_: Policy(is_continuous=True))
    pay(agency, "p-1", 15_000, "2026-09-05")
    pay(agency, "p-2", 15_000, "2026-09-06")
    refund(agency, "r-1", "p-1", 6_000, "2026-10-06")
    refund(agency, "r-2", "p-2", 4_000, "2026-10-06")
    pay(agency, "p-3", 100, "2026-10-07")
    with world.on(2026, 11, 3):
        compute(agency, SEPTEMBER, OCTOBER)

    assert line(agency, SEPTEMBER).withheld_fen == 520_000
    assert line(agency, OCTOBER).returned_fen == 200_000


@pytest.mark.law("A16-months")
def test_a_month_given_back_whole_is_a_month_without_income(song):
    pay(song, "p-1", 20_000, "2026-09-05")
    pay(song, "p-2", 20_000, "2026-10-05")
    refund(song, "r-2", "p-2", 20_000, "2026-10-06")
    pay(song, "p-3", 20_000, "2026-11-05")
    with world.on(2026, 12, 3):
        compute(song, SEPTEMBER, OCTOBER, NOVEMBER)

    assert [line(song, first).withheld_fen for first in (SEPTEMBER, OCTOBER, NOVEMBER)] == [
        33_000, 0, 33_000,
    ]  # fmt: skip
    assert line(song, NOVEMBER).told["months"] == 1


def test_what_came_before_the_cumulative_method_goes_back_by_the_method_of_its_time(song):
    september, october = date(2025, 9, 1), date(2025, 10, 1)
    with world.on(2025, 11, 3):
        pay(song, "p-1", 30_000, "2025-09-05")
        pay(song, "p-2", 30_000, "2025-10-05")
        refund(song, "r-1", "p-1", 10_000, "2025-10-06")
        compute(song, september, october)

    before, after = line(song, september), line(song, october)
    assert (before.path, after.path) == ("labour_per_payment", "platform_cumulative")
    assert (after.returned_fen, after.told["cum_income_fen"]) == (200_000, 3_000_000)


@pytest.mark.law("A16-vat-agency")
def test_a_refund_comes_off_the_year_as_it_went_in_and_is_carried_for_value_added_tax(song):
    world.payees(song, world.SONG | {"consent_on": "2025-12-01"})
    december, january, february = date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)
    pay(song, "p-1", 202_000, "2026-01-05")
    pay(song, "p-0", 1_000, "2025-12-05")
    refund(song, "r-1", "p-1", 101_000, "2026-02-06")
    pay(song, "p-2", 50_000, "2026-02-07")
    pay(song, "p-3", 151_999, "2026-03-07")
    with world.on(2026, 4, 3):
        with acting(song):
            services.period_close(actor=song, kind="month", first_on=january)
            with pytest.raises(services.EarlierWaits):
                services.month_run(actor=song, first_on=january)
        compute(song, december, january, february, date(2026, 3, 1))

    assert line(song, january).vat_fen == 200_000
    assert line(song, february).told["cum_income_fen"] == 20_000_000 + 5_000_000 - 10_000_000
    assert line(song, february).state[0] == 5_100_000
    assert line(song, date(2026, 3, 1)).vat_fen == 0  # 151,999 - 51,000 is below 101,000


@pytest.mark.law("S4-month")
def test_goods_count_towards_the_threshold_and_consent_begins_with_its_month(song):
    world.payees(song, world.SONG | {"consent_on": "2026-10-31"})
    for month in ("09", "10"):
        pay(song, f"s-{month}", 60_600, f"2026-{month}-05")
        pay(song, f"g-{month}", 50_500, f"2026-{month}-05", kind="goods")
        refund(song, f"r-{month}", f"g-{month}", 10_100, f"2026-{month}-06", kind="goods")
    with world.on(2026, 11, 3):
        compute(song, SEPTEMBER, OCTOBER)

    assert line(song, SEPTEMBER).vat_fen == 0
    assert line(song, OCTOBER).vat_fen == 60_000  # 60,000 and 40,000 are the threshold
    assert line(song, OCTOBER).income_fen == 6_000_000


@pytest.mark.law("N61-wage")
def test_a_years_figures_of_one_way_do_not_go_over_into_another(song):
    hired = world.SONG | {"is_employee": "是"}
    world.payees(song, hired)
    for month in ("08", "09", "10", "11"):
        pay(song, f"p-{month}", 20_000, f"2026-{month}-05")
    with world.on(2026, 12, 3):
        compute(song, date(2026, 8, 1), SEPTEMBER)
        world.payees(song, world.SONG)
        compute(song, OCTOBER)
        world.payees(song, hired)
        compute(song, NOVEMBER)

    assert [line(song, first).told["months"] for first in (SEPTEMBER, OCTOBER, NOVEMBER)] == [
        2, 1, 4,
    ]  # fmt: skip
    assert line(song, OCTOBER).withheld_fen == 33_000
    assert line(song, NOVEMBER).told["cum_income_fen"] == 6_000_000


def test_a_choice_that_changes_only_what_is_carried_on_is_written_again(song, monkeypatch):
    counts = Policy(gap_policy="count_gap_months")
    pay(song, "p-9", 5_000, "2026-08-05")
    pay(song, "p-0", 5_000, "2026-10-05")
    with world.on(2026, 11, 3):
        compute(song, date(2026, 8, 1), OCTOBER)
        monkeypatch.setattr(run, "withholding_of", lambda *_: counts)
        compute(song, OCTOBER)

    first, again = line(song, OCTOBER), line(song, OCTOBER, number=2)
    assert (first.withheld_fen, again.withheld_fen, again.delta_fen) == (0, 0, 0)
    assert (first.told["months"], again.told["months"]) == (1, 3)
