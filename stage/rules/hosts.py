"""When a virtual host may be shown, and when its mark was out of sight for too long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from livecompliance.kernel.law_types import Clause

MARK = "ai_label"  # the name of the label that the platform's vision gives the mark
SURE = 0.5


class Agreed(Protocol):
    """A consent, as far as it decides."""

    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def revoked_at(self) -> datetime | None: ...


class Mark(NamedTuple):
    """How a mark is set: its height in percent of the shortest side, its seconds, its staying."""

    height_percent: float
    opening_s: float
    is_continuous: bool


def mark_faults(mark: Mark, clause: Clause) -> list[str]:
    """Return what is wrong with how a mark is set: `height`, `opening`, `continuous`.

    Law: O117-ai-person, M-virtual-image
    """
    faults = []
    if mark.height_percent < clause.number("height_percent"):
        faults.append("height")
    if mark.opening_s < clause.number("opening_seconds"):
        faults.append("opening")
    if not mark.is_continuous:
        faults.append("continuous")
    return faults


def is_agreed(borrowed: str, consent: Agreed | None, at: datetime) -> bool:
    """Tell whether a face or voice may be used now.

    Law: M-likeness
    """
    if borrowed == "nobody":
        return True
    return (
        consent is not None
        and consent.revoked_at is None
        and (consent.expires_at is None or at < consent.expires_at)
    )


def is_assessed(state: str, until: date | None, on: date) -> bool:
    """Tell whether an assessment stands.

    Law: M-virtual-image
    """
    return state == "ready" and (until is None or on <= until)


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known of a mark in one broadcast."""

    seen_at: datetime | None = None
    lost_at: datetime | None = None
    alarmed_at: datetime | None = None


class Sighting(NamedTuple):
    """What one frame says."""

    at: datetime
    is_visible: bool
    event_id: str


def watch_on(
    watch: Watch, sightings: Iterable[Sighting], lost_s: int
) -> tuple[Watch, list[Sighting]]:
    """Carry a watch on over some frames; return it, and the frames at which to raise an alarm.

    One loss gives one alarm, at the first frame after the mark was away longer than `lost_s`.

    Law: O117-ai-person
    """
    alarms = []
    for one in sorted(sightings):
        if one.is_visible:
            watch = Watch(seen_at=one.at)
            continue
        lost_at = watch.lost_at or one.at
        watch = Watch(watch.seen_at, lost_at, watch.alarmed_at)
        if watch.alarmed_at is None and one.at - lost_at > timedelta(seconds=lost_s):
            watch = Watch(watch.seen_at, lost_at, one.at)
            alarms.append(one)
    return watch, alarms
