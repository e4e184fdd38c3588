"""A Redis cache whose loss costs speed and nothing else."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _or(fallback: Any, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return call(*args, **kwargs)
    except (RedisError, OSError) as fault:
        log.warning("cache unreachable: %s", type(fault).__name__)
        return fallback


class ForgivingRedis(RedisCache):
    """Answers as an empty cache does while Redis is away. Rate limits then let all through."""

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

        One way there and back, where `incr` of what may not be there takes up to five.

        Raises:
            RedisError: Redis is away: a sum is nothing to guess.
        """
        name = self.make_and_validate_key(key)
        with self._cache.get_client(name, write=True).pipeline(transaction=False) as together:
            together.set(name, 0, ex=timeout, nx=True)
            together.incrby(name, more)
            return int(together.execute()[-1])
