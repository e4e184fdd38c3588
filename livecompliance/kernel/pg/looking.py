"""An authority looks: everything that runs meanwhile runs as a role that can only read."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor

REGULATOR = "regulator"


class AlreadyWorking(RuntimeError):
    """Somebody would look while a transaction of the app is open: a bug, never a refusal."""


@contextmanager
def looking(actor: Actor) -> Iterator[Actor]:
    """Run a block as `actor`, in one read-only transaction of the regulators' role.

    The default connection is that role's until the block ends. So every query goes through it, of
    models, of managers and of SQL written by hand, and whoever would write there by mistake is
    refused by PostgreSQL (ADR 20). What has to be written about a look is written before it.

    Raises:
        AlreadyWorking: inside a transaction of the app, whose writes would be missed.
    """
    own = connections[DEFAULT_DB_ALIAS]
    if own.in_atomic_block and not all(
        getattr(one, "_from_testcase", False) for one in own.atomic_blocks
    ):
        raise AlreadyWorking("nobody looks inside a transaction of the app")
    connections[DEFAULT_DB_ALIAS] = connections[REGULATOR]
    try:
        with tenancy.acting(actor), transaction.atomic():
            yield actor
    finally:
        connections[DEFAULT_DB_ALIAS] = own
