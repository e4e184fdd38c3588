"""How many events a second a tenant's rooms send: two readings of the count, some seconds apart."""

from django.core.cache import cache
from redis.exceptions import RedisError

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor

APART_S, KEPT_S = 5.0, 120
Reading = tuple[float, int]


def rate_note(*, actor: Actor, total: int) -> int | None:
    """Keep how many events there are now; return how many came per second since the last reading.

    None when there is nothing to compare with: the first look, or no cache.
    """
    if len(actor.tenant_ids) != 1:
        return None
    key, now = f"pulse:{actor.tenant_id.hex}", clock.now().timestamp()
    try:
        readings: list[Reading] = cache.get(key) or []
        if not readings or now - readings[-1][0] >= APART_S:
            cache.set(key, [*readings[-1:], (now, total)], KEPT_S)
    except (RedisError, OSError):
        return None
    return rate(readings, now, total)


def rate(readings: list[Reading], now: float, total: int) -> int | None:
    """Return the rate since the oldest reading; sessions that ended take their events along."""
    if not readings or now - readings[0][0] < 1:
        return None
    at, before = readings[0]
    return max(0, round((total - before) / (now - at)))
