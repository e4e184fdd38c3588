"""Which forms and columns a package has is a dated file; what it says of a payee is a rule."""

from datetime import date

import pytest

from tax.rules import layouts, left_out, packages
from tax.rules.left_out import Told
from tax.rules.packages import Booked, Identity
from tax.rules.refusals import TableRefused
from tax.services.package_files import csv_of
from tax.services.package_problems import Log
from tax.services.package_rows import FIRST, Wrong

SHIPPED = (layouts.SHIPPED / "layouts" / "2025-15.toml").read_text("utf-8")
BOOKED = [
    Booked("goods", False, 1000, 3), Booked("goods", True, 250, 1), Booked("services", False, 7, 1),
]  # fmt: skip


@pytest.mark.parametrize("day", [date(2025, 7, 1), date(2031, 1, 1)])
def test_a_quarter_has_the_layout_of_its_day(day):
    found = layouts.layout_on(day)
    assert {one.number for one in found.forms} == {"1", "2a", "2b", "3", "4", "5", "6", "7", "8"}
    assert "没有读到" in found.note_zh


def test_before_the_duty_began_there_is_none():
    with pytest.raises(TableRefused):
        layouts.layout_on(date(2025, 6, 30))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('value = "shops"', 'value = "shoe_size"'),
        ('rows = "links"', 'rows = "loops"'),
        ('who = ["offshore"]', 'who = ["rich"]'),
        ('key = "income"', 'key = "links"'),
        ('name = "平台域名"', 'name = "业务类型"'),
        ("most_rows = 1000000", "most_rows = 2000000"),
        ('confidence = "M"', "confidence ="),
    ],
)
def test_a_layout_that_cannot_be_relied_on_is_refused(was, becomes):
    assert was in SHIPPED
    with pytest.raises(TableRefused):
        layouts.read(SHIPPED.replace(was, becomes))


def test_two_layouts_of_one_day_are_refused_and_a_newer_one_counts_from_its_day():
    old = layouts.read(SHIPPED)
    new = layouts.read(SHIPPED.replace("2025-07-01", "2027-01-01").replace("15/1", "15/2"))
    with pytest.raises(TableRefused):
        layouts.ordered([old, old])
    both = layouts.ordered([new, old])
    assert layouts.layout_on(date(2026, 12, 31), both).version == "2025-15/1"
    assert layouts.layout_on(date(2027, 1, 1), both).version == "2025-15/2"


def test_figures_are_whole_before_refunds_and_orders_are_what_was_sold():
    found = packages.figures_of(BOOKED)
    assert found == (1000, 250, 7, 0, 0, 0, 0, 0, 4)
    assert packages.sums_of(found) == (1007, 250)
    assert packages.overdrawn((1, 2, *found[2:])) == ["goods"]


def test_income_is_new_changed_or_need_not_be_sent():
    found, nothing = Told(packages.figures_of(BOOKED)), Told()
    assert left_out.income_flag(found, None) == "new"
    assert left_out.income_flag(found, found) == ""
    assert left_out.income_flag(nothing, found) == "changed"
    assert left_out.income_flag(nothing, None) == ""


@pytest.mark.parametrize(
    ("agency", "before", "flag"),
    [("a", None, "new"), ("a", Identity(b"", "a"), ""), ("b", Identity(b"", "a"), "changed"),
     (None, Identity(b"", "a"), "ended"), (None, None, ""), ("a", Identity(b"", None), "new")],
)  # fmt: skip
def test_a_tie_to_an_agency_begins_changes_and_ends(agency, before, flag):
    assert packages.link_flag(agency, before) == flag


@pytest.mark.parametrize(
    ("first", "due"),
    [((2026, 1), "2026-04-30"), ((2026, 4), "2026-07-31"), ((2026, 7), "2026-10-31"),
     ((2026, 10), "2027-01-31"), ((2027, 10), "2028-01-31")],
)  # fmt: skip
def test_a_quarter_is_due_on_the_last_day_of_the_month_after_it(first, due):
    assert f"{packages.due_on(date(*first, 1), 1)}" == due


def test_texts_are_no_formulas_and_amounts_below_nothing_stay_amounts():
    form = next(one for one in layouts.layout_on(date(2026, 7, 1)).forms if one.key == "live")
    row = ["新增", "2026Q3", "=1+1", "", "", "", "＋86", "@x", "", "", "1.00", "2.00", "-1.00", "0"]
    written = csv_of(form, [row]).decode()
    assert written == "新增,2026Q3,'=1+1,,,,'＋86,'@x,,,1.00,2.00,-1.00,0\r\n"


def test_a_list_of_problems_is_whole_where_the_heads_have_none():
    log = Log(layouts.layout_on(date(2026, 7, 1)))
    assert log.rows([]) == b""
    row = log.rows([Wrong(FIRST, "u-1", "", "basics_missing", "")])
    assert row.startswith(b"u-1,")
    assert log.names().count(b"\n") == row.count(b"\n") == 1
