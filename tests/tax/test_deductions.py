"""What employees deduct from their wages: month by month, private, in every result to the fen."""

from datetime import date

import pytest
from django.db import connection, transaction

from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.personal import readers
from livecompliance.kernel.tenancy import acting
from tax import selectors, services
from tax.models import Deduction
from tax.rules import deductions
from tax.rules.brought import Bad
from tax.rules.cumulative import State
from tax.rules.deductions import Deducted, Due
from tax.rules.money import yuan
from tax.services import run
from tests.studio.packs import carry
from tests.tax import world

TODAY = date(2026, 11, 30)
LINE = {"payee": "a-1", "month": "2026-10", "special": "1500"}
STAFF = world.SONG | {"is_employee": "是"}


def code_of(change):
    with pytest.raises(Bad) as bad:
        deductions.deduction_of(LINE | change, TODAY)
    return bad.value.code, bad.value.field


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"payee": ""}, ("missing", "payee")),
        ({"month": ""}, ("missing", "month")),
        ({"month": "2026-13"}, ("not_a_date", "month")),
        ({"month": "2026-02-29"}, ("not_a_date", "month")),
        ({"month": "2027-01"}, ("out_of_range", "month")),
        ({"special": "-1"}, ("negative_deduction", "special")),
        ({"additional": "0.001"}, ("finer_than_fen", "additional")),
        ({"other_deduction": "1e99"}, ("out_of_range", "other_deduction")),
        ({"special": "许多"}, ("not_an_amount", "special")),
        ({"special": ""}, ("missing", "special")),
        ({"months": "11"}, ("out_of_range", "months")),
        ({"months": "0"}, ("out_of_range", "months")),
        ({"months": "½"}, ("not_a_number", "months")),
        ({"kinds": "房" * 301}, ("too_long", "kinds")),
        ({"kinds": "\0"}, ("not_text", "kinds")),
    ],
)
def test_a_deduction_that_cannot_be_is_named_by_code_and_field(change, expected):
    assert code_of(change) == expected


def test_a_deduction_is_read_by_its_chinese_columns_and_a_month_of_a_leap_year_is_one():
    row = {"收款人": "a-1", "月份": "2024/02/29", "专项扣除": "¥1,500", "专项附加扣除": "0.10"}
    found = deductions.deduction_of(row, TODAY)
    assert (found.month, found.special_fen, found.additional_fen) == (
        date(2024, 2, 1), 150_000, 10,
    )  # fmt: skip


@pytest.mark.law("N61-wage")
def test_what_no_month_has_counted_yet_counts_in_the_next_and_another_years_never():
    march, april = date(2026, 3, 1), date(2026, 4, 1)
    kept = [Deducted(date(2025, 12, 1), 9, 9, 9), Deducted(date(2026, 1, 1), 1, 0, 0, 1),
            Deducted(march, 10, 5, 0), Deducted(april, 100, 0, 7)]  # fmt: skip
    assert deductions.due(kept, None, march) == Due(11, 5, 0, 3)
    assert deductions.due(kept, State(2026, 1), march) == Due(10, 5, 0, None)
    assert deductions.due(kept, State(2025, 12), march).total_fen == 16
    assert deductions.due((), None, march).told == {}
    assert deductions.due(kept, State(2026, 3), april).told == {
        "special_fen": 100, "additional_fen": 0, "other_fen": 7,
    }  # fmt: skip


def deducted(actor, *items):
    with acting(actor):
        return services.deductions_bring(actor=actor, items=items)


def wages(actor, month, amount):
    day = f"2026-{month:02}-05T12:00:00+08:00"
    world.payments(
        actor, world.PAID | {"external_id": f"w-{month}", "amount": amount, "paid_at": day}
    )


def computed(actor, month, *, close=True):
    """Close and compute a month; return its line."""
    first = date(2026, month, 1)
    with acting(actor):
        if close:
            services.period_close(actor=actor, kind="month", first_on=first)
        carry(actor, services.month_run(actor=actor, first_on=first), run.run)
    with acting(actor), transaction.atomic():
        (payee,) = selectors.payee_list(actor)
        return next(one for one in selectors.lines_of(actor, payee, 2026) if one.month == first)


@pytest.fixture
def employer(lin):
    world.payees(lin, STAFF)
    with world.on(2026, 5, 2):
        yield lin


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.law("N61-wage")
@pytest.mark.parametrize(
    ("amount", "special", "additional", "withheld"),
    [("10000", "1500", "1000", ["75.00", "75.00", "75.00"]),
     ("30000", "4500", "2000", ["555.00", "625.00", "1850.00"])],
)  # fmt: skip
def test_the_authoritys_examples_of_wages_come_out_to_the_fen(
    employer, amount, special, additional, withheld
):
    found = []
    for month in (1, 2, 3):
        wages(employer, month, amount)
        deducted(employer, {
            "payee": "a-1", "month": f"2026-{month:02}", "special": special,
            "additional": additional,
        })  # fmt: skip
        found.append(computed(employer, month))
    assert [yuan(one.withheld_fen) for one in found] == withheld
    told = found[-1].told
    assert (yuan(told["special_fen"]), yuan(told["additional_fen"])) == (
        f"{special}.00", f"{additional}.00",
    )  # fmt: skip
    assert yuan(told["cum_other_fen"]) == f"{3 * (int(special) + int(additional))}.00"


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.law("N61-wage")
def test_a_month_computed_again_with_what_came_later_is_a_delta_until_it_is_filed(employer):
    wages(employer, 3, "10000")
    assert yuan(computed(employer, 3).withheld_fen) == "150.00"
    row = {"payee": "a-1", "month": "2026-03", "special": "1500", "additional": "1000"}
    assert world.results(deducted(employer, row)) == ["added"]
    again = computed(employer, 3, close=False)
    assert (yuan(again.withheld_fen), yuan(again.delta_fen)) == ("75.00", "-75.00")
    assert computed(employer, 3, close=False).number == again.number  # again: nothing changes
    with acting(employer):
        services.month_file(
            actor=employer, first_on=date(2026, 3, 1), receipt="SB-3",
            filed_on=date(2026, 5, 1), paid_on=date(2026, 5, 1),
        )  # fmt: skip
    assert world.results(deducted(employer, row | {"special": "2000"})) == ["month_settled"]
    assert world.results(deducted(employer, row)) == ["same"]
    wages(employer, 4, "10000")
    deducted(employer, {"payee": "a-1", "month": "2026-04", "special": "500"})  # made up for
    assert yuan(computed(employer, 4).told["cum_other_fen"]) == "3000.00"


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.law("N61-wage")
def test_months_in_which_somebody_was_employed_count_though_no_wages_were_paid(employer):
    wages(employer, 3, "20000")
    deducted(employer, {"payee": "a-1", "month": "2026-02", "special": "1000"},
             {"payee": "a-1", "month": "2026-03", "special": "1000", "months": "3"})  # fmt: skip
    line = computed(employer, 3)
    assert (line.told["months"], line.told["special_fen"]) == (3, 200_000)
    assert yuan(line.withheld_fen) == "90.00"  # (20,000 − 3 × 5,000 − 2,000) × 3%


@pytest.mark.django_db
def test_only_resident_employees_on_file_deduct_and_the_others_are_named(lin, outsider, chun):
    other = world.SONG | {"external_id": "a-2", "number": world.OTHER_PERSON}
    world.payees(lin, STAFF, other)
    rows = [LINE, LINE, LINE | {"special": "1"}, LINE | {"payee": "a-2"}, LINE | {"payee": "a-9"}]
    assert world.results(deducted(lin, *rows)) == [
        "added", "same", "duplicate_in_batch", "not_an_employee", "payee_unknown",
    ]  # fmt: skip
    assert world.results(deducted(lin, LINE, LINE | {"month": "2026-09"})) == ["same", "added"]
    assert world.results(deducted(lin, LINE | {"special": "1600"})) == ["changed"]
    assert world.results(deducted(outsider, LINE)) == ["payee_unknown"]
    with pytest.raises(Forbidden):
        deducted(chun, LINE)
    assert [one["added"] for one in world.entries(lin, "tax.deductions_brought")] == [1, 1, 0]


@pytest.mark.django_db
def test_what_a_deduction_is_for_is_sealed_opened_by_an_officer_and_in_no_record(lin, outsider):
    world.payees(lin, STAFF)
    (made,) = deducted(lin, LINE | {"kinds": "大病医疗"})
    with acting(lin), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM tax_deduction d")
        assert "大病" not in cursor.fetchone()[0]
        assert readers.find("tax.deduction.kinds")(lin, made.id).value == "大病医疗"
    with acting(outsider), transaction.atomic():
        assert not Deduction.objects.of(outsider).exists()
    with acting(outsider), transaction.atomic(), pytest.raises(NotFound):
        readers.find("tax.deduction.kinds")(outsider, made.id)
    assert "大病" not in repr(world.entries(lin, "tax.deductions_brought"))


@pytest.mark.django_db
def test_a_table_of_deductions_is_brought_and_its_faults_repeat_nothing_private(lin):
    world.payees(lin, STAFF)
    table = (
        "收款人,月份,专项扣除,专项附加扣除,扣除明细\n"
        f"a-1,2026-10,1500,2000,子女教育\na-1,2026-09,-5,0,赡养老人\na-1,2026-08,1,1,{'病' * 301}\n"
    )
    done = world.brought(lin, "deductions", table.encode(), "扣除.csv")
    assert (done["added"], done["faulty"]) == (1, 2)
    told = world.faults(lin, done)
    assert "扣除金额不能为负" in told
    assert "病病" not in told
