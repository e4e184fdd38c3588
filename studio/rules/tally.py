"""What a trial of a rule counts, segment by segment, and how the parts add up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from moderation.engine import Result
from moderation.engine.types import Shadow

MOST_SAMPLES = 24  # of each kind, in each part
KINDS = ("new", "gained", "lost", "caught", "missed", "dismissed")
NUMBERS = (
    "sessions", "events", "skipped", "caught", "new", "gained", "lost", "same", "errors",
    "confirmed", "dismissed", "missed",
)  # fmt: skip
Place = tuple[int, int]


class Judged(NamedTuple):
    """What people made of findings of a session: by event, of the rule's family or of any."""

    confirmed: frozenset[str]
    dismissed: frozenset[str]
    of_family: frozenset[str]


class Names(NamedTuple):
    """What the engine calls the version that is tried, and the one that is live."""

    tried: str
    live: str


class Tally:
    """The figures of one part of the sessions.

    `caught` are the events that the version would have caught, `new` those of them that nothing
    caught until now; `gained`, `lost` and `same` compare with the live version. Of the events
    whose findings people judged, `confirmed` and `dismissed` are caught, `missed` were confirmed
    for the rule's family and are not caught. Of each kind but `confirmed` some places are kept.
    """

    def __init__(self, names: Names, kept: Mapping[str, Any] | None = None) -> None:
        given = kept or {}
        self.names = names
        self.numbers = Counter({name: int(given.get(name, 0)) for name in NUMBERS})
        self.measures = Counter(given.get("measures", {}))
        self.samples: dict[str, list[list[Any]]] = {
            kind: [*given.get("samples", {}).get(kind, [])] for kind in KINDS
        }

    def kept(self) -> dict[str, Any]:
        """Return the figures as they are stored."""
        return dict(self.numbers) | {"measures": dict(self.measures), "samples": self.samples}

    def add(
        self,
        session: str,
        places: Sequence[Place],
        results: Sequence[Result],
        shadows: Iterable[Shadow],
        judged: Judged,
    ) -> None:
        """Count some events in order."""
        self.numbers["events"] += len(results)
        tried: dict[str | int, Shadow] = {}
        live: set[str | int] = set()
        for one in shadows:
            if one.rule == self.names.tried:
                tried[one.event_id] = one
            elif one.rule == self.names.live and not one.error:
                live.add(one.event_id)
        if name := self.names.live:
            live |= {
                r.id for r in results if r.labels and any(one.rule == name for one in r.labels)
            }
        wanted = judged.of_family
        seen = tried.keys() | live
        if not seen and not wanted:
            return
        for at, result in enumerate(results):
            if result.id in seen or (wanted and str(result.id) in wanted):
                place, hit, was = [session, *places[at]], tried.get(result.id), result.id in live
                self._one(str(result.id), place, hit, was, result.suggestion == "pass", judged)

    def _one(
        self, key: str, at: list[Any], hit: Shadow | None, was: bool, passed: bool, judged: Judged
    ) -> None:
        if hit is not None and hit.error:
            self.numbers["errors"] += 1
            hit = None
        if hit is not None:
            self._caught(key, at, hit, was, judged)
            if passed:
                self._note("new", at)
            return
        if was:
            self._note("lost", at)
        if key in judged.of_family & judged.confirmed:
            self._note("missed", at)

    def _caught(self, key: str, at: list[Any], hit: Shadow, was: bool, judged: Judged) -> None:
        self._note("caught", at)
        if hit.measure:
            self.measures[hit.measure] += 1
        if was:
            self.numbers["same"] += 1
        elif self.names.live:
            self._note("gained", at)
        self.numbers["confirmed"] += key in judged.confirmed
        if key in judged.dismissed:
            self._note("dismissed", at)

    def _note(self, kind: str, at: list[Any]) -> None:
        self.numbers[kind] += 1
        if len(self.samples[kind]) < MOST_SAMPLES:
            self.samples[kind].append(at)


def total(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the sum of parts; samples take turns."""
    listed = list(parts)
    whole: dict[str, Any] = {name: sum(part.get(name, 0) for part in listed) for name in NUMBERS}
    measures: Counter[str] = Counter()
    for part in listed:
        measures.update(part.get("measures", {}))
    whole["measures"] = dict(measures)
    whole["samples"] = {
        kind: [one for part in listed for one in part.get("samples", {}).get(kind, [])]
        for kind in KINDS
    }
    return whole


def precision(figures: Mapping[str, Any]) -> float | None:
    """Return which share of what people judged and the rule catches they confirmed."""
    judged = figures.get("confirmed", 0) + figures.get("dismissed", 0)
    return figures["confirmed"] / judged if judged else None
