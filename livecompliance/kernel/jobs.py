"""Start background work only after the database has committed, and survive a dead broker."""

import logging
import time
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
BREAK_S = 5.0
_broken_until = 0.0


def nudge(task_name: str, *, queue: str = "live", delay_s: float = 0, **kwargs: Any) -> bool:
    """Queue a Celery task, to begin after `delay_s`; tell whether the broker took it.

    A message is only a nudge: what must be done is a row, and a sweep finds it.
    A broker that fails is left alone for five seconds, so that a dead Redis
    costs a caller one short timeout and not one per request.

    Raises:
        KeyError: no task is registered under `task_name`.
    """
    global _broken_until
    task = current_app.tasks[task_name]
    if time.monotonic() < _broken_until:
        return False
    prefix = settings.CELERY_TASK_DEFAULT_QUEUE.removesuffix("live")
    try:
        task.apply_async(
            kwargs=kwargs, queue=prefix + queue, countdown=delay_s or None, retry=False
        )
    except (OperationalError, OSError) as fault:
        _broken_until = time.monotonic() + BREAK_S
        log.warning("broker unreachable, task left to the sweep: %s %s", task_name, fault)
        return False
    return True


def enqueue_on_commit(
    task_name: str, *, queue: str = "live", delay_s: float = 0, **kwargs: Any
) -> None:
    """Queue a Celery task by name once the current transaction commits.

    Raises:
        KeyError: no task is registered under `task_name`.
    """
    current_app.tasks[task_name]
    call = partial(nudge, task_name, queue=queue, delay_s=delay_s, **kwargs)
    transaction.on_commit(call, robust=True)
