"""What is missing of a product's papers while it is on air: rules, by property where they can."""

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.chain import AUTHORISATION, LONGEST, TRADEMARK, Grant, chain_of, same
from catalog.rules.papers import (
    Books,
    Held,
    Known,
    Recalled,
    Sold,
    barcode_of,
    folded,
    is_gtin,
    kept_until,
    lacking,
    state_of,
)

DAY = date(2026, 12, 1)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
ME = UUID(int=1)
KNOWN = Known(ME, "山野茶业", "", "verified", "sound", None)
TEA = Sold("sku-1", ME, ("liquor-trading-record",), title="山野 龙井茶 250g")


def books(*papers, known=KNOWN, grants=(), recalls=(), wants="warn"):
    suppliers = {known.id: known} if known else {}
    return Books(suppliers, papers, grants, recalls, wants)


def held(state="approved", since=None, until=None, covers=(), kind="liquor-trading-record"):
    return Held(uuid4(), ME, kind, state, since, until, frozenset(covers))


def whys(found):
    return [(one.paper, one.why, one.weight) for one in found]


def asked(*papers, sold=TEA, since=DAY, until=DAY, **fields):
    return whys(lacking([sold], books(*papers, **fields), since, until))


@pytest.mark.long
@pytest.mark.law("O117-supplier-check")
@given(DAYS, DAYS, DAYS, DAYS)
def test_a_paper_holds_exactly_when_it_covers_every_day_of_the_broadcast(a, b, c, d):
    first, last = min(a, b), max(a, b)
    since, until = min(c, d), max(c, d)
    days = (since + timedelta(days=n) for n in range((until - since).days + 1))

    why, on = state_of("approved", first, last, since, until)

    assert (why is None) == all(first <= day <= last for day in days)
    assert (on is None) == (why is None)


@pytest.mark.law("O117-supplier-check")
def test_a_licence_counts_on_its_last_day_and_not_past_midnight():
    last = held(until=DAY)

    assert asked(last) == []
    assert asked(last, until=DAY + timedelta(days=1)) == [
        ("liquor-trading-record", "expires", "deny")
    ]
    assert asked(last, since=DAY + timedelta(days=1), until=DAY + timedelta(days=1)) == [
        ("liquor-trading-record", "expired", "deny")
    ]


@given(st.permutations([held("refused"), held("waiting"), held(until=DAY - timedelta(days=9))]))
def test_what_is_nearest_to_a_valid_paper_is_said_whatever_came_first(papers):
    assert asked(*papers) == [("liquor-trading-record", "waiting", "deny")]
    assert asked(*papers, held()) == []


def test_a_paper_of_single_products_lets_no_other_be_sold():
    assert asked(held(covers=["sku-2"])) == [("liquor-trading-record", "missing", "deny")]
    assert asked(held(covers=["sku-2", "sku-1"])) == []


@pytest.mark.law("M-supplier-check")
@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, ("missing", "deny")),
        (KNOWN._replace(state="waiting"), ("waiting", "deny")),
        (KNOWN._replace(state="refused"), ("refused", "deny")),
        (KNOWN._replace(state="closed"), ("missing", "deny")),
        (KNOWN._replace(credit="dishonest"), ("distrusted", "deny")),
        (KNOWN._replace(credit="abnormal"), ("distrusted", "warn")),
        (KNOWN._replace(recheck_on=DAY - timedelta(days=1)), ("overdue", "warn")),
    ],
)
def test_whoever_is_not_verified_supplies_nothing(known, expected):
    assert asked(held(), known=known) == [("supplier", *expected)]


def link(giver, taker, kind=AUTHORISATION, **fields):
    made = {"state": "approved", "since": None, "until": None, "is_live": True} | fields
    return Grant(uuid4(), kind, "山野", (giver, ""), (taker, ""), **made)


def owner(name, **fields):
    return link("", name, TRADEMARK, **fields)


@pytest.mark.long
@pytest.mark.law("M-18-3")
@given(st.integers(0, LONGEST), st.randoms())
def test_an_unbroken_chain_from_the_owner_is_whole_in_any_order(length, chance):
    names = [f"第 {n} 手" for n in range(length + 1)]
    grants = [owner(names[0])] + [link(a, b) for a, b in pairwise(names)]
    chance.shuffle(grants)

    found = chain_of(grants, (names[-1], ""), DAY, DAY)

    assert found.is_whole
    assert set(found.papers) == {one.id for one in grants}


@pytest.mark.law("M-18-3")
@given(st.integers(1, 6), st.data())
def test_without_any_one_of_its_links_a_chain_is_broken(length, data):
    names = [f"第 {n} 手" for n in range(length + 1)]
    grants = [owner(names[0])] + [link(a, b) for a, b in pairwise(names)]
    gone = data.draw(st.integers(0, length))

    found = chain_of(grants[:gone] + grants[gone + 1 :], (names[-1], ""), DAY, DAY)

    assert not found.is_whole
    assert found.at == names[gone]  # whose paper nobody showed


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"until": DAY - timedelta(days=1)}, "expired"),
        ({"until": DAY}, "expires"),
        ({"since": DAY + timedelta(days=1)}, "not_yet"),
        ({"state": "waiting"}, "waiting"),
        ({"state": "refused"}, "refused"),
        ({"is_live": False}, "broken"),
    ],
)
def test_a_chain_breaks_where_a_link_does_not_hold_the_whole_time(fields, why):
    grants = [
        owner("商标所有人"),
        link("商标所有人", "总代理"),
        link("总代理", "山野茶业", **fields),
    ]

    found = chain_of(grants, ("山野茶业", ""), DAY, DAY + timedelta(days=1))

    assert (found.is_whole, found.why, found.at) == (False, why, "总代理 → 山野茶业")


def test_links_that_lead_in_a_circle_lead_to_no_owner():
    grants = [link("甲", "乙"), link("乙", "甲"), link("甲", "山野茶业")]

    assert not chain_of(grants, ("山野茶业", ""), DAY, DAY).is_whole


def test_who_has_a_code_is_told_by_it_whatever_the_name():
    assert same(("山野茶业", "91310115MA1K3BTP2B"), ("山野茶业（上海）", "91310115MA1K3BTP2B"))
    assert not same(("山野", "91310115MA1K3BTP2B"), ("山野", "91110000600037341L"))
    assert same(("ＡＢＣ Ltd.", ""), ("abc ltd", "91110000600037341L"))
    assert not same(("", ""), ("", ""))


@pytest.mark.parametrize(("wants", "weight"), [("warn", "warn"), ("deny", "deny")])
def test_a_brand_nobody_was_authorised_for_is_said_as_the_platform_wants(wants, weight):
    branded = TEA._replace(brand="山野", documents=())

    assert asked(sold=branded, wants=wants) == [("brand", "missing", weight)]
    assert asked(sold=branded, wants=None) == []
    assert asked(sold=branded, wants=wants, grants=[owner("山野茶业")]) == []


def recall(**fields):
    given = {"kind": "recall", "brand": "山野", "name": "龙井茶", "batch": "", "barcode": ""}
    return Recalled(uuid4(), **given | fields)


BARE = TEA._replace(documents=(), brand="山 野")


@pytest.mark.law("O117-illegal-goods")
@pytest.mark.parametrize(
    ("entry", "sold", "expected"),
    [
        (recall(), BARE, ["recalled"]),
        (recall(name="碧螺春"), BARE, []),
        (recall(brand="别家"), BARE, []),
        (recall(brand="", name="山野龙井茶250G"), BARE, ["recalled"]),
        (recall(brand="", name="龙井茶"), BARE, []),
        (recall(batch="20260801"), BARE, ["maybe_recalled"]),
        (recall(batch="20260801"), BARE._replace(batch="2026-08-01"), ["recalled"]),
        (recall(batch="20260801"), BARE._replace(batch="20260802"), []),
        (
            recall(barcode="06901234567892"),
            BARE._replace(barcodes=("6901234567892",)),
            ["recalled"],
        ),
        (recall(barcode="06901234567892"), BARE._replace(barcodes=("4006381333931",)), []),
        (recall(name="", barcode=""), BARE, ["recalled"]),
    ],
)
def test_a_recalled_product_is_told_from_another_one(entry, sold, expected):
    assert [
        why for _paper, why, _weight in asked(sold=sold, wants=None, recalls=[entry])
    ] == expected


@given(st.integers(0, 10**12 - 1))
def test_of_ten_check_digits_one_is_right(number):
    codes = [f"{number:012d}{digit}" for digit in range(10)]

    assert sum(map(is_gtin, codes)) == 1
    (right,) = filter(is_gtin, codes)
    assert barcode_of(right) == right.zfill(14)


@pytest.mark.parametrize(
    "text", ["", "6901234567890", "①②③", "69012345", "x" * 13, "٦٩٠١٢٣٤٥٦٧٨٩٢"]
)
def test_what_is_no_barcode_is_none(text):
    assert barcode_of(text) == ("" if text != "٦٩٠١٢٣٤٥٦٧٨٩٢" else barcode_of("x"))


@pytest.mark.long
@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


@pytest.mark.law("O117-supplier-check")
@pytest.mark.parametrize(
    ("ended", "until"),
    [(date(2026, 11, 30), date(2029, 11, 30)), (date(2028, 2, 29), date(2031, 2, 28))],
)
def test_what_was_verified_stays_three_years_from_the_end_of_the_broadcast(ended, until):
    assert kept_until(3, ended) == until
