"""Listings as sellers write them, made without knowing the pack: what is held back and what not."""

from datetime import date

import pytest

from catalog.rules.judge import Catalogue
from catalog.rules.pack import base
from moderation.adapters import finder
from tools.bench import _listings

ENTRIES = 94


@pytest.fixture(scope="module")
def lines():
    return _listings.listings(Catalogue(base().entries, date(2026, 11, 30), finder))


def share(lines):
    return sum(one.is_held for one in lines) / len(lines)


def test_of_listed_goods_that_nobody_looked_at_three_of_four_are_held_back(lines):
    unseen = [x for x in lines if x.is_listed and x.half == "held out"]
    assert len(unseen) > 300
    assert share(unseen) >= 0.75


def test_of_every_entry_most_listings_are_held_back(lines):
    for number in range(1, ENTRIES + 1):
        assert share([x for x in lines if x.is_listed and x.entry == number]) >= 0.5, number


def test_few_goods_that_only_look_like_an_entry_are_held_back(lines):
    near = [x for x in lines if not x.is_listed and x.entry]
    assert len(near) > 500
    assert share(near) <= 0.08


def test_everyday_goods_are_sold(lines):
    plain = [x for x in lines if not x.is_listed and not x.entry]
    assert len(plain) == 300
    assert share(plain) <= 0.03
