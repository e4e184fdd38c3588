"""Recordings are reported, looked at, and missed where they ought to be."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, outbound
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.origins import url_host
from livecompliance.kernel.tenancy import acting
from office import services as office
from oversight import policies
from oversight.models import Coverage, Recording
from oversight.rules import recordings as rules
from oversight.selectors import recording as asks
from rooms import selectors as rooms
from rooms.models import Session
from rooms.selectors.ended import sessions_ended

CLAUSE = "NTM-live-video-3y"
MOST, AT_ONCE, PIECE = 500, 20, 8 << 20
MOST_READ = 4 << 30  # bytes of one recording that are read whole
EARLY, LONGEST = timedelta(minutes=5), timedelta(days=1)
LEASE, AGAIN, PATIENCE = timedelta(minutes=15), timedelta(hours=1), timedelta(hours=24)
Fault = Recording.Fault


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of video that a platform keeps."""

    starts_at: datetime
    ends_at: datetime
    url: str
    sha256: str
    size: int


@transaction.atomic
def recordings_report(
    *, actor: Actor, session_id: UUID, stretches: Sequence[Stretch]
) -> list[Recording]:
    """Write down where the video of a broadcast lies. The same stretch twice is one; at another
    address it has moved.

    Raises:
        Forbidden: neither an officer nor the platform's own system. NotFound: no such broadcast.
        Invalid: none or too many, outside the broadcast, no digest, no address.

    Law: NTM-live-video-3y, O117-evidence-3y
    """
    policies.require_report_recordings(actor)
    session = rooms.session_get(actor, session_id)
    if not 1 <= len(stretches) <= MOST:
        raise Invalid(_("一次上报 1–500 段录像。"), field="items")
    for number, one in enumerate(stretches):
        _check(session, one, f"items[{number}]")
    made = [_kept(actor, session, one) for one in stretches]
    fresh = [row for row, is_new in made if is_new]
    if fresh:
        record.entry_append(
            actor=actor,
            action="oversight.recordings_reported",
            subject=("session", session.pk),
            clause=CLAUSE,
            data={
                "number": len(fresh),
                "minutes": sum(_seconds(one) for one in fresh) // 60,
                "sha256": _digest(fresh),
            },
        )
    if session.ended_at is not None:
        coverage_look(actor, session)
    return [row for row, _new in made]


def _seconds(one: Recording) -> int:
    return rules.Span(one.starts_at, one.ends_at).seconds


def _check(session: Session, one: Stretch, field: str) -> None:
    until = session.ended_at or clock.now()
    is_inside = session.started_at - EARLY <= one.starts_at < one.ends_at <= until + EARLY
    if not is_inside or one.ends_at - one.starts_at > LONGEST:
        raise Invalid(_("录像的起止时间须在直播之内，先后有序。"), field=f"{field}.starts_at")
    if len(one.sha256) != 64 or set(one.sha256) - set("0123456789abcdef"):
        raise Invalid(_("请填写 64 位小写十六进制的 SHA-256。"), field=f"{field}.sha256")
    if not 0 < one.size < 1 << 50:
        raise Invalid(_("请填写文件大小（字节）。"), field=f"{field}.size")
    schemes = ("https:", "http:") if settings.ALLOW_PRIVATE_WEBHOOKS else ("https:",)
    if url_host(one.url) is None or not one.url.lower().startswith(schemes) or len(one.url) > 1000:
        raise Invalid(_("请填写以 https:// 开头的完整地址。"), field=f"{field}.url")


def _kept(actor: Actor, session: Session, one: Stretch) -> tuple[Recording, bool]:
    row, is_new = Recording.objects.get_or_create(
        tenant_id=actor.tenant_id,
        session=session,
        starts_at=one.starts_at,
        sha256=one.sha256,
        defaults={
            "ends_at": one.ends_at,
            "url": one.url,
            "size": one.size,
            "reported_at": clock.now(),
            "next_at": clock.now(),
        },
    )
    if not is_new and row.url != one.url:
        row.url, row.next_at = one.url, clock.now()
        row.save(update_fields=["url", "next_at"])
    return row, is_new


def _digest(rows: Sequence[Recording]) -> str:
    return hashlib.sha256("".join(sorted(one.sha256 for one in rows)).encode()).hexdigest()


def coverage_look(actor: Actor, session: Session) -> Coverage:
    """Count what of an ended broadcast no recording covers, in the running transaction."""
    found = asks.covered(actor, session.pk)
    row, _made = Coverage.objects.update_or_create(
        tenant_id=actor.tenant_id,
        session=session,
        defaults={
            "seconds": max(found.on_air.seconds, 0),
            "missing_s": found.missing_s,
            "gaps": len(found.gaps),
            "looked_at": clock.now(),
        },
    )
    if found.is_late and row.alarmed_at is None:
        row.alarmed_at = clock.now()
        row.save(update_fields=["alarmed_at"])
        data = {"gaps": row.gaps, "minutes": -(-row.missing_s // 60)}
        _note(actor, ("session", session.pk), "oversight.recording_gap", data)
        _tell(actor, "recording_gap", {"room": session.room.title, "minutes": f"{data['minutes']}"})
    elif not found.gaps and row.alarmed_at is not None:
        row.alarmed_at = None
        row.save(update_fields=["alarmed_at"])
        _note(actor, ("session", session.pk), "oversight.recording_whole", {})
    return row


@transaction.atomic
def coverage_sweep(*, actor: Actor) -> int:
    """Look at every broadcast of the last thirty days whose recordings are due; return how many
    have a gap. A platform that keeps no register yet is told on the duty board alone.

    Law: NTM-live-video-3y
    """
    policies.require_probe(actor)
    if not asks.is_used(actor):
        return 0
    due = clock.now() - asks.within(actor)
    found = sessions_ended(actor, clock.now() - asks.LOOKED_BACK, MOST)
    rows = [coverage_look(actor, one) for one in found if one.ended_at and one.ended_at < due]
    return sum(row.missing_s > 0 for row in rows)


def tenants_with_recordings(at: datetime, most: int = 500) -> list[UUID]:
    """Return the tenants, whoever they are, with a recording that is to be looked at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM recordings_due(%s, %s)", [at, most])
        return [row[0] for row in cursor.fetchall()]


def recordings_probe(*, actor: Actor) -> int:
    """Look whether recordings that are due are there, as large as they were, and of one in ten
    whether every byte is the same; return how many were looked at. What is over its term is not.
    """
    policies.require_probe(actor)
    with transaction.atomic():
        due = _lease(actor)
    for one in due:
        until = asks.kept_until(one.session)
        if until is None or until >= clock.today():
            _probe(actor, one)
    return len(due)


def _lease(actor: Actor) -> list[Recording]:
    now = clock.now()
    rows = Recording.objects.of(actor).filter(next_at__lte=now)
    rows = rows.select_for_update(skip_locked=True, of=("self",)).select_related("session__room")
    found = list(rows.order_by("next_at")[:AT_ONCE])
    for one in found:
        one.next_at = now + (asks.every(actor) if _is_over(one) else LEASE)
    Recording.objects.bulk_update(found, ["next_at"])
    return found


def _is_over(one: Recording) -> bool:
    until = asks.kept_until(one.session)
    return until is not None and until < clock.today()


def _probe(actor: Actor, one: Recording) -> None:
    is_whole = rules.is_sampled(one.pk, one.rounds) or bool(one.fault == Fault.CHANGED)
    fault = _look(one)
    if not fault and is_whole:
        fault = _read(one)
    with transaction.atomic():
        row = Recording.objects.of(actor).select_for_update().get(pk=one.pk)
        row.session = one.session
        now = clock.now()
        row.probed_at, row.rounds = now, row.rounds + 1
        row.hashed_at = now if is_whole and not fault else row.hashed_at
        _concluded(actor, row, fault, now)


def recording_found(actor: Actor, recording_id: UUID, state: str) -> None:
    """Take over what whoever fetched a recording found: "" where every byte is as reported.

    It is worth as much as a probe, and raises the same alarms; of one that is over its term, none.
    """
    fault = {"slow": str(Fault.UNREACHABLE)}.get(state, state)
    product = system_actor(actor.tenant_id)
    if fault not in ("", *Fault.values):
        return
    with acting(product), transaction.atomic():
        rows = Recording.objects.of(product).select_for_update(of=("self",))
        row = rows.select_related("session__room").get(pk=recording_id)
        if not _is_over(row):
            now = clock.now()
            row.probed_at, row.hashed_at = now, row.hashed_at if fault else now
            _concluded(product, row, fault, now)


def _look(one: Recording) -> str:
    """Ask for the first byte; return what is wrong, "" where nothing is."""
    answer = _asked(one, 0, 0, 64)
    if answer is None:
        return Fault.UNREACHABLE
    looked = rules.judged(answer.status, answer.headers)
    if looked.fault:
        return looked.fault
    return Fault.CHANGED if looked.size not in (None, one.size) else ""


def _read(one: Recording) -> str:
    """Read all of it, a piece at a time; return what is wrong, "" where every byte is the same."""
    if one.size > MOST_READ:
        return ""
    digest, at = hashlib.sha256(), 0
    while at < one.size:
        last = min(at + PIECE, one.size) - 1
        answer = _asked(one, at, last, PIECE + 1)
        if answer is None or answer.status not in (200, 206):
            return Fault.UNREACHABLE
        if len(answer.body) != last - at + 1:
            return "" if answer.status == 200 else Fault.CHANGED  # it gives no pieces
        digest.update(answer.body)
        at = last + 1
    return "" if digest.hexdigest() == one.sha256 else Fault.CHANGED


def _asked(one: Recording, first: int, last: int, most: int) -> outbound.Answer | None:
    bounds = outbound.Bounds(
        total_s=30.0, size=most, redirects=2, ports=frozenset(settings.WEBHOOK_PORTS)
    )
    headers = {"Range": f"bytes={first}-{last}", "User-Agent": "live-compliance/1"}
    try:
        return outbound.fetch(outbound.Request("GET", one.url, b"", headers), bounds)
    except outbound.Refused:
        return None


def _concluded(actor: Actor, row: Recording, fault: str, now: datetime) -> None:
    if fault and row.fault != fault:
        row.fault, row.fault_at, row.tries = fault, now, 0
    row.tries = row.tries + 1 if fault else 0
    row.next_at = now + (AGAIN * min(row.tries, 24) if fault else asks.every(actor))
    waited = now - (row.fault_at or now)
    is_grave = fault != Fault.UNREACHABLE or waited >= PATIENCE
    if fault and is_grave and row.alarmed != fault:
        row.alarmed = fault
        data = {"fault": fault, "host": asks.host_of(row.url), "session": str(row.session_id)}
        _note(actor, ("recording", row.pk), "oversight.recording_alarmed", data)
        room = row.session.room.title
        _tell(actor, "recording_lost", {"room": room, "why": WHY[fault]})
    if not fault and row.fault:
        if row.alarmed:
            data = {"fault": row.alarmed, "session": str(row.session_id)}
            _note(actor, ("recording", row.pk), "oversight.recording_back", data)
        row.fault, row.fault_at, row.alarmed = "", None, ""
    row.save()


WHY: dict[str, dict[str, str]] = {
    "unreachable": {"zh": "一天以上无法访问", "en": "it could not be reached for a day"},
    "missing": {
        "zh": "期限未满，已不存在（提前删除）",
        "en": "it is gone before its term is over",
    },
    "changed": {
        "zh": "大小或内容与上报的不符",
        "en": "it is not what was reported",
    },
}


def _note(actor: Actor, subject: tuple[str, UUID], action: str, data: Mapping[str, object]) -> None:
    record.entry_append(actor=actor, action=action, subject=subject, clause=CLAUSE, data=data)


def _tell(actor: Actor, topic: str, context: Mapping[str, object]) -> None:
    """Write to the officers, once a day for each kind of alarm: one letter is enough to look."""
    officers = accounts.membership_list(actor).filter(roles__contains=["officer"], is_active=True)
    office.message_send(
        actor=actor,
        to=sorted(officers.values_list("user_id", flat=True)),
        topic=topic,
        context=context,
        about=office.About(topic, f"{clock.today()}"),
    )
