"""Start background work only after the database has committed, and survive a dead broker."""

import logging
import time
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from livecompliance.kernel.breaker import Breaker

log = logging.getLogger(__name__)
_breaker = Breaker()


def nudge(task_name: str, *, queue: str = "live", delay_s: float = 0, **kwargs: Any) -> bool:
    """Queue a Celery task, to begin after `delay_s`; tell whether the broker took it.

    A message is only a nudge: what must be done is a row, and a sweep finds it.
    A broker that fails is left alone for a moment, so that a dead Redis
    does not cost every caller a timeout.

    Raises:
        KeyError: no task is registered under `task_name`.
    """
    task = current_app.tasks[task_name]
    if _breaker.is_open():
        return False
    began = time.monotonic()
    prefix = settings.CELERY_TASK_DEFAULT_QUEUE.removesuffix("live")
    try:
        task.apply_async(
            kwargs=kwargs, queue=prefix + queue, countdown=delay_s or None, retry=False
        )
    except (OperationalError, OSError) as fault:
        _breaker.broke(began)
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
