"""The demo's invented shows as data, and the timeline that replays them in a loop."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from livecompliance.demo.sheet import (
    Marketer,
    Moment,
    SheetFault,
    WireEvent,
    compile_sheet,
    seconds,
)

SHOWS = Path(__file__).parent / "shows"
CUMULATIVE = ("likes", "orders", "amount_fen", "refunds", "followers")


@dataclass(frozen=True, slots=True)
class Tenant:
    """One of the demo's two invented platforms; links to its own `hosts` stay on it."""

    slug: str
    name: str
    kind: Literal["platform", "agency"]
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """A violation that was written on purpose, and what should be found.

    `via` says how: by its `words` (`quote` is the telling part), by a `rule` over counters or the
    shape of the event, or by comparing with a `record` outside the stream.
    """

    label: str
    event_id: str
    family: str
    clause: str
    evasion: str
    via: Literal["words", "rule", "record"] = "words"
    quote: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Negative:
    """An innocent line that a careless engine would flag as `tempts`."""

    label: str
    event_id: str
    tempts: str
    why: str


@dataclass(frozen=True, slots=True)
class Show:
    """One invented live show: who, what, and every event with its second."""

    slug: str
    tenant_slug: str
    room_title: str
    operator: str
    form: Literal["video", "audio", "graphic", "mixed"]
    marketers: tuple[Marketer, ...]
    category: str
    tier: Literal["key", "second", "first"]
    duration_s: int
    events: tuple[Moment, ...]
    expected: tuple[Expected, ...]
    negatives: tuple[Negative, ...]


TENANTS = (
    Tenant("xingxuan", "星选直播", "platform", ("xingxuan.example",)),
    Tenant("yunji", "云集市", "platform", ("yunji.example",)),
)


def tenants() -> list[Tenant]:
    return list(TENANTS)


def shows() -> list[Show]:
    """Return every show; the twenty-minute sale comes first.

    Raises:
        SheetFault: a show's file cannot be understood.
    """
    return list(_shows())


@cache
def _shows() -> tuple[Show, ...]:
    found = [_load(path) for path in sorted(SHOWS.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda show: (-show.duration_s, show.tenant_slug, show.slug)))


def _load(path: Path) -> Show:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    sheet = compile_sheet(document)
    notes = document.get("expected", {}) | document.get("negatives", {})
    if unknown := sorted(set(notes) - set(sheet.labels)):
        raise SheetFault(f"{sheet.slug}: notes on labels that no line carries: {unknown}")
    ids = {label: str(event["id"]) for label, event in sheet.labels.items()}
    return Show(
        slug=sheet.slug,
        tenant_slug=document["tenant"],
        room_title=document["title"],
        operator=document["operator"],
        form=document["form"],
        marketers=tuple(sheet.marketers.values()),
        category=document["category"],
        tier=document["tier"],
        duration_s=seconds(document["duration"]),
        events=tuple(sheet.moments),
        expected=tuple(
            Expected(label, ids[label], **note)
            for label, note in document.get("expected", {}).items()
        ),
        negatives=tuple(
            Negative(label, ids[label], **note)
            for label, note in document.get("negatives", {}).items()
        ),
    )


def timeline(show: Show, start: datetime, loop: int, speed: float = 1.0) -> Iterator[Moment]:
    """Yield one pass of the show as (seconds due after `start`, event).

    Ids carry the start and the loop, so neither a second pass nor a second run repeats one.
    Counters go on from where the pass before left them.

    Args:
        start: when the first pass began; the root of `at`.
        loop: 0 for the first pass.
        speed: 2.0 plays twice as fast.
    """
    run = f"{show.slug}-{round(start.timestamp() * 1000):x}-{loop}"
    gains = _gains(show)
    for offset_s, event in show.events:
        due_s = (loop * show.duration_s + offset_s) / speed
        moved = _moved(event, run, start, due_s, speed)
        for name in CUMULATIVE:
            if name in moved:
                moved[name] += loop * gains[name]
        yield due_s, moved


def looped(
    show: Show, start: datetime, speed: float = 1.0, skip_s: float = 0.0
) -> Iterator[Moment]:
    """Yield the show again and again, without end; begin `skip_s` into the first pass."""
    skipped_s = skip_s / speed
    loop = 0
    while True:
        for due_s, event in timeline(show, start - timedelta(seconds=skipped_s), loop, speed):
            if due_s >= skipped_s:
                yield due_s - skipped_s, event
        loop += 1


def _gains(show: Show) -> dict[str, int]:
    figures = [event for _, event in show.events if event["type"] == "metric"]
    return {name: figures[-1][name] - figures[0][name] for name in CUMULATIVE}


def _moved(event: WireEvent, run: str, start: datetime, due_s: float, speed: float) -> WireEvent:
    """Return a copy of `event` at its place in this run."""
    at = start + timedelta(seconds=due_s)
    moved = {**event, "id": f"{run}-{event['id']}", "at": at.isoformat()}
    if "target_id" in moved:
        moved["target_id"] = f"{run}-{event['target_id']}"
    if "offset_ms" in moved:
        moved["offset_ms"] = round(due_s * 1000)
    if "duration_ms" in moved:
        moved["duration_ms"] = round(event["duration_ms"] / speed)
    if event["type"] == "recording":
        from_s, to_s = moved.pop("from_s"), moved.pop("to_s")
        began = at - timedelta(seconds=(to_s - from_s) / speed)
        moved |= {"from": began.isoformat(), "to": at.isoformat()}
    return moved
