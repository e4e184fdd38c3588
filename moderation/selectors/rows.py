"""The rows of a room's timeline: an event with what was found in it, folded metrics, a measure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from moderation import rules
from moderation.models import Dismissal, Finding, Measure
from moderation.selectors import labels
from moderation.selectors.family import family_also, family_name, tongue
from moderation.selectors.show import Cited, Part, cited, marked, masked
from rooms import selectors as rooms
from rooms import wire

MINUTE_S = 60
KINDS: dict[str, tuple[type[wire.Event], ...]] = {
    "speech": (wire.Speech, wire.Correction),
    "comment": (wire.Comment, wire.Review),
    "screen": (wire.ScreenText, wire.Title, wire.Cover, wire.Profile),
    "goods": (wire.Goods,),
    "link": (wire.Link, wire.Qr),
    "removal": (wire.Removal,),
}


class Judged(NamedTuple):
    """A finding, the word of an officer that it is none, and when it was set right on air."""

    finding: Finding
    dismissal: Dismissal | None = None
    corrected_at: datetime | None = None


class Basis(NamedTuple):
    """One hit that a finding rests on: its rule or term, pack with version, lane, weight.

    Of a rule, what each part of its condition came to.
    """

    rule: str
    pack: str
    lane: str
    weight: float
    values: list[tuple[str, str]]


class Found(NamedTuple):
    """One finding, as the timeline explains it."""

    id: UUID
    family: str
    clause: Cited
    rule: str
    version: str
    points: int
    severity: str
    dismissal: Dismissal | None
    why_not: str
    score: float = 0.0
    whole: str = ""
    bases: list[Basis] = []
    also: tuple[Cited, ...] = ()
    corrected_at: datetime | None = None


class Field(NamedTuple):
    """One field of an event that a person can read, cut at the hits."""

    name: str
    parts: list[Part]


@dataclass(frozen=True)
class Row:
    """One row of the timeline."""

    key: str
    at: datetime
    kind: str
    seq: int = 0
    event: wire.Event | None = None
    role: str = ""
    fields: list[Field] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    folded: int = 1
    measure: Measure | None = None
    is_again: bool = False
    verdict: str = ""  # of a correction: what it came to beside what was found

    @property
    def tone(self) -> str:
        """Say how loudly the row speaks; "past" when all that was found was dismissed."""
        if self.measure is not None:
            late = self.measure.escalated_at or self.measure.execution_alarm_at
            return "act" if late else ""
        if not self.found:
            return ""
        standing = [one for one in self.found if one.dismissal is None]
        if not standing:
            return "past"
        return "act" if any(one.severity == "high" for one in standing) else "watch"

    @property
    def speaker(self) -> str:
        """Return the name of who spoke, masked, when the platform gave one."""
        speaker = self.event.speaker if self.event is not None else None
        return masked(speaker.name) if isinstance(speaker, wire.Speaker) else ""

    @property
    def label(self) -> str:
        """Return what kind of row this is, or who spoke where that is unusual."""
        if self.kind == "speech" and self.role in labels.GUESTS:
            return str(labels.GUESTS[self.role])
        return str(labels.KINDS.get(self.kind, self.kind))

    @property
    def note(self) -> str:
        return labels.note_of(self.event)

    @property
    def after(self) -> str:
        return labels.after_of(self.event)

    @property
    def headline(self) -> str:
        """Return a measure's headline in the language of the page."""
        if self.measure is None:
            return ""
        return rules.title_of(self.measure.kind, self.measure.level)[tongue()]

    @property
    def reason(self) -> str:
        """Return a measure's reason in the language of the page."""
        if self.measure is None:
            return ""
        english = self.measure.reason_en if tongue() == "en" else ""
        return english or self.measure.reason_zh

    @property
    def correction_clause(self) -> Cited:
        return cited("O117-correction")

    @property
    def clause(self) -> Cited:
        return cited(self.measure.clause if self.measure is not None else "")


By = dict[tuple[int, int], list[Judged]]


def event_row(one: rooms.Said, found: By, kind: str, verdict: str = "") -> Row | None:
    """Return an event's row; None when it does not belong under the tab `kind`.

    Args:
        verdict: of a correction, what it came to.
    """
    event = one.event
    mine = found.get((one.seq, one.position), [])
    if kind == "finding" and not mine:
        return None
    if kind in KINDS and not isinstance(event, KINDS[kind]):
        return None
    received = int(one.received_at.timestamp() * 1000)
    return Row(
        key=f"e{one.seq}-{one.position}",
        at=rules.instant_of(rules.moment_of(event.at, received)),
        kind=str(event.__struct_config__.tag),
        seq=one.seq,
        event=event,
        role=wire.role_of(event),
        fields=_fields(event, [one.finding for one in _standing(mine) or mine]),
        found=[_explained(one) for one in _strongest(mine)],
        verdict=verdict,
    )


def altered_row(seq: int, at: datetime) -> Row:
    """Return the row of a segment that is not what was recorded."""
    return Row(key=f"a{seq}", at=at, kind="altered", seq=seq)


def measure_row(one: Measure) -> Row:
    """Return a measure's row."""
    return Row(key=f"m{one.pk.hex}", at=one.created_at, kind="measure", measure=one)


def folded(rows: Iterable[Row]) -> list[Row]:
    """Return the rows with one row for all metrics of a minute: the last of them, where the
    first stood, always under the same key."""
    kept: list[Row] = []
    places: dict[str, int] = {}
    for row in rows:
        if row.kind != "metric":
            kept.append(row)
            continue
        key = f"k{int(row.at.timestamp()) // MINUTE_S}"
        place = places.setdefault(key, len(kept))
        first = kept[place] if place < len(kept) else None
        number = row.folded + (first.folded if first else 0)
        kept[place : place + 1] = [replace(row, key=key, at=(first or row).at, folded=number)]
    return kept


def _fields(event: wire.Event, mine: Sequence[Finding]) -> list[Field]:
    hits = (span for one in mine for span in one.spans)
    if isinstance(event, wire.Connect) and not any(one["end"] > one["start"] for one in hits):
        return [Field("name", [Part(masked(event.name), False)])] if event.name else []
    spans: dict[str, list[tuple[int, int]]] = {}
    for finding in mine:
        for span in finding.spans:
            spans.setdefault(span["field"], []).append((span["start"], span["end"]))
    return [Field(name, marked(text, spans.get(name, []))) for name, text in wire.texts_of(event)]


def _standing(mine: Sequence[Judged]) -> list[Judged]:
    return [one for one in mine if one.dismissal is None]


def _strongest(mine: Sequence[Judged]) -> list[Judged]:
    """Return one finding per family, the one that weighs most; what stands comes first."""
    best: dict[str, Judged] = {}
    for one in sorted(mine, key=lambda one: (one.finding.points, one.finding.score)):
        best[one.finding.code] = one
    return sorted(
        best.values(),
        key=lambda one: (one.dismissal is not None, -one.finding.points, one.finding.code),
    )


def _explained(judged: Judged) -> Found:
    one, dismissal, corrected_at = judged
    return Found(
        id=one.pk,
        family=family_name(one.code),
        clause=cited(one.clause),
        rule=one.rule,
        version=one.rule_version[:8],
        points=one.points,
        severity=one.severity,
        dismissal=dismissal,
        why_not=str(labels.DISMISSED[dismissal.reason]) if dismissal else "",
        score=one.score,
        whole=one.rule_version,
        bases=bases_of(one),
        also=tuple(cited(clause) for clause in family_also(one.code)),
        corrected_at=corrected_at,
    )


def bases_of(finding: Finding) -> list[Basis]:
    """Return what a finding rests on, as it was kept when it was made."""
    return [
        Basis(
            rule=span["rule"],
            pack=span.get("pack", ""),
            lane=str(labels.LANES.get(span["lane"], span["lane"])),
            weight=span["weight"],
            values=[(part, _value(value)) for part, value in span.get("values", [])],
        )
        for span in finding.spans
    ]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return labels.yes(is_it=value)
    return f"{value:g}" if isinstance(value, float) else str(value)
