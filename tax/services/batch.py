"""A batch that is brought: one at a time of a kind, each row answered, the whole noted once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from django.db import connection

from ledger import services as record
from livecompliance.kernel.actors import Actor
from tax.rules import brought
from tax.rules.brought import Bad

LONGEST_ID = 80
Given = TypeVar("Given", contravariant=True)


class Outcome(NamedTuple):
    """What came of one row: added, changed, same; or why it was not taken."""

    external_id: str
    result: str
    fault: Bad | None = None
    id: UUID | None = None


class Batch(Protocol[Given]):
    """What decides on rows one by one, and writes what is new."""

    def take(self, given: Given) -> Outcome:
        """Decide what one row comes to."""

    def write(self) -> None:
        """Write what is new."""


def turn_take(actor: Actor, what: str) -> None:
    """Wait until no other batch of this kind is under way in the tenant; then it is our turn."""
    with connection.cursor() as cursor:
        name = f"tax_{what}|{actor.tenant_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def rows_take(read: Sequence[Given | Outcome], batch: Batch[Given]) -> list[Outcome]:
    """Let a batch decide on the rows that could be read, and write them."""
    found = [one if isinstance(one, Outcome) else batch.take(one) for one in read]
    batch.write()
    return found


def row_read(
    item: Mapping[str, Any], reads: Callable[[Mapping[str, Any]], Given], named: str
) -> Given | Outcome:
    """Read one row; of one that cannot be, say what it is called and what is wrong."""
    try:
        return reads(item)
    except Bad as fault:
        number = str(brought.fields_of(item).get(named) or "")[:LONGEST_ID]
        return Outcome(number, "faulty", fault)


def counted(found: Iterable[Outcome]) -> dict[str, int]:
    """Return how many rows came to what."""
    counts = dict.fromkeys(("added", "changed", "same", "faulty"), 0)
    for one in found:
        counts[one.result] += 1
    return counts


def batch_note(actor: Actor, action: str, clause: str, found: Iterable[Outcome]) -> None:
    """Note in the record that a batch brought something; nothing new is no entry."""
    counts = counted(found)
    if counts["added"] or counts["changed"]:
        record.entry_append(
            actor=actor,
            action=action,
            subject=("tenant", actor.tenant_id),
            clause=clause,
            data=counts,
        )
