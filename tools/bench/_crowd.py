"""A platform with many rooms on air, written in bulk: risks, findings, measures, who sells."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import Membership, Tenant, User
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from moderation.engine import RoomState as Memory
from moderation.models import Finding, Measure, RoomState
from moderation.selectors.words import EXCERPT, bound_to, words_key
from rooms.models import Cursor, OnAir, Room, Session, SessionHead
from rooms.selectors import key_context

PAGE = 1_000
GOODS = ("白茶", "竹编", "皮具", "秋梨", "腕表", "锦鲤", "童装", "蜂蜜")
SAID = "想要更低价的加我微信 tea88766 私下转账"


def officer(slug: str) -> Actor:
    """Make a tenant with one officer, without a password."""
    pk = uuid7()
    with acting(system_actor(pk)), transaction.atomic():
        tenant = Tenant.objects.create(id=pk, slug=slug, name=slug.title())
        user = User(username=f"{slug}:officer", display_name="Officer")
        user.set_unusable_password()
        user.save()
        Membership.objects.create(tenant=tenant, user=user, roles=["officer"])
    return Actor(tenant_ids=frozenset({pk}), user_id=user.pk, roles=frozenset({"officer"}))


def crowd(actor: Actor, number: int) -> None:
    """Put `number` rooms on air: every third has a finding, every tenth an open warning."""
    with acting(system_actor(actor.tenant_id)), transaction.atomic():
        for first in range(0, number, PAGE):
            _page(actor.tenant_id, range(first, min(number, first + PAGE)))


def _page(tenant_id: UUID, numbers: range) -> None:
    rooms = [_room(tenant_id, number) for number in numbers]
    sessions = [_session(room) for room in rooms]
    Room.objects.bulk_create(rooms)
    Session.objects.bulk_create(sessions)
    SessionHead.objects.bulk_create(
        SessionHead(session=one, tenant_id=tenant_id, seq=9, events=900) for one in sessions
    )
    Cursor.objects.bulk_create(
        Cursor(session=one, tenant_id=tenant_id, seq=9, events=900) for one in sessions
    )
    OnAir.objects.bulk_create(
        OnAir(tenant_id=tenant_id, session=one, stage_name=f"主播{number}")
        for number, one in zip(numbers, sessions, strict=True)
    )
    findings = {
        one.pk: _finding(one)
        for number, one in zip(numbers, sessions, strict=True)
        if number % 3 == 0
    }
    Finding.objects.bulk_create(findings.values())
    Measure.objects.bulk_create(_measures(zip(numbers, sessions, strict=True)))
    RoomState.objects.bulk_create(
        _state(one, number * 37 % 100, findings.get(one.pk))
        for number, one in zip(numbers, sessions, strict=True)
    )


def _room(tenant_id: UUID, number: int) -> Room:
    kind = GOODS[number % len(GOODS)]
    tier = ("first", "first", "second", "key")[number % 4]
    title = f"{kind}专场 {number}"
    return Room(tenant_id=tenant_id, title=title, category=kind, tier=tier, operator_name="海港")


def _session(room: Room) -> Session:
    pk, now = uuid7(), clock.now()
    return Session(
        id=pk,
        tenant_id=room.tenant_id,
        room=room,
        session_month=now.date().replace(day=1),
        started_at=now - timedelta(hours=1),
        wrapped_key=crypto.keyring().wrap(crypto.new_key(), key_context(room.tenant_id, pk)),
    )


def _finding(session: Session) -> Finding:
    pk = uuid7()
    words = json.dumps({"text": SAID, "spans": [[6, 10, "加我微信"]]}).encode()
    return Finding(
        id=pk,
        tenant_id=session.tenant_id,
        session=session,
        room_id=session.room_id,
        segment_seq=9,
        position=0,
        event_key="1",
        event_type="speech",
        speaker="marketer",
        at=clock.now(),
        code="F-OFFPLAT",
        clause="M-off-platform",
        rule="F-OFFPLAT/加微信",
        rule_version="bench",
        severity="high",
        suggestion="review",
        score=0.8,
        points=30,
        excerpt=crypto.seal(words_key(session), words, bound_to(session.tenant_id, EXCERPT, pk)),
    )


def _measures(numbered: Iterator[tuple[int, Session]]) -> Iterator[Measure]:
    for number, session in numbered:
        if number % 10 == 0:
            yield Measure(
                tenant_id=session.tenant_id,
                room_id=session.room_id,
                session=session,
                kind=Measure.Kind.WARNING,
                origin=Measure.Origin.OFFICER,
                clause="M-off-platform",
                reason_zh="请更正。",
                released_at=clock.now(),
                seq=1,
            )


def _state(session: Session, risk: int, finding: Finding | None) -> RoomState:
    return RoomState(
        session=session,
        tenant_id=session.tenant_id,
        state=Memory().to_bytes(),
        risk=risk,
        spark=[max(0, risk - 60 + place % 60) for place in range(180)],
        spark_at=clock.now(),
        figures={"viewers": 100 + risk, "likes": 1_000},
        findings=1 if finding else 0,
        last_finding_id=finding.pk if finding else None,
    )
