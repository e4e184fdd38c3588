"""How often somebody may do something: counted by the minute, in the cache."""

from django.core.cache import cache
from redis.exceptions import RedisError

from livecompliance.kernel import clock

MINUTE_S = 60


def is_within(what: str, who: str, most: int) -> bool:
    """Count one more of `what` by `who`, and tell whether that is within `most` a minute."""
    key = f"limit:{what}:{who}:{int(clock.now().timestamp()) // MINUTE_S}"
    try:
        cache.add(key, 0, 2 * MINUTE_S)
        return bool(cache.incr(key) <= most)
    except (RedisError, OSError, ValueError):  # the last: it was flushed in between
        return True
