"""A Redis cache whose loss costs speed and nothing else."""

import hashlib
import logging
from collections.abc import Callable
from typing import Any, cast

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import NoScriptError, RedisError

log = logging.getLogger(__name__)
SUM = """
local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
if sum == tonumber(ARGV[1]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return sum
"""
SUM_SHA = hashlib.sha1(SUM.encode(), usedforsecurity=False).hexdigest()  # Redis names scripts so


def _or(fallback: Any, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return call(*args, **kwargs)
    except (RedisError, OSError) as fault:
        log.warning("cache unreachable: %s", type(fault).__name__)
        return fallback


class KeptClient(RedisCacheClient):
    """Keeps its clients. Django makes one a call, and each copies the 170 answers it can read:
    that alone took longer than Redis did."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Return the client, which leases a connection of the pool for each command."""
        if write not in self._kept:
            self._kept[write] = super().get_client(key, write=write)
        return self._kept[write]

    def summed(self, name: str, more: int, timeout: int) -> int:
        """Add to a sum that is forgotten `timeout` seconds after it began; return it.

        Said on a leased connection itself: what a client does around a command (retries, measures,
        callbacks) takes as long again, and whoever counts is content with one try.
        """
        pool = self.get_client(write=True).connection_pool
        link, given = pool.get_connection(), (1, name, more, timeout)
        try:
            try:
                link.send_command("EVALSHA", SUM_SHA, *given)
                return int(link.read_response())
            except NoScriptError:  # Redis is new, or has forgotten it
                link.send_command("EVAL", SUM, *given)
                return int(link.read_response())
        finally:
            pool.release(link)


class ForgivingRedis(RedisCache):
    """Answers as an empty cache does while Redis is away. Rate limits then let all through."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._class = KeptClient

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return _or(default, super().get, key, default, version)

    def set(self, key: str, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        _or(None, super().set, key, value, timeout, version)

    def add(self, key: str, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        return bool(_or(True, super().add, key, value, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(_or(False, super().delete, key, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        found: dict[Any, Any] = _or({}, super().get_many, keys, version)
        return found

    def count(self, key: str, more: int, timeout: int) -> int:
        """Add to a sum that is forgotten `timeout` seconds after it began; return it.

        One command, there and back once, where `incr` of what may not be there takes up to five.

        Raises:
            RedisError: Redis is away: a sum is nothing to guess.
        """
        name = self.make_and_validate_key(key)
        return cast(KeptClient, self._cache).summed(name, more, timeout)
