"""Transparency reports of the demo: one that everybody reads, one that was corrected, a draft.

A demo lives only since it began: the quarter that is told of gets a summer of its own, in a room
that is closed since.
"""

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from moderation.models import Dismissal, Finding, Measure
from oversight.models import TransparencyReport
from oversight.rules.periods import begun, period_of
from oversight.services import transparency
from rooms import services as broadcasts
from rooms.models import Admission, Room, Session

FOUND = {"F-ABS-TOP": 64, "F-MED": 41, "F-OFFPLAT": 33, "F-URGENCY": 21, "F-ABUSE": 9, "F-MINOR": 6}
TAKEN = {"prompt": 58, "warning": 37, "limit_traffic": 21, "suspend": 12}
DENIED = {"unknown_marketer": 11, "guardian_consent_missing": 6, "operator_not_verified": 8}
WRONG = 13  # of a hundred findings, by an officer's word
CLAUSE = "M-18-2"


def publish(actor: Actor, officer_id: UUID) -> None:
    """Release the report of the quarter before the last with a correction, draft the last. Once."""
    if TransparencyReport.objects.of(actor).exists():
        return
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    _now, last, before, *_older = begun(clock.today())["quarter"]
    for at, period in enumerate((before, last)):
        _season(actor, period, at)
    with tenancy.acting(officer), transaction.atomic():
        _release(officer, before)
        _release(officer, before, "补计一场事后认定的直播")
        transparency.report_draft(actor=officer, period=last)


def _release(officer: Actor, period: str, note: str = "") -> None:
    row = transparency.report_draft(actor=officer, period=period, note=note)
    transparency.report_read(actor=officer, report_id=row.pk)
    transparency.report_release(actor=officer, report_id=row.pk)


def _season(actor: Actor, code: str, at: int) -> None:
    """Write down what was found and done in a quarter, all of it invented."""
    period = period_of(code)
    if period is None:
        raise RuntimeError(f"{code} is no period")
    chance = random.Random(at)  # noqa: S311  (invented, and the same every time)
    since = datetime.combine(period.first, time(12), clock.SHANGHAI)
    days = (period.after - period.first).days - 1
    room = broadcasts.room_create(actor=actor, title="往季茶会", external_id=f"season-{at}")
    session = Session.objects.create(
        tenant_id=actor.tenant_id,
        room=room,
        session_month=since.date().replace(day=1),
        started_at=since,
        ended_at=since + timedelta(seconds=1),
    )

    def when() -> datetime:
        return since + timedelta(days=chance.randrange(days), minutes=chance.randrange(600))

    found = [_finding(session, code, number, when()) for number, code in enumerate(_each(FOUND))]
    Finding.objects.bulk_create(found)
    Dismissal.objects.bulk_create(
        Dismissal(tenant_id=actor.tenant_id, finding=one, session=session, reason="harmless")
        for one in found
        if chance.randrange(100) < WRONG
    )
    Measure.objects.bulk_create(
        _measure(room, session, kind, number, when(), chance)
        for number, kind in enumerate(_each(TAKEN))
    )
    Admission.objects.bulk_create(
        Admission(
            tenant_id=actor.tenant_id,
            room=room,
            kind=Admission.Kind.START,
            is_allowed=False,
            reasons=[{"code": code, "clause": "M-live-verification", "data": {}}],
            asked_at=when(),
        )
        for code in _each(DENIED)
    )


def _each(numbers: dict[str, int]) -> Iterator[str]:
    for name, number in numbers.items():
        yield from [name] * number


def _finding(session: Session, code: str, number: int, at: datetime) -> Finding:
    return Finding(
        tenant_id=session.tenant_id,
        session=session,
        room_id=session.room_id,
        segment_seq=1,
        position=number,
        event_key=f"season-{number}",
        event_type="speech",
        speaker="marketer",
        at=at,
        code=code,
        clause=CLAUSE,
        rule=code,
        rule_version="",
        severity=Finding.Severity.MEDIUM,
        suggestion="review",
        score=0.7,
        excerpt=b"",
        created_at=at,
    )


def _measure(
    room: Room, session: Session, kind: str, number: int, at: datetime, chance: random.Random
) -> Measure:
    heard = at + timedelta(seconds=20 + chance.randrange(900))
    return Measure(
        tenant_id=room.tenant_id,
        room=room,
        session=session,
        kind=kind,
        origin=Measure.Origin.OFFICER if chance.randrange(4) == 0 else Measure.Origin.RULE,
        clause=CLAUSE,
        reason_zh="宣称与事实不符，请更正。",
        minutes=30 if kind in ("limit_traffic", "suspend") else None,
        created_at=at,
        available_at=at,
        released_at=at,
        delivered_at=heard,
        acknowledged_at=heard,
        executed_at=heard,
        closed_at=heard,
        withdrawn_at=heard if chance.randrange(12) == 0 else None,
        seq=number + 1,
    )
