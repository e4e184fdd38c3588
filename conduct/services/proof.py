"""Since when the platform knew of somebody: by its lists, by a bar, by what apps above decided."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from conduct import selectors
from conduct.models import Target
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties import services as parties
from parties.models import Bar


class Proof(NamedTuple):
    """Why somebody counts as barred: by whom and since when that is known, under which number."""

    known_by: str
    known_on: date
    known_ref: str
    target_id: UUID | None = None


Source = Callable[[Actor, Collection[UUID]], Mapping[UUID, Proof]]
_sources: list[Source] = []
KNOWN = {
    Bar.Ground.AUTHORITY: Target.Known.NOTICE,
    Bar.Ground.LIST: Target.Known.PUBLIC_LIST,
}


def outcasts_register(source: Source) -> None:
    """Let an app above say which parties are barred or sanctioned, and since when that is known."""
    _sources.append(source)


def proofs_of_parties(actor: Actor, party_ids: Collection[UUID]) -> dict[UUID, Proof]:
    """Return the proofs against parties: bars that stand, then what apps above know."""
    if not party_ids:
        return {}
    found: dict[UUID, Proof] = {}
    for source in _sources:
        found |= source(actor, party_ids)
    for party_id in party_ids:
        bar = parties.bars_on(actor, [party_id]).order_by("since").first()
        if bar is not None:
            known_by = KNOWN.get(Bar.Ground(bar.ground), Target.Known.DECISION)
            ref = f"{bar.source} {bar.source_ref}"[:200]
            found[party_id] = Proof(known_by, clock.to_date(bar.since), ref)
    return found


def proofs_of_names(actor: Actor, at: datetime, names: Iterable[str]) -> dict[str, Proof]:
    """Return the proofs against names, numbers and rooms that stood on the blocklist at an instant.

    Law: M-18-5
    """
    digests = {
        selectors.digest_of(actor.tenant_id, kind, name): name
        for name in names
        if name
        for kind in ("account", "room", "name")
    }
    return {
        digests[row.value_digest]: proof_of(row)
        for row in selectors.targets_at(actor, at, list(digests))
    }


def proof_of(row: Target) -> Proof:
    return Proof(row.known_by, row.known_on, row.known_ref, row.pk)
