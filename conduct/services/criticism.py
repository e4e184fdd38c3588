"""Compare what a room's operators remove with what it said, while it happens."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from conduct import selectors
from conduct.models import Remark
from conduct.rules import criticism
from conduct.services.memory import memory_of
from livecompliance.kernel import crypto
from livecompliance.kernel.ids import uuid7
from moderation import rules
from moderation import selectors as moderation
from moderation import services as inspection
from moderation.engine import Result
from rooms import wire

CODE, CLAUSE = "CRITICISM-HIDDEN", "M-comment-management"
COMPLAINT, HOLDS = "F-COMPLAINT", 0.4  # a complaint that is also a breach is no mere criticism
EVERY_MS, MINUTE_MS = 600_000, 60_000
MOST_REMARKS, MOST_WORDS = 5_000, 200
COLUMNS = {
    "hidden": "by_hiding",
    "folded": "by_folding",
    "muted": "by_muting",
    "deleted": "by_deleting",
}
COUNTED = ("said", "critical", "hidden", *COLUMNS.values())
ADD = f"""
INSERT INTO conduct_minute (id, tenant_id, session_id, room_id, at, {", ".join(COUNTED)})
VALUES (%s, %s, %s, %s, %s{", %s" * len(COUNTED)})
ON CONFLICT (tenant_id, session_id, at) DO UPDATE SET
{", ".join(f"{name} = conduct_minute.{name} + EXCLUDED.{name}" for name in COUNTED)}
"""  # noqa: S608  (names of columns)
REASON: rules.Words = {
    "zh": "半小时内被隐藏、折叠、禁言或删除的评论集中于不利评价。",
    "en": "What was hidden, folded, muted or deleted within half an hour is mostly criticism.",
}
ADVICE: rules.Words = {
    "zh": "请恢复不利评价并如实回应，只处置违法违规评论。",
    "en": "Restore the criticism and answer it; remove only what breaks the law.",
}


class Gone(NamedTuple):
    """A removal in a batch: its place, which line it took, and when."""

    at: int
    event: wire.Removal
    moment: datetime


@dataclass
class _Found:
    """What a batch says of criticism."""

    minutes: dict[int, dict[str, int]] = field(  # by the minute's number since 1970
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    remarks: dict[str, Remark] = field(default_factory=dict)
    gone: list[Gone] = field(default_factory=list)


def criticism_watch(seen: inspection.Seen) -> Iterable[inspection.Hit]:
    """Count what was said and removed, keep what criticises or was flagged, and compare.

    Hiding, folding, muting and deleting all count as removing. A finding is raised when criticism
    goes far more readily than everything else, at most every ten minutes of a broadcast.

    Law: M-comment-management
    """
    found = _read(seen)
    if not found.minutes:
        return []
    hidden = _settle(seen, found)
    _count(seen, found)
    _keep(seen, found)
    return _judge(seen, hidden[-1]) if hidden else []


def _keep(seen: inspection.Seen, found: _Found) -> None:
    """Write new remarks down, until a broadcast has enough of them; counts go on."""
    if found.remarks:
        room = MOST_REMARKS - selectors.remark_count(seen.actor, seen.session)
        rows = list(found.remarks.values())[: max(0, room)]
        Remark.objects.bulk_create(rows, ignore_conflicts=True)


def _read(seen: inspection.Seen) -> _Found:
    found = _Found()
    key: bytes | None = None
    for at, event in enumerate(seen.batch.events):
        moment = event.at if isinstance(event.at, int) else 0
        minute = moment // MINUTE_MS
        if isinstance(event, wire.Removal):
            found.minutes[minute][COLUMNS[event.action]] += 1
            found.gone.append(Gone(at, event, rules.instant_of(moment)))
        elif isinstance(event, wire.Comment | wire.Review) and wire.role_of(event) == "viewer":
            found.minutes[minute]["said"] += 1
            result = seen.batch.results[at]
            critical = is_critical(result) or _is_poor(event)
            if critical:
                found.minutes[minute]["critical"] += 1
            if critical or result.suggestion != "pass":
                key = key or moderation.words_key(seen.session)
                row = _remark(seen, at, event.text, key, is_critical=critical)
                row.said_at = rules.instant_of(moment)
                found.remarks.setdefault(row.event_key, row)
    return found


def is_critical(result: Result) -> bool:
    """Tell whether a line criticises goods or seller and breaks nothing itself."""
    labels = [one for one in result.labels if one.weight > 0]
    others = any(one.code != COMPLAINT and one.weight >= HOLDS for one in labels)
    return any(one.code == COMPLAINT for one in labels) and not others


def _is_poor(event: wire.Event) -> bool:
    return isinstance(event, wire.Review) and event.rating is not None and event.rating <= 2


def _remark(seen: inspection.Seen, at: int, text: str, key: bytes, *, is_critical: bool) -> Remark:
    session = seen.session
    row = Remark(
        id=uuid7(),
        tenant_id=session.tenant_id,
        session=session,
        room_id=session.room_id,
        event_key=str(seen.batch.events[at].id)[:80],
        segment_seq=seen.batch.places[at][0],
        is_critical=is_critical,
        is_flagged=seen.batch.results[at].suggestion != "pass",
    )
    words = text[:MOST_WORDS].encode("utf-8", "replace")
    row.words_sealed = crypto.seal(key, words, selectors.remark_bound(row))
    return row


def _settle(seen: inspection.Seen, found: _Found) -> list[Gone]:
    """Write down what became of remarks; return the removals that took criticism away."""
    if not found.gone:
        return []
    known = selectors.remarks_of(
        seen.actor, seen.session, {str(one.event.target_id)[:80] for one in found.gone}
    )
    hidden = []
    for one in found.gone:
        target = str(one.event.target_id)[:80]
        remark = found.remarks.get(target) or known.get(target) or _unheard(seen, found, one)
        if remark is None:
            continue
        if remark.removed_at is None:
            remark.removed_at, remark.action = one.moment, one.event.action
            if remark.is_critical:
                found.minutes[int(one.moment.timestamp()) // 60]["hidden"] += 1
                hidden.append(one)
    changed = [row for row in known.values() if row.removed_at is not None]
    Remark.objects.bulk_update(changed, ["removed_at", "action"])
    return hidden


def _unheard(seen: inspection.Seen, found: _Found, one: Gone) -> Remark | None:
    """Return the remark that a removal names by its words, though nobody reported it before."""
    if not one.event.text:
        return None
    comment = wire.Comment(id=one.event.id, text=one.event.text, speaker="viewer")
    if not is_critical(seen.engine.inspect([comment])[0]):
        return None
    key = moderation.words_key(seen.session)
    row = _remark(seen, one.at, one.event.text, key, is_critical=True)
    row.event_key, row.is_flagged = str(one.event.target_id)[:80], False
    found.remarks[row.event_key] = row
    return row


def _count(seen: inspection.Seen, found: _Found) -> None:
    """Add a batch to its minutes: one statement each, for this runs with every batch."""
    session = seen.session
    with connection.cursor() as cursor:
        for minute, counts in sorted(found.minutes.items()):
            at = rules.instant_of(minute * MINUTE_MS)
            numbers = [counts.get(name, 0) for name in COUNTED]
            given: list[Any] = [uuid7(), session.tenant_id, session.pk, session.room_id, at]
            cursor.execute(ADD, [*given, *numbers])


def _judge(seen: inspection.Seen, last: Gone) -> Iterator[inspection.Hit]:
    window = timedelta(seconds=criticism.WINDOW_S)
    counts = selectors.counts_between(seen.actor, seen.session, last.moment - window, last.moment)
    verdict = criticism.judged(counts)
    if not verdict.is_suppressed:
        return
    memory = memory_of(seen)
    if memory.may_tell(CODE, int(last.moment.timestamp() * 1000), EVERY_MS):
        yield inspection.Hit(
            at=last.at,
            code=CODE,
            clause=CLAUSE,
            severity="high",
            rule=CODE,
            measure="warning",
            reason=REASON,
            advice=ADVICE,
            text=last.event.text[:MOST_WORDS],
        )


def figures_of(counts: criticism.Counts) -> dict[str, Any]:
    """Return the numbers of a comparison as they are shown and answered."""
    verdict = criticism.judged(counts)
    return {
        "said": counts.said,
        "critical": counts.critical,
        "removed": counts.removed,
        "hidden": counts.hidden,
        "ratio": round(counts.ratio, 4),
        "other_ratio": round(counts.other_ratio, 4),
        "is_suppressed": verdict.is_suppressed,
        "chance": verdict.chance,
    }
