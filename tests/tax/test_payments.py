"""Payments are booked once, in their month; refunds and corrections; months and quarters close."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from tax import selectors, services
from tax.models import Payment, PaymentKey
from tests.tax import world

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def paid(lin):
    """Song and the studio are payees."""
    world.payees(lin, world.SONG, world.STUDIO)
    return lin


def lines(actor):
    with acting(actor), transaction.atomic():
        return {one.external_id: one for one in Payment.objects.filter(tenant_id=actor.tenant_id)}


def close(actor, first_on, kind="month"):
    with acting(actor):
        return services.period_close(actor=actor, kind=kind, first_on=first_on)


@pytest.mark.law("D810-quarterly-report")
def test_a_payment_brought_again_changes_nothing_and_one_that_differs_is_refused(paid):
    assert world.results(world.payments(paid, world.PAID)) == ["added"]
    again = world.payments(
        paid, world.PAID, world.PAID | {"amount": "1.00"}, world.PAID | {"paid_at": "2026-09-01"}
    )

    assert world.results(again) == ["same", "differs", "differs"]
    assert [one.amount_fen for one in lines(paid).values()] == [100_000]
    with acting(paid):
        assert PaymentKey.objects.count() == 1
    assert len(world.entries(paid, "tax.payments_brought")) == 1


def test_bad_rows_are_named_and_the_rest_of_the_batch_is_booked(paid):
    found = world.payments(
        paid,
        world.PAID,
        world.PAID | {"external_id": "p-2", "amount": "-5"},
        world.PAID | {"external_id": "p-3", "payee": "nobody"},
        world.PAID | {"external_id": "p-4", "currency": "HKD"},
        world.PAID | {"external_id": "p-5", "paid_at": "2026-02-29"},
        world.PAID | {"amount": "2"},
        world.PAID | {"external_id": "p-6", "payee": "m-1", "kind": "goods"},
    )

    assert world.results(found) == [
        "added", "negative", "payee_unknown", "currency", "not_a_date", "differs", "added",
    ]  # fmt: skip
    assert set(lines(paid)) == {"p-1", "p-6"}


def test_a_refund_gives_back_no_more_than_what_was_paid_to_the_same_payee(paid):
    refund = world.PAID | {"refund_of": "p-1", "paid_at": "2026-11-02"}
    world.payments(paid, world.PAID)
    found = world.payments(
        paid,
        refund | {"external_id": "r-1", "amount": "400"},
        refund | {"external_id": "r-2", "amount": "1000.01"},
        refund | {"external_id": "r-3", "payee": "m-1"},
        refund | {"external_id": "r-4", "refund_of": "p-9"},
        refund | {"external_id": "r-5", "refund_of": "r-1", "amount": "1"},
    )

    assert world.results(found) == [
        "added", "refund_exceeds", "refund_of_another", "refund_unknown", "refund_unknown",
    ]  # fmt: skip
    with acting(paid), transaction.atomic():
        sums = selectors.sums_of(paid, [OCTOBER, NOVEMBER])
    assert [(one.month, one.paid_fen, one.refunded_fen) for one in sums] == [
        (OCTOBER, 100_000, 0), (NOVEMBER, 0, 40_000),
    ]  # fmt: skip


@pytest.mark.law("A15-correction")
def test_a_payment_of_a_closed_month_is_refused_by_name_and_booked_now_as_a_correction(paid):
    late = world.PAID | {"external_id": "p-2"}
    with world.on(2026, 11, 3):
        world.payments(paid, world.PAID)
        close(paid, OCTOBER)
        (refused,) = world.payments(paid, late)
        taken = world.payments(paid, late | {"is_correction": True})
        again = world.payments(paid, late | {"is_correction": True}, late, world.PAID)

    assert (refused.fault.code, refused.fault.data) == ("period_closed", {"period": "2026-10"})
    assert world.results(taken) == ["added"]
    assert world.results(again) == ["same"] * 3
    row = lines(paid)["p-2"]
    assert (row.month, row.is_late) == (NOVEMBER, True)


def test_a_month_is_closed_by_an_officer_once_and_only_when_it_is_over(paid, chun):
    with world.on(2026, 10, 31), pytest.raises(services.PeriodRuns):
        close(paid, OCTOBER)
    with world.on(2026, 11, 1):
        with pytest.raises(Forbidden):
            close(chun, OCTOBER)
        first = close(paid, OCTOBER)
        again = close(paid, OCTOBER)
    assert first.closed_at == again.closed_at
    assert world.entries(paid, "tax.period_closed") == [{"kind": "month", "first_on": "2026-10-01"}]


@pytest.mark.parametrize(
    ("kind", "first_on"),
    [
        ("month", date(2026, 10, 2)),
        ("quarter", date(2026, 11, 1)),
        ("year", date(2026, 1, 1)),
        ("month", date(2031, 1, 1)),
        ("month", date(1999, 1, 1)),
    ],
)
def test_what_is_no_period_is_not_closed(paid, kind, first_on):
    with world.on(2026, 12, 1), pytest.raises(Invalid):
        close(paid, first_on, kind)


def test_a_quarter_is_closed_when_its_months_are(paid):
    with world.on(2027, 1, 4):
        close(paid, OCTOBER)
        close(paid, date(2026, 12, 1))
        with pytest.raises(services.MonthsOpen) as refused:
            close(paid, OCTOBER, "quarter")
        close(paid, NOVEMBER)
        row = close(paid, OCTOBER, "quarter")
    assert "2026-11" in refused.value.message
    assert (selectors.named(row), row.state) == ("2026 Q4", "closed")


def test_a_payment_is_appended_and_never_changed(paid):
    world.payments(paid, world.PAID)
    for sql in ("UPDATE tax_payment SET amount_fen = 1", "DELETE FROM tax_paymentkey"):
        with acting(paid), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(sql)


def test_one_tenants_payments_are_no_other_tenants(paid, outsider):
    world.payments(paid, world.PAID)
    assert lines(outsider) == {}
    assert world.results(world.payments(outsider, world.PAID)) == ["payee_unknown"]
    world.payees(outsider, world.SONG)
    assert world.results(world.payments(outsider, world.PAID)) == ["added"]
