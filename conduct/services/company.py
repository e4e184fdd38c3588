"""Who joins a broadcast by voice or video: identified, attributed, and not barred."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import F

from conduct import selectors
from conduct.models import Guest
from conduct.services import promotion
from conduct.services.memory import memory_of
from conduct.services.proof import Proof
from moderation import rules
from moderation import services as inspection
from parties import selectors as parties
from rooms import selectors as rooms
from rooms import wire

UNKNOWN, LOOSE, CLAUSE = "GUEST-UNKNOWN", "SPEECH-LOOSE", "M-comment-management"
EVERY_MS = 1_800_000
WORDS: dict[str, tuple[rules.Words, rules.Words]] = {
    UNKNOWN: (
        {"zh": "连线嘉宾身份不明。", "en": "It is not known who joined."},
        {"zh": "请核明连线嘉宾身份，或结束连线。", "en": "Identify the guest, or end the call."},
    ),
    LOOSE: (
        {"zh": "嘉宾发言无法对应到在线的连线人员。",
         "en": "A guest speaks whom nobody let in by voice or video."},
        {"zh": "请上报连线人员，发言须可追溯到人。",
         "en": "Report who is connected: speech must be attributed."},
    ),
}  # fmt: skip


class Talk(NamedTuple):
    """Something of a guest in a batch: its place, his name here, the event, when."""

    at: int
    ref: str
    event: wire.Event
    moment: datetime


def company_watch(seen: inspection.Seen) -> Iterable[inspection.Hit]:
    """Identify whoever joins, attribute what guests say, and find who is barred.

    Batches in which nobody joins, leaves or speaks as a guest cost nothing.

    Law: M-comment-management, M-18-5
    """
    calls, spoken = list(_calls(seen)), list(_spoken(seen))
    hits: list[inspection.Hit] = []
    if calls:
        hits += _joined(seen, calls)
    if spoken:
        hits += _attributed(seen, spoken)
    return hits


def _calls(seen: inspection.Seen) -> Iterator[Talk]:
    for at, event in enumerate(seen.batch.events):
        if isinstance(event, wire.Connect):
            yield Talk(at, event.person or event.name, event, _moment(event))


def _spoken(seen: inspection.Seen) -> Iterator[Talk]:
    for at, event in enumerate(seen.batch.events):
        if isinstance(event, wire.Speech) and wire.role_of(event) == "guest":
            speaker = event.speaker
            ref = speaker.id or speaker.name if isinstance(speaker, wire.Speaker) else ""
            yield Talk(at, ref, event, _moment(event))


def _moment(event: wire.Event) -> datetime:
    return rules.instant_of(event.at if isinstance(event.at, int) else 0)


def _joined(seen: inspection.Seen, calls: list[Talk]) -> Iterator[inspection.Hit]:
    joining = [one for one in calls if isinstance(one.event, wire.Connect) and one.event.joined]
    refs = {ref for one in joining for ref in _refs(one)}
    known = parties.parties_named(seen.actor, refs)
    cast = rooms.cast_refs(seen.actor, seen.session.pk)
    barred = promotion.parties_judge(seen.actor, seen.session, refs, calls[-1].moment)
    for one in calls:
        if one not in joining:
            _leave(seen, one)
            continue
        party = next((known[ref] for ref in _refs(one) if ref in known), None)
        is_cast = any(ref in cast for ref in _refs(one))
        _enter(seen, one, party.id if party else None, is_cast=is_cast)
        proof = next((barred[ref] for ref in _refs(one) if ref in barred), None)
        if proof is not None:
            yield from _barred(seen, one, proof)
        elif party is None and not is_cast and wire.role_of(one.event) != "marketer":
            yield _hit(one, UNKNOWN, "high")


def _refs(one: Talk) -> list[str]:
    event = one.event
    return [event.person, event.name] if isinstance(event, wire.Connect) else [one.ref]


def _enter(seen: inspection.Seen, one: Talk, party_id: UUID | None, *, is_cast: bool) -> None:
    session = seen.session
    mode = one.event.mode if isinstance(one.event, wire.Connect) else "voice"
    Guest.objects.get_or_create(
        tenant_id=session.tenant_id,
        session=session,
        ref_digest=selectors.target_digest(session, one.ref),
        joined_at=one.moment,
        defaults={"room_id": session.room_id, "party_id": party_id, "mode": mode,
                  "is_cast": is_cast},
    )  # fmt: skip


def _leave(seen: inspection.Seen, one: Talk) -> None:
    digest = selectors.target_digest(seen.session, one.ref)
    rows = Guest.objects.of(seen.actor).filter(session=seen.session, ref_digest=digest)
    rows.filter(left_at=None, joined_at__lte=one.moment).update(left_at=one.moment)


def _barred(
    seen: inspection.Seen, one: Talk, found: tuple[Proof, UUID | None]
) -> Iterator[inspection.Hit]:
    proof, party_id = found
    whom = promotion.whom_of(seen.session, one.ref, proof, party_id)
    key = str(one.event.id)[:80]
    seq = seen.batch.places[one.at][0]
    case = promotion.Case("joined", whom, key, seq, one.moment, proof, party_id)
    promotion.promotions_keep(seen.actor, seen.session, [case])
    yield inspection.Hit(
        at=one.at,
        code=promotion.CODE,
        clause=promotion.CLAUSE,
        severity="high",
        rule=f"{promotion.CODE}/joined",
        measure="warning",
        reason=promotion.REASON,
        advice=promotion.ADVICE,
    )


def _attributed(seen: inspection.Seen, spoken: list[Talk]) -> Iterator[inspection.Hit]:
    """Count lines to who said them; a guest who was not let in by anybody is found."""
    loose = []
    for one in spoken:
        digest = selectors.target_digest(seen.session, one.ref) if one.ref else ""
        rows = Guest.objects.of(seen.actor).filter(
            session=seen.session, ref_digest=digest, joined_at__lte=one.moment
        )
        row = rows.order_by("-joined_at").first() if digest else None
        if row is not None and (row.left_at is None or row.left_at >= one.moment):
            Guest.objects.filter(pk=row.pk).update(lines=F("lines") + 1)
        elif not one.ref or one.ref not in rooms.cast_refs(seen.actor, seen.session.pk):
            loose.append(one)
    if not loose:
        return
    memory = memory_of(seen)
    if memory.may_tell(LOOSE, int(loose[0].moment.timestamp() * 1000), EVERY_MS):
        yield _hit(loose[0], LOOSE, "medium")


def _hit(one: Talk, code: str, severity: str) -> inspection.Hit:
    reason, advice = WORDS[code]
    return inspection.Hit(
        at=one.at,
        code=code,
        clause=CLAUSE,
        severity=severity,  # type: ignore[arg-type]
        rule=code,
        measure="prompt",
        reason=reason,
        advice=advice,
        text=one.event.text[:200],
    )
