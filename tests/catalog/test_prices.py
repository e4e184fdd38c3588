"""Compared prices are measured by the low of the seven days before; prizes by their ceiling."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import selectors, services
from catalog.models import PriceDeal
from catalog.rules.prices import Deal, begins, low_of, priced, prize_holds
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from tests import builders

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOURS = st.integers(-24 * 20, 24 * 2)
DEALS = st.lists(st.tuples(st.integers(0, 100), HOURS), max_size=20)


def deals(raw):
    return [Deal(fen, NOW + timedelta(hours=hours)) for fen, hours in raw]


@pytest.mark.long
@pytest.mark.law("PRICE-compared-price")
@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly
@given(DEALS)
def test_the_ceiling_is_the_lowest_deal_of_seven_days_else_the_last_before(raw):
    rows = deals(raw)
    since = begins(NOW, 7)
    week = [one.fen for one in rows if since <= one.at < NOW]
    before = [one for one in rows if one.at < since]

    low = low_of(rows, NOW, 7)

    if week:
        assert (low.fen, low.is_last) == (min(week), False)
    elif before:
        newest = max(one.at for one in before)
        assert low.is_last
        assert low.fen == min(one.fen for one in before if one.at == newest)
    else:
        assert low is None


@pytest.mark.law("PRICE-compared-price")
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(DEALS, st.integers(0, 120))
def test_one_more_deal_never_raises_the_ceiling_of_the_week(raw, fen):
    low = low_of(deals(raw), NOW, 7)
    more = low_of([*deals(raw), Deal(fen, NOW - timedelta(hours=1))], NOW, 7)

    assert more.fen <= (low.fen if low and not low.is_last else fen)


def test_days_are_whole_days_in_shanghai_and_no_deal_of_them_is_left_out():
    at = datetime(2026, 12, 8, 15, 59, tzinfo=UTC)  # 23:59 of 8 December in Shanghai

    assert begins(at, 7) == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert begins(at + timedelta(minutes=1), 7) == datetime(2026, 12, 1, 16, tzinfo=UTC)


@pytest.mark.law("O117-price")
@pytest.mark.parametrize(
    ("compared", "low", "is_stated", "verdict"),
    [(100, 100, False, "holds"), (101, 100, False, "too_high"), (101, 100, True, "stated"),
     (1, None, False, "unproved"), (1, None, True, "stated")],
)  # fmt: skip
def test_a_compared_price_is_at_most_the_low_unless_its_meaning_is_stated(
    compared, low, is_stated, verdict
):
    found = low_of([Deal(low, NOW - timedelta(days=1))], NOW, 7) if low else None

    assert priced(compared, found, is_stated=is_stated).verdict == verdict


@pytest.mark.law("AUCL-prize")
@pytest.mark.django_db
def test_the_highest_prize_of_a_draw_is_fifty_thousand_yuan(lin):
    with acting(lin), transaction.atomic():
        found = selectors.prizes_check(lin, [5_000_000, 5_000_001])
    assert [one["holds"] for one in found] == [True, False]
    assert not prize_holds(-1, 5_000_000)


def line(fen=9900, hours=-1, reference="o-1", product="sku-1", **fields):
    at = (clock.now() + timedelta(hours=hours)).isoformat()
    given = {"product": product, "place": "shop-7", "reference": reference, "price_fen": fen,
             "at": at}  # fmt: skip
    return json.dumps(given | fields).encode()


def report(actor, *lines):
    with acting(actor):
        return services.prices_report(actor=actor, lines=lines)


def check(actor, compared, **fields):
    item = {"product": "sku-1", "place": "shop-7", "compared_fen": compared, "is_stated": False}
    with acting(actor), transaction.atomic():
        (found,) = selectors.prices_check(actor, [item | fields], None)
    return found


@pytest.mark.django_db
@pytest.mark.law("PRICE-compared-price")
def test_the_answer_names_the_low_and_when(lin):
    report(lin, line(9900, -30), line(8800, -50, "o-2"), line(7700, -24 * 30, "o-3"))

    found = check(lin, 9000)

    assert (found["verdict"], found["clause"]) == ("too_high", "PRICE-compared-price")
    assert (found["low"].fen, found["low"].is_last) == (8800, False)
    assert "¥88.00" in found["detail"]
    assert check(lin, 8800)["verdict"] == "holds"


@pytest.mark.django_db
@pytest.mark.law("PRICE-compared-price")
def test_without_a_deal_in_the_week_the_last_one_counts_and_another_place_does_not(lin):
    report(lin, line(7700, -24 * 30), line(6600, -24 * 40, "o-2"),
           line(100, -2, "o-3", place="shop-8"))  # fmt: skip

    found = check(lin, 7700)
    assert (found["verdict"], found["low"].is_last) == ("holds", True)
    assert check(lin, 7701)["verdict"] == "too_high"
    assert check(lin, 1, product="sku-2")["verdict"] == "unproved"


@pytest.mark.django_db
def test_the_same_order_is_one_deal_however_often_it_comes(lin):
    first = report(lin, line(9900), line(9900))
    again = report(lin, line(1), line(9800, reference="o-2"))

    assert (first.taken, first.known, again.taken, again.known) == (1, 1, 1, 1)
    with acting(lin), transaction.atomic():
        assert sorted(PriceDeal.objects.values_list("fen", flat=True)) == [9800, 9900]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[]", "line"),
        (line(-1), "price_fen"),
        (line(1.5), "price_fen"),
        (line(10**12), "price_fen"),
        (line(product=""), "product"),
        (line(product="s" * 81), "product"),
        (line(product="a\0b"), "text"),
        (line(hours=2), "at"),
        (line(hours=-24 * 500), "at"),
        (line(at="2026-12-01T00:00:00"), "at"),
        (line(extra=1), "line"),
        (line(product="x" * 3_000), "line_too_long"),
    ],
)
def test_a_wrong_line_is_named_and_the_others_are_taken(lin, raw, code):
    done = report(lin, line(), raw, b"", line(reference="o-2"))

    assert done.taken == 2
    assert [number for number, _code in done.rejected] == [2]
    assert done.rejected[0][1].startswith(code)


@pytest.mark.django_db
def test_more_than_a_report_holds_is_refused_whole(lin, monkeypatch):
    monkeypatch.setattr("catalog.services.price.MOST_LINES", 2)

    with pytest.raises(Invalid):
        report(lin, *(line(reference=f"o-{n}") for n in range(3)))
    with acting(lin), transaction.atomic():
        assert not PriceDeal.objects.exists()


@pytest.mark.django_db
def test_a_hundred_prices_are_checked_by_one_statement(lin):
    report(lin, *(line(reference=f"o-{n}", product=f"sku-{n}") for n in range(5)))
    wanted = [(f"sku-{n}", "shop-7") for n in range(100)]
    with acting(lin), transaction.atomic(), CaptureQueriesContext(connection) as seen:
        lows = selectors.lows_of(lin, wanted, clock.now())

    assert len(seen.captured_queries) == 1
    assert [one is not None for one in lows] == [n < 5 for n in range(100)]


@pytest.mark.django_db
def test_another_platforms_deals_count_for_nobody_else(lin, outsider, wu):
    report(outsider, line(1))

    assert check(lin, 1)["verdict"] == "unproved"
    with pytest.raises(Forbidden):
        report(wu, line())


@pytest.mark.django_db
def test_lines_come_over_the_wire_as_they_are(harbour, lin):
    program = builders.program(harbour, "catalog.write")

    assert report(program, line()).taken == 1
