"""Is this process alive, and is it fit to serve?"""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError

from livecompliance.kernel import crypto
from livecompliance.kernel.pg.checks import role_faults


@transaction.non_atomic_requests
def alive(request: HttpRequest) -> HttpResponse:
    """Answer without touching anything."""
    return HttpResponse("ok\n", content_type="text/plain")


def _database() -> str:
    return ", ".join(role_faults("default"))


def _migrations() -> str:
    executor = MigrationExecutor(connections["default"])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations are not applied" if waiting else ""


def _redis() -> str:
    cache.get("readyz")
    return ""


def _keys() -> str:
    crypto.keyring()
    return ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "redis": _redis,
    "keys": _keys,
}


@transaction.non_atomic_requests
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything this process needs is there; 503 and the reasons otherwise."""
    faults: dict[str, str] = {}
    for name, check in CHECKS.items():
        try:
            fault = check()
        except (DatabaseError, RedisError, OSError, crypto.KeyLost) as error:
            fault = str(error).splitlines()[0] if settings.DEBUG else type(error).__name__
        if fault:
            faults[name] = fault
    return JsonResponse({"ready": not faults, "faults": faults}, status=503 if faults else 200)
