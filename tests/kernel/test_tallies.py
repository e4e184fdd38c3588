"""The limit of public pages: each process counts by itself and tells the others now and then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as Away

from livecompliance.kernel import clock, limits

WHO = "203.0.113.77"


@pytest.fixture(autouse=True)
def stands(monkeypatch):
    """Let the clock stand twenty seconds into a minute; return what moves it."""
    moment = clock.now().replace(second=20, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(limits, "_tallies", limits.Tallies())
    cache.clear()
    yield lambda seconds: monkeypatch.setattr(
        clock, "now", lambda: moment + timedelta(seconds=seconds)
    )
    cache.clear()
    limits._breaker.close()


@pytest.fixture
def told(monkeypatch):
    """Return what Redis is told, in order."""
    heard, count = [], limits._count
    monkeypatch.setattr(limits, "_count", lambda key, cost: heard.append(cost) or count(key, cost))
    return heard


def ask(times, most=120, who=WHO):
    """Ask so often; return how many were let in."""
    return sum(limits.rough_wait_s("tested", who, most) == 0 for _ in range(times))


def test_a_few_pages_take_no_way_to_redis(told):
    assert ask(9) == 9

    assert told == []


def test_the_others_hear_of_every_tenth_and_of_the_last(told):
    assert ask(500, most=35) == 35

    assert told == [10, 10, 10, 5]


def test_whoever_is_refused_is_told_when_to_come_back_and_is_then_let_in(stands):
    assert ask(3, most=3) == 3
    assert limits.rough_wait_s("tested", WHO, 3) == 40
    assert ask(1, most=3, who="203.0.113.78") == 1

    stands(40)

    assert ask(5, most=3) == 3


def test_every_further_process_lets_in_nine_more_at_most(monkeypatch):
    processes, let_in = [limits.Tallies() for _ in range(4)], 0
    for _ in range(120):
        for one in processes:
            monkeypatch.setattr(limits, "_tallies", one)
            let_in += ask(1)

    assert 120 <= let_in <= 120 + 3 * limits.UNTOLD


def test_a_process_that_comes_later_learns_what_the_others_let_in(monkeypatch):
    assert ask(200) == 120
    monkeypatch.setattr(limits, "_tallies", limits.Tallies())

    assert ask(200) <= limits.UNTOLD


def test_without_redis_each_process_still_keeps_its_own_limit(monkeypatch, caplog):
    def away(*_):
        raise Away

    monkeypatch.setattr(limits.caches["default"], "count", away)

    assert ask(500) == 120
    assert "limits not counted now" in caplog.text


def test_many_threads_count_as_one(told):
    with ThreadPoolExecutor(8) as pool:
        let_in = sum(pool.map(lambda _: ask(30), range(8)))

    assert let_in == 120
    assert sum(told) == 120


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::1"), ("203.0.113.77", "::ffff:203.0.113.77")],
)
def test_addresses_that_one_household_may_choose_count_as_one(one, other):
    assert ask(5, most=5, who=one) == 5

    assert ask(1, most=5, who=other) == 0
    assert ask(1, most=5, who="2001:db8:1:3::1") == 1
    assert [limits.wait_s("strict", who, 1) for who in (one, other)] == [0, 40]


def test_a_process_remembers_so_many_callers_and_no_more(monkeypatch):
    monkeypatch.setattr(limits, "MOST_CALLERS", 3)

    for number in range(20):
        ask(1, who=f"198.51.100.{number}")
        assert len(limits._tallies._callers) <= 3


def test_the_log_says_once_which_network_is_refused(caplog):
    ask(10, most=3)

    assert caplog.text.count("limit reached: tested of 203.0.113.0/24, 3 a minute") == 1
    assert WHO not in caplog.text
