"""The title of the twelve months says what they show."""

from datetime import date

from complaints.selectors.figures import Point
from complaints.selectors.shown import trend_said


def months(*counts: tuple[int, int]) -> list[Point]:
    return [Point(date(2026, place, 1), *one) for place, one in enumerate(counts, 1)]


def test_the_worst_month_is_named_with_its_share():
    said = trend_said(months((10, 0), (0, 0), (3, 1), (9, 1)))

    assert "2026-03" in said
    assert "91.6%" in said
    assert "75.0%" in said


def test_months_without_a_late_one_and_months_without_any_are_said_so():
    assert trend_said(months((4, 0), (0, 0))) != trend_said(months((0, 0), (0, 0)))
