"""Signs in what is received: labour turned into business income, and months just under. Pure.

Incomes come sorted by person.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from tax.rules.abuse.findings import (
    LINE,
    Evidence,
    Finding,
    Income,
    Limits,
    Sign,
    columns,
    finding,
    grouped,
)


def conversion(incomes: Iterable[Income], limits: Limits) -> Iterator[Finding]:
    """Find persons whose labour turns into business income within a quarter.

    Both are received in one quarter, labour first, and neither is a small part.

    Law: A22-conversion
    """
    for person, his in grouped(incomes, lambda one: one.person):
        for quarter in sorted({_quarter(one.month) for one in his}):
            within = [one for one in his if _quarter(one.month) == quarter and one.net_fen > 0]
            if _is_conversion(within, limits):
                yield _converted(person, his, within, limits)


def _is_conversion(within: list[Income], limits: Limits) -> bool:
    labour = [one for one in within if not one.is_business]
    business = [one for one in within if one.is_business]
    if not labour or not business:
        return False
    smaller = min(sum(one.net_fen for one in part) for part in (labour, business))
    begins = min(one.month for one in labour)
    return smaller >= limits.conversion_least_fen and begins <= max(one.month for one in business)


def _converted(person: str, his: list[Income], within: list[Income], limits: Limits) -> Finding:
    within = sorted(within, key=_order)
    evidence = tuple(
        Evidence("business" if one.is_business else "labour", one.month, one.payee, "", one.net_fen)
        for one in within
    )
    business = _months(one if one.is_business else one._replace(net_fen=0) for one in his)
    points = columns(business, {one.month for one in within})
    return finding(Sign.CONVERSION, person, evidence, points, limits.conversion_least_fen)


def parked(incomes: Iterable[Income], limits: Limits) -> Iterator[Finding]:
    """Find persons with months just under the threshold, of one payee or of several together.

    Law: A22-conversion
    """
    least = limits.threshold_fen * (100 - limits.under_percent) // 100
    for person, his in grouped(incomes, lambda one: one.person):
        for payee in sorted({one.payee for one in his}):
            months = _months(one for one in his if one.payee == payee)
            marked = {on for on, fen in months.items() if least <= fen < limits.threshold_fen}
            if len(marked) >= limits.parked_months:
                evidence, points = _monthly(payee, months, marked), columns(months, marked)
                yield finding(Sign.PARKED, person, evidence, points, limits.threshold_fen)
        yield from _split(person, his, limits)


def _split(person: str, his: list[Income], limits: Limits) -> Iterator[Finding]:
    """Find months in which several payees of a person reach the threshold only together."""
    each: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in his:
        each[one.month][one.payee] += one.net_fen
    marked = {on for on, parts in each.items() if _is_split(parts, limits.threshold_fen)}
    if len(marked) >= limits.parked_months:
        evidence = tuple(
            Evidence("month", on, payee, "", fen)
            for on in sorted(marked)
            for payee, fen in sorted(each[on].items())
            if fen > 0
        )
        points = columns(_months(his), marked)
        yield finding(Sign.SPLIT, person, evidence, points, limits.threshold_fen)


def _is_split(parts: Mapping[str, int], threshold_fen: int) -> bool:
    received = [fen for fen in parts.values() if fen > 0]
    return len(received) > 1 and sum(received) >= threshold_fen > max(received)


def under_line(incomes: Iterable[Income], limits: Limits) -> Iterator[Finding]:
    """Find persons whose twelve months come close to the line to register and never pass it.

    Law: A16-register
    """
    least = limits.line_fen * (100 - limits.line_percent) // 100
    for person, his in grouped(incomes, lambda one: one.person):
        months = _months(his)
        rolling = {on: twelve_months(months, on) for on in months}
        if max(rolling.values()) > limits.line_fen:
            continue
        marked = {on for on, fen in rolling.items() if fen >= least}
        if marked:
            last = max(marked)
            span = sorted(
                (one for one in his if _year_before(last) < one.month <= last), key=_order
            )
            evidence = tuple(
                Evidence("month", one.month, one.payee, "", one.net_fen) for one in span
            )
            points = columns(rolling, marked)
            yield finding(Sign.UNDER_LINE, person, evidence, points, limits.line_fen, LINE)


def twelve_months(months: Mapping[date, int], last: date) -> int:
    """Return what was received in the twelve consecutive months that end with one.

    Law: A16-register
    """
    return sum(fen for on, fen in months.items() if _year_before(last) < on <= last)


def must_register(months: Mapping[date, int], line_fen: int) -> date | None:
    """Return the first month with which twelve months pass the line; at it nobody has passed it.

    Law: A16-register
    """
    passed = (on for on in sorted(months) if twelve_months(months, on) > line_fen)
    return next(passed, None)


def _months(incomes: Iterable[Income]) -> dict[date, int]:
    found: dict[date, int] = defaultdict(int)
    for one in incomes:
        found[one.month] += one.net_fen
    return dict(found)


def _monthly(payee: str, months: Mapping[date, int], marked: set[date]) -> tuple[Evidence, ...]:
    return tuple(Evidence("month", on, payee, "", months[on]) for on in sorted(marked))


def _order(one: Income) -> tuple[date, bool, str, int]:
    return (one.month, one.is_business, one.payee, one.net_fen)


def _quarter(month: date) -> date:
    return date(month.year, (month.month - 1) // 3 * 3 + 1, 1)


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)
