"""Bind an actor to the running code and, through it, to the database's row-level security."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from livecompliance.kernel.actors import Actor

_bound: ContextVar[Actor | None] = ContextVar("bound_actor", default=None)

SET = "SELECT set_config('app.tenant', %s, true), set_config('app.tenants', %s, true)"
SET_LOOKING = f"{SET}, set_config('app.person', %s, true)"
LOOKING = "regulator"  # the alias of the role through which authorities look


class WrongActor(RuntimeError):
    """A selector was given an actor other than the one bound: a bug, never a refusal."""


def bound() -> Actor | None:
    """Return the actor bound to the running code, if any."""
    return _bound.get()


def settings_of(actor: Actor | None) -> tuple[str, str]:
    """Return the two session variables that the row-level policies read."""
    if actor is None or not actor.tenant_ids:
        return "", ""
    every = ",".join(sorted(str(tenant) for tenant in actor.tenant_ids))
    return (every if len(actor.tenant_ids) == 1 else ""), every


def words_of(alias: str, actor: Actor | None) -> tuple[str, tuple[str, ...]]:
    """Return what tells the database behind `alias` who acts; of who looks, the person too."""
    held = settings_of(actor)
    if alias != LOOKING:
        return SET, held
    who = str(actor.user_id) if actor is not None and actor.user_id is not None else ""
    return SET_LOOKING, (*held, who)


def require(actor: Actor) -> Actor:
    """Return `actor`; refuse one that is not bound.

    Raises:
        WrongActor: another actor, or none, is bound.
    """
    current = _bound.get()
    if current is None or current.tenant_ids != actor.tenant_ids:
        raise WrongActor("this actor is not the one bound by acting()")
    return actor


def _is_aborted(connection: BaseDatabaseWrapper) -> bool:
    return bool(connection.connection.get_transaction_status() == TRANSACTION_STATUS_INERROR)


def _apply(actor: Actor | None) -> None:
    for connection in connections.all(initialized_only=True):
        if connection.settings_dict.get("TENANCY") and connection.in_atomic_block:
            if connection.needs_rollback or _is_aborted(connection):
                continue  # the rollback that must come restores the setting too
            with connection.cursor() as cursor:
                cursor.execute(*words_of(connection.alias, actor))


@contextmanager
def acting(actor: Actor | None) -> Iterator[Actor | None]:
    """Run a block as `actor`, inside or outside a transaction, and restore what was.

    The database engine repeats the binding at the start of every outermost
    transaction; a transaction already open is told at once.
    """
    before = _bound.get()
    token = _bound.set(actor)
    try:
        if before != actor:
            _apply(actor)
        yield actor
    finally:
        _bound.reset(token)
        if before != actor:
            _apply(before)
