"""What failed is left alone for a moment, and no longer."""

import time

from livecompliance.kernel.breaker import LONGEST_S, Breaker


def test_a_quick_failure_is_forgiven_at_once_and_a_slow_one_within_a_second():
    quick, slow = Breaker(), Breaker()
    now = time.monotonic()
    quick.broke(now)
    slow.broke(now - 10)

    assert slow.is_open()
    time.sleep(0.01)
    assert not quick.is_open()
    assert slow._until <= time.monotonic() + LONGEST_S


def test_a_closed_breaker_lets_through():
    breaker = Breaker()
    breaker.broke(time.monotonic() - 10)
    breaker.close()

    assert not breaker.is_open()
