"""Nobody is told apart by a small number, and a report is known by its bytes."""

import itertools

import pytest

from oversight.rules import transparency as rules


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 9, "b": 12}, set()),
        ({"a": 0, "b": 12}, set()),
        ({"a": 4, "b": 12, "c": 30}, {"a", "b"}),
        ({"a": 1, "b": 1, "c": 30}, {"a", "b", "c"}),
        ({"a": 4, "b": 3, "c": 30}, {"a", "b"}),
        ({"a": 2, "b": 30}, {"a", "b"}),
    ],
)
def test_what_is_small_is_hidden_with_the_next_smallest(counts, hidden):
    assert rules.hidden_of(counts) == hidden


def test_no_hidden_number_follows_from_what_is_told():
    for held in itertools.product(range(7), repeat=4):
        counts = dict(zip("abcd", held, strict=True))
        told = rules.adding_up(counts)
        if told["total"] is None:
            assert all(n is None or n == 0 for n in told["rows"].values())
            continue
        unknown = [name for name, n in told["rows"].items() if n is None]
        left = told["total"] - sum(n for n in told["rows"].values() if n is not None)
        assert len(unknown) != 1, counts
        assert not unknown or left >= rules.LEAST, counts
        assert not any(0 < (n or 0) < rules.LEAST for n in told["rows"].values()), counts


def test_fewer_than_five_in_all_tell_neither_their_number_nor_which_they_were():
    assert rules.adding_up({"a": 1, "b": 3}) == {"total": None, "rows": {"a": None, "b": None}}
    assert rules.adding_up({}) == {"total": 0, "rows": {}}


def test_what_counts_apart_is_hidden_by_itself():
    assert rules.apart({"a": 1, "b": 0, "c": 5}) == {"rows": {"a": None, "b": 0, "c": 5}}


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, None), (5, 19, None), (3, 40, None), (38, 40, None), (0, 40, "0.0"), (7, 60, "11.6")],
)
def test_a_share_is_told_of_many_and_never_of_few(part, whole, said):
    assert rules.share(part, whole) == said


def test_a_median_is_told_from_ten_on_and_rounded_up():
    assert rules.middle_h([3600] * 9) is None
    assert rules.middle_h([3600] * 9 + [3601]) == "1.0"
    assert rules.middle_h([3601] * 10) == "1.1"


def test_the_digest_is_of_the_bytes_and_of_nothing_else():
    one = {"b": 1, "a": {"y": None, "x": "中"}}
    other = {"a": {"x": "中", "y": None}, "b": 1}

    assert rules.digest(one) == rules.digest(other)
    assert rules.digest(one) != rules.digest(one | {"b": 2})
