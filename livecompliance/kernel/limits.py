"""How much somebody may do: counted by the minute, in the cache."""

import ipaddress
import logging
import time
from typing import cast

from django.core.cache import caches
from redis.exceptions import RedisError

from livecompliance.kernel import clock
from livecompliance.kernel.breaker import Breaker
from livecompliance.kernel.cache import ForgivingRedis

log = logging.getLogger(__name__)
MINUTE_S = 60
_breaker = Breaker()


def wait_s(what: str, who: str, most: int, cost: int = 1) -> int:
    """Count `cost` more of `what` by `who`.

    Returns:
        0 within `most` a minute; otherwise how many seconds are left of this minute.
    """
    now = int(clock.now().timestamp())
    used = _count(f"limit:{what}:{who}:{now // MINUTE_S}", cost)
    if used <= most:
        return 0
    if used - cost <= most:  # said once a minute
        log.warning("limit reached: %s of %s, %d a minute", what, network(who), most)
    return MINUTE_S - now % MINUTE_S


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
