"""What it costs to count what lists do: `python -m tools.bench._packs_apart`, prints JSON.

The same engine judges the same lines twice in turns: once noting what its lists did
(`resolve_apart`), once as if they were nobody's (`resolve`). Ordinary lines hit one time in twenty;
in crowded ones every line has a term, half of them inside an allowed phrase. Then what a session
carries with it whose lists did very many things.
"""

import json
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from moderation.engine import Engine, RoomState
from moderation.engine.engine import PACKS
from moderation.engine.lexicon import from_packs
from moderation.engine.loader import load
from moderation.engine.resolve import Apart
from moderation.engine.source import FamilySource, PackSource
from moderation.engine.state import MAX_TALLIES
from rooms import wire
from tools.bench._packs import HAN, made_up

TERMS, ALLOWED, LINES, BATCH, ROUNDS, SEED = 5_000, 1_000, 4_000, 200, 15, 11
DAYS = 2  # of a broadcast that lasts over midnight
NOBODYS = Apart(frozenset(), frozenset())


@dataclass
class Lists:
    """A tenant's terms and the phrases around some of them, with the engine that has them."""

    terms: list[str]
    phrases: list[str]
    engine: Engine


def lists() -> Lists:
    """Compile a tenant's two lists beside the packs of the product."""
    terms = [term for term in made_up(TERMS * 3) if len(term) > 2][:TERMS]
    chance = random.Random(SEED)
    phrases = [f"{chance.choice(HAN)}{term}{chance.choice(HAN)}" for term in terms[:ALLOWED]]
    base = from_packs(load(PACKS))
    forbid = FamilySource(code="F-TENANT", terms=list(terms))
    allow = FamilySource(code="F-ALLOW", allow=list(phrases))
    words = from_packs([PackSource(pack="W-own", families=[forbid], variants=False)])
    excuse = from_packs([PackSource(pack="A-own", families=[allow], variants=False)])
    return Lists(terms, phrases, Engine(base, more=[words, excuse]))


def lines(held: Lists, share: float) -> list[wire.Comment]:
    """Return lines of eighteen characters, a share of them with a term or an allowed phrase."""
    chance = random.Random(SEED)
    made = []
    for place in range(LINES):
        text = "".join(chance.choices(HAN, k=18))
        if chance.random() < share:
            text = f"{text[:9]}{chance.choice(held.terms + held.phrases * 5)}{text[9:]}"
        made.append(wire.Comment(id=place, text=text, at=place * 50))
    return made


def judged(engine: Engine, events: list[wire.Comment]) -> Callable[[], float]:
    """Return what judges all lines once and says how many seconds of the processor that took."""

    def run() -> float:
        room, began = RoomState(), time.process_time()
        for start in range(0, LINES, BATCH):
            engine.inspect(events[start : start + BATCH], room)
            room.take_shadows()
        return time.process_time() - began

    return run


def compared(held: Lists, share: float) -> tuple[float, float]:
    """Return microseconds a line without and with the noting, in turns."""
    events = lines(held, share)
    run, own = judged(held.engine, events), held.engine.apart
    took: dict[bool, list[float]] = {True: [], False: []}
    for place in range(2 * ROUNDS + 2):
        is_noted = bool(place % 2)
        held.engine.apart = own if is_noted else NOBODYS
        seconds = run()
        if place > 1:  # the first of each warms up
            took[is_noted].append(seconds)
    held.engine.apart = own
    plain, noted = (min(took[each]) / LINES * 1e6 for each in (False, True))  # the least disturbed
    return plain, noted


def carried(number: int) -> tuple[float, float]:
    """Return how large a session's memory is with so many terms counted, and what it costs.

    The cost, in milliseconds, is what a batch pays to read and write it.
    """
    room = RoomState()
    for place in range(number):
        name = f"A-018f3c5a2b7c7d0e@12|F-ALLOW/词语{place:05d}"
        room.tallies[name] = dict.fromkeys(range(DAYS), 3)
    data = room.to_bytes()
    times = []
    for _ in range(20):
        began = time.perf_counter()
        RoomState.from_bytes(data).to_bytes()
        times.append(time.perf_counter() - began)
    return len(data) / 1024, statistics.median(times) * 1e3


def main() -> dict[str, float]:
    """Measure lists that stand, and what a session carries."""
    told: dict[str, float] = {}
    held = lists()
    for name, share in (("ordinary", 0.05), ("crowded", 1.0)):
        told[f"{name}_us"], told[f"{name}_noted_us"] = compared(held, share)
    for size in (0, MAX_TALLIES, 10 * MAX_TALLIES):
        told[f"state_kib_{size}"], told[f"state_ms_{size}"] = carried(size)
    return told


if __name__ == "__main__":
    print(json.dumps(main()))
