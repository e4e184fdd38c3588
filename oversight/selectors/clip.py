"""Which recordings a package may hold, how each stands, and what becomes of it there."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel.actors import Actor
from oversight.models import Package, Recording
from oversight.rules.clips import TAKEN, clips_digest
from oversight.rules.recipients import CLIPS_RULE, Sight
from oversight.selectors.recording import host_of
from oversight.selectors.scope import Scope
from rooms.models import Session

AROUND, ALL = "around", "all"
MOST_ROWS = 2_000  # recordings that one package asks for; it names the others, too
OVER, WITHHELD = "over_bound", "withheld"
STATES: dict[str, Any] = {
    "": _("等待取回"),
    TAKEN: _("已放入"),
    "missing": _("平台存储中已不存在"),
    "unreachable": _("无法访问"),
    "changed": _("大小或摘要与登记不符，没有放入"),
    "slow": _("取回过慢，已放弃"),
    "no_ranges": _("平台存储不支持分段读取，文件过大，没有放入"),
    OVER: _("超出所选的总大小上限，没有放入"),
    WITHHELD: _("不是接收人自己直播间的录像，没有放入"),
}
CHOICES: dict[str, Any] = {
    "": _("不放入录像"),
    AROUND: _("只放入相关时段的录像"),
    ALL: _("放入全部已登记的录像"),
}
AGAIN = frozenset({"missing", "unreachable", "changed", "slow", "no_ranges"})


class Asked(NamedTuple):
    """What of recordings a package is to hold.

    Attributes:
        rows: each recording with how it stands: {"recording", "sha256", "size", "state"}.
        told: what the record says of the wish.
    """

    rows: list[dict[str, Any]]
    told: dict[str, Any]


class Shown(NamedTuple):
    """One recording of a package, for a page."""

    starts_at: datetime
    ends_at: datetime
    host: str
    size: int
    state: str
    words: Any
    tone: str
    percent: int | None


def clips_asked(actor: Actor, scope: Scope, sight: Sight, which: str, most: int) -> Asked | None:
    """Return which recordings are asked for, in the order of time, up to a bound in bytes; what
    the recipient may not have, or does not fit, is named all the same.

    Returns:
        None where none are wanted.
    """
    if not which:
        return None
    rows: list[dict[str, Any]] = []
    left = most
    for one in recordings_in(actor, scope.sessions, scope.around if which == AROUND else None):
        state = "" if _may_have(scope, sight, one.session) else WITHHELD
        if not state and one.size > left:
            state = OVER
        left -= 0 if state else one.size
        rows.append(
            {"recording": str(one.pk), "sha256": one.sha256, "size": one.size, "state": state}
        )
    digest = clips_digest((one["recording"], one["sha256"], one["size"]) for one in rows)
    told = {"which": which, "most": most, "rule": CLIPS_RULE}
    return Asked(rows, told | {"number": len(rows), "sha256": digest})


def recordings_in(
    actor: Actor, sessions: Iterable[Session], around: tuple[datetime, datetime] | None
) -> list[Recording]:
    """Return the recordings of broadcasts, or of a stretch of them, in the order of time."""
    rows = Recording.objects.of(actor).filter(session__in=[one.pk for one in sessions])
    if around is not None:
        rows = rows.filter(starts_at__lt=around[1], ends_at__gt=around[0])
    found = rows.select_related("session__room").order_by("starts_at", "id")
    return list(found[:MOST_ROWS])


def _may_have(scope: Scope, sight: Sight, session: Session) -> bool:
    """Tell whether a recipient may have the video of a broadcast: an operator that of a room of
    his own. A package about a broadcast, a finding or a complaint is for the operator of that room.
    """
    if sight.clips != "own" or scope.party is None:
        return True
    return session.room.operator_id == scope.party.pk


def recording_of(actor: Actor, recording_id: UUID) -> Recording:
    """Return one recording, for whoever carries a package out."""
    return Recording.objects.of(actor).select_related("session__room").get(pk=recording_id)


def clips_shown(actor: Actor, row: Package) -> list[Shown]:
    """Return the recordings of a package and how each stands now."""
    kept = (row.job.checkpoint.get("kept") or {}) if row.job and row.made_at is None else {}
    told = {one["recording"]: one for one in (kept.get("place") or {}).get("clips", ())}
    rows = [one | told.get(one["recording"], {}) for one in row.clipped]
    found = _by_id(actor, [one["recording"] for one in rows])
    shown = ((found.get(one["recording"]), one) for one in rows)
    return [_shown(recording, one) for recording, one in shown if recording is not None]


def _by_id(actor: Actor, ids: Collection[str]) -> dict[str, Recording]:
    return {str(one.pk): one for one in Recording.objects.of(actor).filter(pk__in=ids)}


def _shown(recording: Recording, one: dict[str, Any]) -> Shown:
    state, at = one["state"], one.get("at", 0)
    tone = {TAKEN: "ok", "": "idle", OVER: "watch", WITHHELD: "idle"}.get(state, "act")
    percent = at * 100 // one["size"] if at and not state else None
    span = (recording.starts_at, recording.ends_at)
    host = host_of(recording.url)
    return Shown(*span, host, one["size"], state, STATES[state], tone, percent)


def clips_lacking(row: Package) -> int:
    """Return how many recordings of a finished package could not be had."""
    return sum(one["state"] in AGAIN for one in row.clipped) if row.made_at else 0


def clips_weight(rows: Sequence[dict[str, Any]]) -> int:
    """Return how many bytes of recordings are to be fetched."""
    return sum(one["size"] for one in rows if one["state"] in ("", TAKEN))
