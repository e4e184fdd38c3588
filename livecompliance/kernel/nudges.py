"""Nudge a task about one thing, at most once until a worker takes the nudge up."""

import logging
import time
from functools import cache
from typing import Any

import redis
from celery.signals import task_prerun
from django.conf import settings

from livecompliance.kernel import jobs
from livecompliance.kernel.breaker import Breaker

log = logging.getLogger(__name__)
PENDING_MS = 1_000  # a nudge that nobody takes up blocks the next for no longer than this
_breaker = Breaker()


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, **settings.REDIS_OPTIONS)


def _key(task_name: str, kwargs: dict[str, Any]) -> str:
    said = "|".join(f"{name}={kwargs[name]}" for name in sorted(kwargs))
    return f"{settings.CACHES['default']['KEY_PREFIX']}:nudge:{task_name}|{said}"


def nudge_once(task_name: str, *, queue: str = "live", delay_s: float = 0, **kwargs: Any) -> bool:
    """Queue a task unless the same one is queued and not begun; tell whether it was queued now.

    Nothing is missed by leaving a nudge out: the mark goes away before the task that was
    queued first begins to look, so it sees whatever was committed before this call. What comes
    often and is not urgent waits `delay_s`, so that one task looks at all that came meanwhile.
    """
    if not _mark(_key(task_name, kwargs), int(delay_s * 1_000) + PENDING_MS):
        return False
    return jobs.nudge(task_name, queue=queue, delay_s=delay_s, **kwargs)


def _mark(key: str, for_ms: int) -> bool:
    if _breaker.is_open():
        return False
    began = time.monotonic()
    try:
        return bool(_client().set(key, 1, nx=True, px=for_ms))
    except redis.RedisError as fault:
        _breaker.broke(began)
        log.warning("redis unreachable, nudges left to the sweep: %s", type(fault).__name__)
        return False


def taken_up(task: Any = None, kwargs: dict[str, Any] | None = None, **_: Any) -> None:
    """Take the mark away: whatever happens from now on wants a nudge of its own."""
    if task is None or not kwargs:
        return
    try:
        _client().delete(_key(task.name, kwargs))
    except redis.RedisError as fault:
        log.warning("redis unreachable, the mark of a nudge stays: %s", type(fault).__name__)


task_prerun.connect(taken_up, weak=False, dispatch_uid="nudge-taken-up")
