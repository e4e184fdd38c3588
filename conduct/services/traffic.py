"""Test a room's figures as they come, and its viewers for one hand with many accounts."""

import zlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from conduct import selectors
from conduct.models import Anomaly
from conduct.rules import traffic, twins
from conduct.services.memory import Memory, memory_of
from ledger import services as record
from livecompliance.kernel import crypto, nudges
from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation import services as inspection
from moderation.engine.fold import fold
from rooms import codec, wire
from rooms import selectors as rooms
from rooms.models import Session

CODE, CLAUSE = "TRAFFIC-ODD", "M-18-4"
AGAIN_MS = 600_000  # what was told of a figure is not told again so soon
LOOK_MS = 120_000
TWINS_WITHIN = timedelta(minutes=10)
MOST_LINES = 20_000
REASON: rules.Words = {
    "zh": "直播间数据与正常走势明显不符，疑似数据造假。",
    "en": "The room's figures do not move as real ones do; they may be falsified.",
}
ADVICE: rules.Words = {
    "zh": "请停止刷量，配合平台核查数据来源。",
    "en": "Stop inflating figures; help the platform to check where they come from.",
}
Told = tuple[int, int, dict[str, int]]  # place in the batch, instant, figures


def traffic_watch(seen: inspection.Seen) -> Iterable[inspection.Hit]:
    """Take a batch's figures and test what they make of the last hour.

    Whatever order figures come in, each slot of ten seconds is tested as of the newest. What
    stands out is kept with its plot; no measure follows by itself: an officer judges.

    Law: M-18-4
    """
    told = list(_told(seen))
    if not told:
        return []
    memory = memory_of(seen)
    hits = list(_tested(seen, memory, told))
    if memory.may_tell("look", told[-1][1], LOOK_MS):
        nudges.nudge_once(
            "conduct.accounts_look",
            queue="bulk",
            tenant_id=str(seen.session.tenant_id),
            session_id=str(seen.session.pk),
        )
    return hits


def _told(seen: inspection.Seen) -> Iterator[Told]:
    for place, event in enumerate(seen.batch.events):
        if isinstance(event, wire.Metric):
            figures = {name: getattr(event, name) for name in traffic.NAMES}
            known = {name: value for name, value in figures.items() if value is not None}
            yield place, event.at if isinstance(event.at, int) else 0, known


def _tested(seen: inspection.Seen, memory: Memory, told: list[Told]) -> Iterator[inspection.Hit]:
    limits = traffic.limits_of(accounts.tenant_get(seen.actor).policy)
    made: list[Anomaly] = []
    for place, at, figures in told:
        memory.points = traffic.folded(memory.points, [(at, figures)])
        for one in traffic.anomalies(memory.points, limits):
            if memory.may_tell(f"{one.kind}|{one.name}", one.at_ms, AGAIN_MS):
                made.append(_row(seen, place, one, memory.points))
                yield _hit(place, one.kind, one.name)
    Anomaly.objects.bulk_create(made, ignore_conflicts=True)
    if made:
        _follow(seen.session)


def _follow(session: Session) -> None:
    """Have the agencies behind a room looked for, after what stood out was kept."""
    ids: dict[str, Any] = {"tenant_id": str(session.tenant_id), "session_id": str(session.pk)}
    transaction.on_commit(
        lambda: nudges.nudge_once("conduct.agencies_follow", queue="bulk", **ids), robust=True
    )


def _hit(place: int, kind: str, name: str) -> inspection.Hit:
    return inspection.Hit(
        at=place,
        code=CODE,
        clause=CLAUSE,
        severity="high",
        rule=f"{CODE}/{kind}" + (f"/{name}" if name else ""),
        measure="",
        reason=REASON,
        advice=ADVICE,
    )


def _row(
    seen: inspection.Seen, place: int, one: traffic.Anomaly, points: list[traffic.Point]
) -> Anomaly:
    session = seen.session
    return Anomaly(
        tenant_id=session.tenant_id,
        session=session,
        room_id=session.room_id,
        kind=one.kind,
        figure=one.name,
        event_key=str(seen.batch.events[place].id)[:80],
        segment_seq=seen.batch.places[place][0],
        since=rules.instant_of(one.since_ms),
        at=rules.instant_of(one.at_ms),
        figures={name: round(value, 3) for name, value in one.figures.items()},
        series=[list(each) for each in points],
    )


@transaction.atomic
def accounts_look(*, actor: Actor, session_id: UUID) -> list[Anomaly]:
    """Look among a session's viewers for accounts that say the same lines; keep what is found.

    Accounts and lines are compared as numbers; nobody's number or words are kept. Twice is once
    within ten minutes.

    Raises:
        NotFound: no such session for this actor.

    Law: M-18-4
    """
    session = rooms.session_get(actor, session_id)
    groups = twins.twins(_said(actor, session))
    if not groups:
        return []
    memory = Memory(session)
    head, now = session.head.seq, selectors.session_moment(session)
    made = []
    if memory.may_tell("twins", int(now.timestamp() * 1000), AGAIN_MS):
        made = [_twins(session, head, now, groups)]
        made[0].save(force_insert=True)
        memory.save()
        inspection.finding_file(
            actor=actor,
            session=session,
            found=inspection.Filed(CODE, CLAUSE, f"{CODE}/twins", head, f"twins:{made[0].pk.hex}"),
        )
        record.entry_append(
            actor=actor,
            action="conduct.accounts_alike",
            subject=("session", session.pk),
            clause=CLAUSE,
            data=made[0].figures,
        )
        _follow(session)
    return made


def _twins(session: Session, head: int, now: Any, groups: list[twins.Twins]) -> Anomaly:
    biggest = max(groups, key=lambda one: len(one.accounts))
    return Anomaly(
        tenant_id=session.tenant_id,
        session=session,
        room_id=session.room_id,
        kind=Anomaly.Kind.TWINS,
        event_key="twins",
        segment_seq=head,
        since=now - TWINS_WITHIN,
        at=now,
        figures={
            "value": sum(len(one.accounts) for one in groups),
            "groups": len(groups),
            "lines": len(biggest.lines),
            "limit": twins.LEAST_ACCOUNTS,
        },
    )


def _said(actor: Actor, session: Session) -> Iterator[tuple[int, int]]:
    """Yield account and line, as numbers, of the last ten minutes of comments."""
    since = selectors.session_moment(session) - TWINS_WITHIN
    after = max(0, session.head.seq - 600)
    yielded = 0
    try:
        for segment in rooms.segment_list_since(actor, session, after, since):
            for line in segment.lines:
                if b'"comment"' in line and yielded < MOST_LINES:
                    pair = _pair(line)
                    if pair is not None:
                        yielded += 1
                        yield pair
    except (crypto.KeyLost, codec.Altered):
        return


def _pair(line: bytes) -> tuple[int, int] | None:
    event = selectors.event_of(line)
    if not isinstance(event, wire.Comment) or not isinstance(event.speaker, wire.Speaker):
        return None
    folded = fold(event.text)
    if not event.speaker.id or not twins.counts(folded):
        return None
    return _number(event.speaker.id), _number(folded)


def _number(text: str) -> int:
    raw = text.encode("utf-8", "surrogatepass")
    return zlib.crc32(raw) << 32 | zlib.adler32(raw)
