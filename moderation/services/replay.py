"""The engine over what was recorded, with any packs: what the studio tries rules with."""

from collections.abc import Sequence
from typing import NamedTuple

from accounts import selectors as accounts
from livecompliance.kernel.actors import Actor
from moderation.engine import Engine, Result
from moderation.engine import RoomState as Memory
from moderation.engine.garbage import uncollected
from moderation.engine.judgement import How
from moderation.engine.record import NOBODY, Record
from moderation.engine.source import PackSource
from moderation.engine.store import Part
from moderation.engine.types import Shadow
from moderation.services import ruleset
from moderation.services.batch import judge, read
from rooms import wire
from rooms.selectors import Recorded


class Replayed(NamedTuple):
    """Some segments, judged: the events, where each stands, what was thought and not done."""

    events: list[wire.Event]
    places: list[tuple[int, int]]
    results: list[Result]
    shadows: list[Shadow]
    state: bytes


def engine_with(actor: Actor, packs: Sequence[PackSource], parts: Sequence[Part] = ()) -> Engine:
    """Return the engine of the actor's tenant with other packs than the studio's in force.

    Raises:
        PackError: the packs cannot be used.
    """
    policy = accounts.tenant_get(actor).policy
    store = ruleset.store()
    own, hosts = ruleset.own_part(policy)
    standing = [ruleset.tenant_pack(own), *ruleset.packs_untried(actor)]
    return store.overlaid([*standing, *packs], hosts, parts)


def segments_replay(
    engine: Engine,
    segments: list[Recorded],
    state: bytes = b"",
    session: str = "",
    record: Record = NOBODY,
) -> Replayed:
    """Judge recorded segments from a state on. Nothing is written and nobody is told."""
    with uncollected():
        batch = read(segments)
        memory = judge(engine, batch, state, session, How(record))
    memory.take_proposals()
    shadows = memory.take_shadows()
    return Replayed(batch.events, batch.places, batch.results, shadows, memory.to_bytes())


def lines_try(
    engine: Engine, events: Sequence[wire.Event], record: Record = NOBODY
) -> tuple[list[Result], Memory]:
    """Judge lines as one room's session; return what was thought, and the room's memory."""
    memory = Memory(session="")
    return engine.inspect(events, memory, How(record, is_explained=True)), memory
