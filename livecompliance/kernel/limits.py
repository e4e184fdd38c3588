"""How much somebody may do: counted by the minute, in the cache."""

import ipaddress
import logging
import time
from dataclasses import dataclass
from threading import Lock
from typing import cast

from django.core.cache import caches
from redis.exceptions import RedisError

from livecompliance.kernel import clock
from livecompliance.kernel.breaker import Breaker
from livecompliance.kernel.cache import ForgivingRedis

log = logging.getLogger(__name__)
MINUTE_S = 60
UNTOLD = 9  # of one caller, by one process, before it tells the others
MOST_CALLERS = 20_000  # that a process remembers in a minute
_breaker = Breaker()


def wait_s(what: str, who: str, most: int, cost: int = 1) -> int:
    """Count `cost` more of `what` by `who`.

    Returns:
        0 within `most` a minute; otherwise how many seconds are left of this minute.
    """
    now = int(clock.now().timestamp())
    used = _count(f"limit:{what}:{caller(who)}:{now // MINUTE_S}", cost)
    if used <= most:
        return 0
    if used - cost <= most:  # said once a minute
        log.warning("limit reached: %s of %s, %d a minute", what, network(who), most)
    return MINUTE_S - now % MINUTE_S


@dataclass(slots=True)
class Tally:
    """What one process knows of one caller in this minute."""

    used: int = 0  # by all that this process has heard of
    untold: int = 0  # of these, what no other process has heard of
    is_said: bool = False  # in the log

    def counted(self, most: int) -> int:
        """Count one more; return how many to tell the others of now."""
        self.used, self.untold = self.used + 1, self.untold + 1
        if self.untold <= UNTOLD and self.used < most:
            return 0
        told, self.untold = self.untold, 0
        return told


class Tallies:
    """Callers of this minute, as one process has counted them."""

    def __init__(self) -> None:
        self.lock, self._minute = Lock(), 0
        self._callers: dict[tuple[str, str], Tally] = {}

    def tally(self, minute: int, what: str, who: str) -> Tally:
        """Return the tally of a caller; a new minute, or too many callers, begins with nothing."""
        if minute != self._minute or len(self._callers) >= MOST_CALLERS:
            self._minute = minute
            self._callers.clear()
        return self._callers.setdefault((what, who), Tally())

    def clear(self) -> None:
        """Forget everybody."""
        with self.lock:
            self._callers.clear()


_tallies = Tallies()


def rough_wait_s(what: str, who: str, most: int) -> int:
    """Count one more of `what` by `who` as `wait_s` does, for a small part of its price.

    A process counts by itself and tells the others every tenth time: a visitor who looks at a few
    pages takes no way to Redis at all. Nobody is refused within `most`; of every further process
    he may get `UNTOLD` beyond it. Whoever is refused stays so for the minute, and is not counted.
    While Redis is away each process goes on by what it knows.

    Returns:
        0 within `most` a minute; otherwise how many seconds are left of this minute.
    """
    now = int(clock.now().timestamp())
    minute, left = now // MINUTE_S, MINUTE_S - now % MINUTE_S
    one, told = caller(who), 0
    with _tallies.lock:
        tally = _tallies.tally(minute, what, one)
        is_beyond = tally.used >= most
        if not is_beyond:
            told = tally.counted(most)
    if told:
        used = _count(f"limit:{what}:{one}:{minute}", told)
        tally.used = max(tally.used, used)
        is_beyond = used > most
    if not is_beyond:
        return 0
    if not tally.is_said:  # once a minute and process
        tally.is_said = True
        log.warning("limit reached: %s of %s, %d a minute", what, network(who), most)
    return left


def caller(address: str) -> str:
    """Return whom an address counts for: itself, or for IPv6 the network of 64 bits that one
    household has, whose every address its owner may choose."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    plain = getattr(found, "ipv4_mapped", None) or found
    if plain.version == 4:
        return str(plain)
    return str(ipaddress.ip_network((plain, 64), strict=False))


def is_within(what: str, who: str, most: int) -> bool:
    """Count one more of `what` by `who`, and tell whether that is within `most` a minute."""
    return not wait_s(what, who, most)


def network(who: str) -> str:
    """Return where a client's address comes from, not which it is; anybody else as he is named."""
    try:
        found = ipaddress.ip_address(who)
    except ValueError:
        return who
    plain = getattr(found, "ipv4_mapped", None) or found
    return str(ipaddress.ip_network((plain, 24 if plain.version == 4 else 48), strict=False))


def _count(key: str, cost: int) -> int:
    """Return the sum so far; nothing while the cache is away, so that all are let through."""
    if _breaker.is_open():
        return 0
    cache, began = cast(ForgivingRedis, caches["default"]), time.monotonic()
    try:
        return int(cache.count(key, cost, 2 * MINUTE_S))
    except (RedisError, OSError) as fault:
        _breaker.broke(began)
        log.warning("limits not counted now: %s", type(fault).__name__)
        return 0
