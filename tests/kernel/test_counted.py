"""Sums by which somebody is limited: one command of Redis, on a connection that is kept."""

import pytest
from django.core.cache import cache, caches
from redis.exceptions import RedisError

KEY = "limit:tested:10.0.0.1:1"


@pytest.fixture(autouse=True)
def empty():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def redis():
    return caches["default"]._cache.get_client(write=True)


def test_what_is_counted_adds_up_and_is_forgotten_with_its_minute(redis):
    cache.count(KEY, 3, 120)
    redis.expire(cache.make_key(KEY), 50)

    assert cache.count(KEY, 2, 120) == 5
    assert redis.ttl(cache.make_key(KEY)) == 50, "a later count does not prolong it"


def test_a_sum_begins_with_an_end(redis):
    assert cache.count(KEY, 7, 120) == 7
    assert 118 <= redis.ttl(cache.make_key(KEY)) <= 120


def test_redis_that_has_forgotten_the_command_is_told_it_again(redis):
    assert cache.count(KEY, 1, 120) == 1
    redis.script_flush()

    assert [cache.count(KEY, 1, 120) for _ in range(2)] == [2, 3]


def test_a_refused_count_leaves_a_connection_that_can_be_used(redis):
    redis.set(cache.make_key(KEY), "no number")

    with pytest.raises(RedisError):
        cache.count(KEY, 1, 120)

    assert cache.count(KEY + "0", 1, 120) == 1


def test_the_client_is_made_once():
    kept = caches["default"]._cache

    assert kept.get_client("a") is kept.get_client("b")
