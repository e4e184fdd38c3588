"""The sheet a show is written on: one line a moment, compiled into wire events."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import yaml

WireEvent = dict[str, Any]
Moment = tuple[float, WireEvent]

STEP_S = 10
MS_PER_CHARACTER = 215
FIGURES = ("viewers", "likes", "orders", "amount_fen", "refunds", "followers")
FIELDED = {"goods", "link", "qr", "profile", "cover", "removal", "review", "connect"} | {
    "correction",
    "recording",
    "frame",
}
WORDED = {"title", "screen_text"}

_LINE = re.compile(
    r"(?P<at>\d\d:\d\d)\s+(?P<kind>\S+)\s+(?P<rest>.*?)(?:\s+#(?P<label>[a-z0-9-]+))?"
)


class SheetFault(ValueError):
    """A show's sheet cannot be read; the message names the show and the line."""


@dataclass(frozen=True, slots=True)
class Marketer:
    """Somebody who speaks on air: the host, the assistant or a guest."""

    key: str
    id: str
    name: str
    part: str

    @property
    def speaker(self) -> dict[str, str]:
        role = "guest" if self.part == "guest" else "marketer"
        return {"role": role, "id": self.id, "name": self.name}


@dataclass(slots=True)
class Sheet:
    """A show's sheet while it is being compiled."""

    slug: str
    marketers: Mapping[str, Marketer]
    moments: list[Moment] = field(default_factory=list)
    labels: dict[str, WireEvent] = field(default_factory=dict)
    viewers: dict[str, str] = field(default_factory=dict)

    def viewer(self, name: str) -> dict[str, str]:
        number = self.viewers.setdefault(name, f"v{len(self.viewers) + 1:03d}")
        return {"role": "viewer", "id": number, "name": name}

    def add(self, second: float, event: WireEvent, label: str | None = None) -> None:
        self.moments.append((second, event))
        if label is None:
            return
        if label in self.labels:
            raise SheetFault(f"{self.slug}: label {label} stands twice")
        self.labels[label] = event


def seconds(clock: str) -> int:
    """Return the seconds of `MM:SS`."""
    minutes, _, rest = clock.partition(":")
    return int(minutes) * 60 + int(rest)


def compile_sheet(document: Mapping[str, Any]) -> Sheet:
    """Compile one show's document into moments in order, each with its own id.

    Raises:
        SheetFault: a line, a label or a speaker cannot be understood.
    """
    people = {entry["key"]: Marketer(**entry) for entry in document["marketers"]}
    sheet = Sheet(slug=document["slug"], marketers=people)
    for number, line in enumerate(document["script"].splitlines(), start=1):
        if line.strip():
            _add_line(sheet, line.strip(), number)
    for name, second, words in _filler(document.get("filler"), document["slug"]):
        sheet.add(second, {"type": "comment", "speaker": sheet.viewer(name), "text": words})
    _add_metrics(sheet, document["metrics"], seconds(document["duration"]))
    _finish(sheet)
    return sheet


def _add_line(sheet: Sheet, line: str, number: int) -> None:
    match = _LINE.fullmatch(line)
    if match is None:
        raise SheetFault(f"{sheet.slug}, line {number}: not `MM:SS kind words`: {line}")
    try:
        event = _event(sheet, match["kind"], match["rest"])
    except (KeyError, TypeError, yaml.YAMLError) as fault:
        raise SheetFault(f"{sheet.slug}, line {number}: {fault!r}") from fault
    sheet.add(seconds(match["at"]), event, match["label"])


def _event(sheet: Sheet, kind: str, rest: str) -> WireEvent:
    if kind.startswith("@"):
        return {"type": "comment", "speaker": sheet.viewer(kind[1:]), "text": rest}
    if kind in sheet.marketers:
        return {"type": "speech", "speaker": sheet.marketers[kind].speaker, "text": rest}
    if kind in WORDED:
        return {"type": kind, "text": rest}
    if kind not in FIELDED:
        raise KeyError(kind)
    fields: dict[str, Any] = yaml.safe_load(rest)
    return {"type": kind, **fields}


def _filler(plan: Mapping[str, Any] | None, slug: str) -> Iterator[tuple[str, float, str]]:
    """Yield short chat lines from the show's own pool; the same ones on every run."""
    if plan is None:
        return
    for window in plan["windows"]:
        for second in range(seconds(window["from"]), seconds(window["to"]), window["every"]):
            pick = zlib.crc32(f"{slug}/{second}".encode())
            name = plan["crowd"][pick % len(plan["crowd"])]
            words = plan["lines"][(pick >> 8) % len(plan["lines"])]
            yield name, second + (pick >> 20) % window["every"] * 0.6, words


def _add_metrics(sheet: Sheet, rows: list[str], duration: int) -> None:
    """Draw the curve through the written figures, one event every ten seconds."""
    keys = [(seconds(row.split()[0]), [int(cell) for cell in row.split()[1:]]) for row in rows]
    for second in range(0, duration, STEP_S):
        before = max(key for key in keys if key[0] <= second)
        after = next((key for key in keys if key[0] > second), before)
        share = (second - before[0]) / max(1, after[0] - before[0])
        values = [
            round(low + (high - low) * share) for low, high in zip(before[1], after[1], strict=True)
        ]
        wobble = zlib.crc32(f"{sheet.slug}/viewers/{second}".encode()) % 25 - 12
        values[0] += values[0] * wobble // 1000
        values[3] *= 100
        label = f"metric-{second // 60:02d}:{second % 60:02d}"
        sheet.add(second, {"type": "metric", **dict(zip(FIGURES, values, strict=True))}, label)


def _finish(sheet: Sheet) -> None:
    """Spread what shares a second, give ids, and fill what follows from other lines."""
    sheet.moments.sort(key=lambda moment: moment[0])
    crowd = Counter(second for second, _ in sheet.moments)
    seen: dict[float, int] = defaultdict(int)
    spread: list[Moment] = []
    for second, event in sheet.moments:
        spread.append((round(second + seen[second] * 0.8 / crowd[second], 3), event))
        seen[second] += 1
    spread.sort(key=lambda moment: moment[0])
    for number, (_, event) in enumerate(spread, start=1):
        event["id"] = f"e{number:04d}"
    sheet.moments = spread
    for second, event in spread:
        if finish := _FINISH.get(event["type"]):
            finish(sheet, second, event)


def _finish_speech(sheet: Sheet, second: float, event: WireEvent) -> None:
    """A piece lasts as long as its words take, but not into the next piece."""
    following = (at for at, other in sheet.moments if at > second and other["type"] == "speech")
    room_ms = round((next(following, second + 10) - second) * 1000)
    event["offset_ms"] = round(second * 1000)
    event["duration_ms"] = min(600 + len(event["text"]) * MS_PER_CHARACTER, room_ms)


def _finish_screen_text(_sheet: Sheet, second: float, event: WireEvent) -> None:
    event["offset_ms"] = round(second * 1000)


def _target(sheet: Sheet, event: WireEvent) -> WireEvent:
    """Return the line that an event is about, by the label it names."""
    label = event.pop("of")
    if label not in sheet.labels:
        raise SheetFault(f"{sheet.slug}: a {event['type']} of {label}, which no line carries")
    event["target_id"] = sheet.labels[label]["id"]
    return sheet.labels[label]


def _finish_removal(sheet: Sheet, _second: float, event: WireEvent) -> None:
    event["text"] = _target(sheet, event)["text"]


def _finish_correction(sheet: Sheet, second: float, event: WireEvent) -> None:
    _target(sheet, event)
    event["offset_ms"] = round(second * 1000)


def _finish_recording(_sheet: Sheet, _second: float, event: WireEvent) -> None:
    event["sha256"] = sha256(event["uri"].encode()).hexdigest()


_FINISH: dict[str, Callable[[Sheet, float, WireEvent], None]] = {
    "speech": _finish_speech,
    "screen_text": _finish_screen_text,
    "removal": _finish_removal,
    "correction": _finish_correction,
    "recording": _finish_recording,
}
