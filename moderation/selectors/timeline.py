"""One timeline of everything in a session: what was said and shown, found and done about it.

A page of it is a run of whole segments, and with them the measures taken while they came in.
Segments are numbered without gaps, so a page is asked for by number: before, after.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from moderation.models import Finding, Measure
from moderation.selectors import correction as corrections
from moderation.selectors import dismissal as dismissals
from moderation.selectors import finding as findings
from moderation.selectors import measure as measures
from moderation.selectors.rows import (
    KINDS,
    By,
    Judged,
    Row,
    altered_row,
    event_row,
    folded,
    measure_row,
)
from rooms import codec
from rooms import selectors as rooms
from rooms.models import Session

ROWS = 60  # rows that a page should have; a segment is never cut
MOST_SEGMENTS = 48  # opened for one page of everything
MOST_FILTERED = 240  # opened for one page under a filter, however few rows pass it
STEP = 12
AROUND = 20  # segments before and after the one that is asked about
COMMITTED_WITHIN = timedelta(seconds=5)  # after the instant that an act bears
TABS = ("", *KINDS, "finding", "measure")


@dataclass(frozen=True, slots=True)
class Page:
    """A run of rows in order, with the numbers to ask for what lies beyond."""

    rows: list[Row]
    first: int
    last: int
    has_more: bool
    is_live: bool
    seen_at: datetime
    is_lost: bool = False

    @property
    def news(self) -> int:
        """Return how many rows are not older ones that changed."""
        return sum(not row.is_again for row in self.rows)


class Span(NamedTuple):
    """The segments of a page, of a session inspected up to `head`."""

    first: int
    last: int
    head: int


def timeline_latest(actor: Actor, session: Session, kind: str = "") -> Page:
    """Return the newest rows."""
    return _backwards(actor, session, kind, _head(session) + 1)


def timeline_before(actor: Actor, session: Session, before: int, kind: str = "") -> Page:
    """Return the rows before segment `before`."""
    return _backwards(actor, session, kind, min(before, _head(session) + 1))


def timeline_after(
    actor: Actor, session: Session, after: int, seen_at: datetime, kind: str = ""
) -> Page:
    """Return the rows after segment `after`, and older ones that changed since `seen_at`.

    What changed shortly before may have been committed only after the page looked: it is given
    again, and does no harm to a page that shows it already.
    """
    head, now, seen_at = _head(session), clock.now(), seen_at - COMMITTED_WITHIN
    last = min(head, after + MOST_SEGMENTS)
    rows = _rows(actor, session, Span(after + 1, last, head), kind) if last > after else []
    known = {row.key for row in rows}
    doubted = list(dismissals.finding_reconsidered(actor, session.pk, seen_at)[:MOST_SEGMENTS])
    changed = []
    if kind in ("", "measure"):
        changed = [measure_row(one) for one in _changed(actor, session, doubted, seen_at)]
    if kind != "measure":
        changed += _reconsidered(actor, session, doubted, kind)
    rows += [replace(row, is_again=row.at < seen_at) for row in changed if row.key not in known]
    rows.sort(key=lambda row: row.at)
    return Page(folded(rows), after + 1, max(after, last), False, last >= head, now)


def timeline_at(actor: Actor, session: Session, at: datetime, kind: str = "") -> Page:
    """Return the rows from the first segment received at an instant or later."""
    head = _head(session)
    first = _first_received(actor, session, at, head)
    if first > head:
        return timeline_latest(actor, session, kind)
    last = min(head, first + STEP - 1)
    rows = _rows(actor, session, Span(first, last, head), kind)
    return Page(folded(rows), first, last, first > 1, last == head, clock.now())


def timeline_around(
    actor: Actor, session: Session, seq: int, at: datetime, seconds: int = 30
) -> list[Row]:
    """Return the rows shortly before and after an instant that lies in segment `seq`."""
    span = Span(max(1, seq - AROUND), min(_head(session), seq + AROUND), _head(session))
    near = timedelta(seconds=seconds)
    try:
        rows = _rows(actor, session, span, "")
    except crypto.KeyLost:
        return []
    return folded([row for row in rows if abs(row.at - at) <= near])


def _head(session: Session) -> int:
    return int(session.cursor.seq)


def _first_received(actor: Actor, session: Session, at: datetime, head: int) -> int:
    """Search by halves: segments are received in the order of their numbers."""
    low, high = 1, head + 1
    while low < high:
        middle = (low + high) // 2
        if _received(actor, session, middle) >= at:
            high = middle
        else:
            low = middle + 1
    return low


def _received(actor: Actor, session: Session, seq: int) -> datetime:
    said = _said(actor, session, seq, seq)
    return said[0].received_at if said else session.started_at


def _said(actor: Actor, session: Session, first: int, last: int) -> list[rooms.Said]:
    """Return the events of some segments; a segment that was altered has none."""
    try:
        return rooms.segment_events(actor, session, first, last)
    except codec.Altered:
        if first == last:
            return []
        middle = (first + last) // 2
        return _said(actor, session, first, middle) + _said(actor, session, middle + 1, last)


def _backwards(actor: Actor, session: Session, kind: str, before: int) -> Page:
    now, head = clock.now(), _head(session)
    rows: list[Row] = []
    first, is_lost = before, False
    most = MOST_FILTERED if kind else MOST_SEGMENTS
    while first > 1 and len(rows) < ROWS and before - first < most:
        last, first = first - 1, max(1, first - STEP)
        if kind == "finding":
            first = last = _last_found(actor, session, last)
            if not last:
                first = 1
                break
        try:
            rows = _rows(actor, session, Span(first, last, head), kind) + rows
        except crypto.KeyLost:
            is_lost, first = True, 1
    if head == 0 and kind in ("", "measure"):
        rows = [measure_row(one) for one in _measures(actor, session)]
    return Page(folded(rows), first, before - 1, first > 1, before > head, now, is_lost)


def _last_found(actor: Actor, session: Session, last: int) -> int:
    """Return the last segment up to `last` in which something was found; 0 for none."""
    found = findings.finding_list(actor, session.pk).filter(segment_seq__lte=last)
    return found.values_list("segment_seq", flat=True).first() or 0


def _rows(actor: Actor, session: Session, span: Span, kind: str) -> list[Row]:
    said = _said(actor, session, span.first, span.last)
    rows: list[Row] = []
    if kind != "measure":
        found = _found(actor, session, span)
        told = corrections.verdicts_between(actor, session, span.first, span.last)
        made = (event_row(one, found, kind, told.get((one.seq, one.position), "")) for one in said)
        rows = [row for row in made if row is not None]
    if kind in ("", "finding"):
        rows += _altered(session, span, said)
    if kind in ("", "measure"):
        rows += _taken(actor, session, span, said)
    rows.sort(key=lambda row: row.at)
    return rows


def _altered(session: Session, span: Span, said: Sequence[rooms.Said]) -> list[Row]:
    here = {one.seq: one.received_at for one in said}
    near = session.started_at
    rows = []
    for seq in range(span.first, span.last + 1):
        near = here.get(seq, near)
        if seq not in here:
            rows.append(altered_row(seq, near))
    return rows


def _found(actor: Actor, session: Session, span: Span) -> By:
    query = findings.finding_list(actor, session.pk).filter(
        segment_seq__gte=span.first, segment_seq__lte=span.last
    )
    return _by_place(actor, query)


def _by_place(actor: Actor, found: Iterable[Finding]) -> By:
    listed = list(found)
    dismissed = dismissals.dismissals_of(actor, [one.pk for one in listed])
    righted = corrections.corrected_at(actor, listed)
    rows: By = {}
    for one in listed:
        judged = Judged(one, dismissed.get(one.pk), righted.get(one.pk))
        rows.setdefault((one.segment_seq, one.position), []).append(judged)
    return rows


def _changed(
    actor: Actor, session: Session, doubted: Sequence[Finding], since: datetime
) -> list[Measure]:
    """Return the measures that changed since an instant, also with what they rest on."""
    ids = {one.pk for one in doubted}
    found = _measures(actor, session)
    return [one for one in found if _touched(one) >= since or ids.intersection(one.findings)]


def _reconsidered(
    actor: Actor, session: Session, doubted: Sequence[Finding], kind: str
) -> list[Row]:
    """Return the rows in which a finding was dismissed or restored."""
    rows = []
    for seq in sorted({one.segment_seq for one in doubted}):
        found = _found(actor, session, Span(seq, seq, seq))
        with suppress(crypto.KeyLost):
            said = _said(actor, session, seq, seq)
            rows += [event_row(one, found, kind) for one in said if (seq, one.position) in found]
    return [row for row in rows if row is not None]


def _measures(actor: Actor, session: Session) -> list[Measure]:
    found = measures.measure_list(actor, session.room_id).filter(session=session)
    return list(found.select_related("decided_by", "lifted_by"))


def _taken(actor: Actor, session: Session, span: Span, said: Sequence[rooms.Said]) -> list[Row]:
    """Return the measures taken while the segments of a page came in."""
    begin = said[0].received_at if said and span.first > 1 else session.started_at
    is_end = span.last >= span.head
    end = clock.now() if is_end else _received(actor, session, span.last + 1)
    return [
        measure_row(one)
        for one in _measures(actor, session)
        if begin <= one.created_at < end or (is_end and one.created_at >= end)
    ]


def _touched(one: Measure) -> datetime:
    moments = (
        one.created_at,
        one.released_at,
        one.delivered_at,
        one.acknowledged_at,
        one.executed_at,
        one.execution_alarm_at,
        one.escalated_at,
        one.withdrawn_at,
        one.undone_at,
    )
    return max(moment for moment in moments if moment is not None)
