"""What follows from an act is done after it: events are kept with the act and told from there.

A streamer waits for his warning, not for the letter that repeats it or the queue that shows the
finding to an officer. Those events are rows of the act's own transaction; whoever committed it
tells them next, and the sweep tells what a worker that died left. A listener's work and the row's
end commit together: each event has its effects once.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection, transaction

from ledger.models import Sequel
from livecompliance.kernel import clock, events, tenancy
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.pg import hot

log = logging.getLogger(__name__)
DUE = hot.Reading(
    """SELECT {s} FROM ledger_sequel s WHERE s.tenant_id = %s AND s.available_at <= %s
       ORDER BY s.id LIMIT %s FOR UPDATE SKIP LOCKED""",
    s=Sequel,
)
DONE = "DELETE FROM ledger_sequel WHERE id = ANY(%s::uuid[])"
WAITS = tuple(timedelta(seconds=each) for each in (2, 10, 60, 600))  # after so many failures


def events_defer(*, actor: Actor, told: Sequence[object], after_s: float = 0) -> None:
    """Keep events in the running transaction, to be told after it.

    They are told as the product's own doing, whoever caused them.

    Args:
        after_s: tell them so many seconds later, and not as soon as somebody may.

    Raises:
        transaction.TransactionManagementError: no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("what follows needs the act's transaction")
    now, tenant_id = clock.now(), tenancy.require(actor).tenant_id
    rows = [
        Sequel(
            tenant_id=tenant_id,
            name=events.name_of(type(one)),
            body=_body(one),
            created_at=now,
            available_at=now + timedelta(seconds=after_s),
        )
        for one in told
    ]
    if rows:
        hot.insert(*rows)


def _body(event: object) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(event)
    del found["actor"]
    return found


def sequels_tell(*, actor: Actor, most: int = 20) -> int:
    """Tell the listeners what waits in one tenant, oldest first; return how many events that was.

    An event whose listeners fail holds up no other: it is tried again, later and later. Safe to
    run twice and at the same time.
    """
    product = system_actor(tenancy.require(actor).tenant_id)
    try:
        with transaction.atomic():
            return _tell_all(product, most)
    except Exception as fault:  # noqa: BLE001  (which of them it was, and that, is seen one by one)
        log.warning("what follows is told one by one: %s", type(fault).__name__)
        with transaction.atomic():
            return _tell_each(product, most)


def _due(product: Actor, most: int) -> list[Sequel]:
    return [row[0] for row in DUE.all([product.tenant_id, clock.now(), most])]


def _end(rows: Sequence[Sequel]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(DONE, [[row.pk for row in rows]])


def _tell_all(product: Actor, most: int) -> int:
    rows = _due(product, most)
    for row in rows:
        events.publish(_event(product, row))
    _end(rows)
    return len(rows)


def _tell_each(product: Actor, most: int) -> int:
    rows = _due(product, most)
    _end([row for row in rows if _tell(product, row)])
    return len(rows)


def _tell(product: Actor, row: Sequel) -> bool:
    """Tell one event; return whether its listeners are done with it."""
    try:
        with transaction.atomic():
            events.publish(_event(product, row))
    except Exception as fault:
        name = type(fault).__name__
        log.exception("%s %s is told again: %s", row.name, row.pk, name)
        row.attempts, row.last_error = row.attempts + 1, name[:80]
        row.available_at = clock.now() + WAITS[min(row.attempts, len(WAITS)) - 1]
        hot.update(row, "attempts", "available_at", "last_error")
        return False
    return True


def _event(product: Actor, row: Sequel) -> object:
    given = row.body | {"actor": msgspec.to_builtins(product)}
    return msgspec.convert(given, events.kind_named(row.name), strict=False)


def tenants_with_sequels(at: datetime, most: int = 500) -> list[Any]:
    """Return the tenants, whoever they are, with an event that may be told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM sequels_due(%s, %s)", [at, most])
        return [row[0] for row in cursor.fetchall()]
