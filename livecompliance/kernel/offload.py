"""Database work of an event loop: in threads of its own, as an actor, in a transaction."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.db import transaction

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting

P = ParamSpec("P")
T = TypeVar("T")
# Few: each holds a connection, and they share one interpreter.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="database")


async def in_database(
    actor: Actor | None, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Return what `call` returns when run as `actor`, in one transaction, off the event loop."""

    def run() -> T:
        with acting(actor), transaction.atomic():
            return call(*args, **kwargs)

    return await database_sync_to_async(run, thread_sensitive=False, executor=_threads)()
