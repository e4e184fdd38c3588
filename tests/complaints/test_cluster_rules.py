"""Who counts when complaints come thick: neither one person nor one network nor the nameless."""

import random

import pytest

from complaints.rules.clusters import ANONYMOUS, NAMED, Clusters, Voice, faults, weigh

HOME, CAFE = b"home", b"cafe"


def named(number: int, network: bytes = b"", *more: bytes) -> Voice:
    return Voice(f"{number}", (b"p%d" % number, *more), network)


def nameless(network: bytes = b"") -> Voice:
    return Voice("", (), network)


@pytest.mark.law("O117-complaint-clusters")
def test_as_many_complainants_as_the_policy_says_are_a_cluster():
    voices = [named(one, b"n%d" % one) for one in range(3)]

    assert weigh(voices, 3, 2).reaches(3)
    assert not weigh(voices[:2], 3, 2).reaches(3)


@pytest.mark.law("O117-complaints")
def test_one_person_counts_once_however_often_he_writes():
    flood = [named(1, b"n%d" % one) for one in range(100)]

    assert weigh(flood, 3, 2).people == 1


def test_who_shares_a_telephone_or_a_mail_is_one_person():
    chain = [
        Voice("1", (b"p1", b"m1")),
        Voice("2", (b"m1", b"p2")),
        Voice("3", (b"p2",)),
        Voice("4", (b"m9",)),
        Voice("5", (b"m9", b"p1")),
    ]

    assert weigh(chain, 3, 2).people == 1


@pytest.mark.law("O117-complaints")
def test_one_network_counts_no_more_than_its_share():
    flood = [named(one, HOME) for one in range(100)]

    weight = weigh(flood, 3, 2)

    assert weight.people == 2
    assert not weight.reaches(3)


def test_a_third_complainant_from_elsewhere_makes_it_a_cluster():
    assert weigh([*(named(one, HOME) for one in range(9)), named(99, CAFE)], 3, 2).reaches(3)


@pytest.mark.law("O117-complaints")
def test_a_crowd_without_names_never_makes_a_cluster():
    crowd = [nameless(b"n%d" % one) for one in range(1_000)]

    assert weigh(crowd, 3, 2).thirds == 3 * NAMED // 2
    assert not weigh(crowd, 3, 2).reaches(3)


def test_three_without_names_are_one_complainant_beside_two_with():
    two = [named(1), named(2)]

    assert not weigh([*two, nameless(b"a"), nameless(b"b")], 3, 2).reaches(3)
    assert weigh([*two, nameless(b"a"), nameless(b"b"), nameless(b"c")], 3, 2).reaches(3)


def test_those_without_name_or_network_count_once_together():
    assert weigh([nameless() for _one in range(50)], 3, 2).thirds == ANONYMOUS


def test_who_hides_behind_a_network_that_is_full_counts_nothing():
    full = [named(1, HOME), named(2, HOME), nameless(HOME)]

    assert weigh(full, 3, 2).anonymous == 0


def test_more_complaints_never_weigh_less():
    dice = random.Random(20)
    for _round in range(60):
        voices: list[Voice] = []
        before = 0
        for number in range(25):
            marks = tuple(b"%d" % dice.randrange(1_000) for _mark in range(dice.randrange(2)))
            voices.append(Voice(f"{number}", marks, dice.choice([b"", b"a", b"b", b"c"])))
            after = weigh(voices, 4, 2).people
            assert after >= before
            before = after


@pytest.mark.parametrize(
    ("numbers", "where"),
    [
        ({"room": 1}, "room"),
        ({"span_days": 0}, "span_days"),
        ({"watch_days": 91}, "watch_days"),
        ({"per_network": 0}, "per_network"),
        ({"per_network": 3}, "per_network"),
        ({"operator": 1_001}, "operator"),
    ],
)
def test_numbers_by_which_one_hand_could_raise_patrol_are_refused(numbers, where):
    assert where in faults(Clusters(**numbers))


def test_the_shipped_numbers_hold():
    assert faults(Clusters()) == []
