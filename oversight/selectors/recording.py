"""What is recorded of broadcasts, for how long it must be there, and what is wrong with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts import selectors as accounts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from oversight.models import Coverage, Recording
from oversight.rules.recordings import Span, gaps_in
from oversight.selectors.gather import instant
from rooms import selectors as rooms
from rooms.models import Session
from rooms.rules.keeping import years_later
from rooms.selectors import retention as terms
from rooms.selectors.ended import sessions_ended

WITHIN_H, EVERY_D = 24, 30
SHOWN, LOOKED_BACK = 60, timedelta(days=30)
FAULTS = {
    "unreachable": _("无法访问"),
    "missing": _("已不存在"),
    "changed": _("内容不符"),
}
WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Bit:
    """One stretch of a strip, in thousandths of the broadcast."""

    x: int
    width: int
    tone: str
    span: Span


@dataclass(frozen=True, slots=True)
class Covered:
    """One broadcast: its time on air, what of it is recorded, and what is missing.

    Attributes:
        until: the last day that the recordings must be there; None while it is on air.
        is_late: the platform had its time to report, and something is missing.
    """

    session: Session
    on_air: Span
    recordings: list[Recording]
    gaps: list[Span]
    bits: list[Bit]
    until: date | None
    is_late: bool

    @property
    def missing_s(self) -> int:
        """Return how many seconds on air no recording covers."""
        return sum(one.seconds for one in self.gaps)

    @property
    def wrong(self) -> int:
        """Return with how many recordings something is wrong that officers are alarmed of."""
        return sum(bool(one.alarmed) for one in self.recordings)

    @property
    def away(self) -> int:
        """Return how many recordings could not be reached, and not for long enough to alarm."""
        return sum(bool(one.fault) and not one.alarmed for one in self.recordings)


def within(actor: Actor) -> timedelta:
    """Return how long after a broadcast its recordings may be reported."""
    return timedelta(hours=accounts.policy_of(actor, "recording_within_h", WITHIN_H))


def every(actor: Actor) -> timedelta:
    """Return how often a recording is looked at."""
    return timedelta(days=accounts.policy_of(actor, "recording_probe_d", EVERY_D))


def is_used(actor: Actor) -> bool:
    """Tell whether the platform has reported any recording yet."""
    return Recording.objects.of(actor).exists()


def recordings_of(actor: Actor, session_id: UUID) -> list[Recording]:
    """Return the recordings of a broadcast, in the order of time."""
    found = Recording.objects.of(actor).filter(session_id=session_id)
    return list(found.order_by("starts_at", "id"))


def covered(actor: Actor, session_id: UUID) -> Covered:
    """Return what is recorded of one broadcast.

    Raises:
        NotFound: there is none for this actor.
    """
    session = rooms.session_get(actor, session_id)
    return _covered(actor, session, recordings_of(actor, session.pk))


def covered_lately(actor: Actor) -> list[Covered]:
    """Return the broadcasts of the last thirty days, the latest in front."""
    found = sessions_ended(actor, clock.now() - LOOKED_BACK, SHOWN)
    by_session: dict[UUID, list[Recording]] = {}
    rows = Recording.objects.of(actor).filter(session__in=[one.pk for one in found])
    for row in rows.order_by("starts_at", "id"):
        by_session.setdefault(row.session_id, []).append(row)
    return [_covered(actor, one, by_session.get(one.pk, [])) for one in found]


def _covered(actor: Actor, session: Session, recorded: list[Recording]) -> Covered:
    on_air = Span(session.started_at, session.ended_at or clock.now())
    there = [one for one in recorded if one.fault in ("", Recording.Fault.UNREACHABLE)]
    gaps = gaps_in(on_air, [Span(one.starts_at, one.ends_at) for one in there])
    ended = session.ended_at
    is_late = bool(gaps) and ended is not None and ended + within(actor) < clock.now()
    bits = [_bit(on_air, Span(one.starts_at, one.ends_at), _tone(one)) for one in recorded]
    bits += [_bit(on_air, one, "act" if is_late else "watch") for one in gaps]
    return Covered(session, on_air, recorded, gaps, bits, kept_until(session), is_late)


def _tone(one: Recording) -> str:
    if one.fault in ("missing", "changed"):
        return "act"
    return "watch" if one.fault else "ok"


def _bit(whole: Span, one: Span, tone: str) -> Bit:
    length = max((whole.until - whole.since).total_seconds(), 1)
    since = max(0.0, (one.since - whole.since).total_seconds())
    until = min(length, (one.until - whole.since).total_seconds())
    x = round(since * WIDTH / length)
    return Bit(x, max(round(until * WIDTH / length) - x, 1), tone, one)


def kept_until(session: Session) -> date | None:
    """Return the last day that the video must be there: the broadcast's own term, which its
    operator's tier makes longer, or the law's where that is later.

    Law: NTM-live-video-3y
    """
    if session.ended_at is None:
        return None
    ended = clock.to_date(session.ended_at)
    by_law = years_later(ended, terms.law_years(clock.today()).from_end)
    return max(session.keep_until or by_law, by_law)


def host_of(url: str) -> str:
    """Return the host of an address: what of it is shown."""
    return urlsplit(url).hostname or ""


def tally(actor: Actor, since: datetime) -> dict[str, int]:
    """Return how many recordings there are, with how many something is wrong, and how many
    broadcasts that ended since have a gap of which people were told.
    """
    counted = Recording.objects.of(actor).aggregate(
        whole=Count("pk"), wrong=Count("pk", filter=~Q(alarmed=""))
    )
    lacking = Coverage.objects.of(actor).filter(alarmed_at__isnull=False, missing_s__gt=0)
    counted["gaps"] = lacking.filter(session__ended_at__gte=since).count()
    return counted


def recording_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what recordings are called, by id."""
    found = Recording.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): f"{clock.to_date(one.starts_at)} {host_of(one.url)}" for one in found}


def recordings_told(
    actor: Actor,
    sessions: Collection[Session],
    around: tuple[datetime, datetime] | None,
    is_open: bool,
) -> list[dict[str, Any]]:
    """Return what a package says of the video of broadcasts: which stretches the platform keeps
    until when, and the digest by which whoever fetches one knows that it is the same.

    Args:
        around: the stretch that the package is about; everything when None.
        is_open: whether the recipient may see where exactly it lies.
    """
    rows = Recording.objects.of(actor).filter(session__in=[one.pk for one in sessions])
    if around is not None:
        rows = rows.filter(starts_at__lt=around[1], ends_at__gt=around[0])
    return [
        {
            "recording": str(one.pk),
            "session": str(one.session_id),
            "starts_at": instant(one.starts_at),
            "ends_at": instant(one.ends_at),
            "host": host_of(one.url),
            "url": one.url if is_open else "",
            "sha256": one.sha256,
            "size": one.size,
            "keep_until": f"{kept_until(one.session) or ''}",
            "checked_at": instant(one.probed_at),
            "read_whole_at": instant(one.hashed_at),
            "fault": one.fault,
        }
        for one in rows.select_related("session").order_by("session_id", "starts_at", "id")
    ]
