"""Of convenience labour only the identity is reported where nothing was due; goods always are."""

from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.tenancy import acting
from tax import selectors, services
from tax.services import run
from tests.attack.conftest import signed_in
from tests.studio.packs import carry
from tests.tax import quarters, world
from tests.tax.quarters import AUGUST, JULY, SEPTEMBER
from tests.tax.test_left_out import reporting

pytestmark = [pytest.mark.django_db, pytest.mark.long]
RIDER = world.SONG | {"labour": "配送"}


@pytest.fixture
def ridden(lin):
    """Return an officer of whose people one rides, and another streams; nothing is computed yet."""
    with world.on(2026, 9, 1):
        world.payees(lin, RIDER, quarters.JANE)
        with acting(lin):
            services.basics_note(actor=lin, facts=quarters.BASICS, entities=[])
    with world.on(2026, 9, 30):
        world.payments(
            lin,
            quarters.paid("p-1", "a-1", "5000", orders=300),
            quarters.paid("p-2", "a-1", "70", kind="goods"),
            quarters.paid("p-3", "f-1", "20000"),
        )
    return lin


def computed(actor):
    with world.on(2026, 10, 8):
        quarters.closed(actor)
        for month in (JULY, AUGUST, SEPTEMBER):
            with acting(actor):
                carry(actor, services.month_run(actor=actor, first_on=month), run.run)


def reported(actor):
    with world.on(2026, 10, 9):
        one = quarters.made(actor)
        return one, quarters.rows(actor, one)


def income_of(rows, name="宋小满"):
    return [(one["销售服务收入总额"], one["销售货物收入总额"], one["交易（订单）数量"])
            for one in rows["income"] if one["姓名或名称"] == name]  # fmt: skip


@pytest.mark.law("D810-convenience")
def test_labour_of_which_nothing_was_due_is_left_out_and_who_did_it_is_said(ridden):
    computed(ridden)
    one, rows = reported(ridden)

    assert income_of(rows) == [("0.00", "70.00", "1")]
    assert income_of(rows, "Jane Doe") == [("20000.00", "0.00", "1")]
    assert quarters.flags(rows["identities_natural"]) == {"宋小满": "新增", "Jane Doe": "新增"}
    assert (one.sums["convenience_payees"], one.sums["convenience_fen"]) == (1, 500_000)


@pytest.mark.law("D810-convenience")
def test_who_rides_and_nothing_else_is_in_no_income_form_and_never_again_new(lin):
    with world.on(2026, 9, 30):
        world.payees(lin, RIDER)
        world.payments(lin, quarters.paid("p-1", "a-1", "5000"))
    computed(lin)
    _one, rows = reported(lin)

    assert "income" not in rows
    assert quarters.flags(rows["identities_natural"]) == {"宋小满": "新增"}


@pytest.mark.law("D810-convenience")
def test_labour_that_was_withheld_from_or_not_computed_is_reported(ridden):
    with world.on(2026, 10, 8):
        quarters.closed(ridden)
    assert income_of(reported(ridden)[1]) == [("5000.00", "70.00", "301")]  # nobody computed it


@pytest.mark.law("D810-convenience")
def test_labour_of_which_tax_was_due_is_reported(ridden):
    with world.on(2026, 9, 30):
        world.payments(ridden, quarters.paid("p-9", "a-1", "9000"))
    computed(ridden)
    assert income_of(reported(ridden)[1]) == [("14000.00", "70.00", "302")]


@pytest.mark.parametrize(("answer", "expected"), [("report", "5000.00"), ("leave_out", "0.00")])
def test_a_tenant_chooses_what_enjoying_preferences_means(ridden, harbour, answer, expected):
    reporting(ridden, harbour, date(2026, 7, 1), convenience=answer)
    with world.on(2026, 10, 8):
        quarters.closed(ridden)
    one, rows = reported(ridden)
    assert income_of(rows)[0][0] == expected
    assert one.sums["reporting"]["convenience"] == answer


def test_labour_is_named_in_words_and_only_of_people(lin):
    found = world.payees(
        lin, RIDER, quarters.SHOP | {"labour": "家政"}, quarters.JANE | {"labour": "直播"},
        world.SONG | {"external_id": "a-2", "labour": ""},
    )  # fmt: skip
    assert world.results(found) == ["added", "labour_not_natural", "unknown_value", "added"]
    assert world.results(world.payees(lin, world.SONG | {"labour": "delivery"})) == ["same"]
    with acting(lin), transaction.atomic():
        (row,) = selectors.payee_page(lin, "a-1", "")
    assert "便民劳务" in signed_in(lin).get(f"/tax/payees/{row.pk}").content.decode()
