"""What came of backtests, and what stands where a sample points to."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.crypto import KeyLost
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office
from rooms import codec, wire
from rooms import selectors as rooms
from studio import policies
from studio.models import Backtest, Version
from studio.selectors import words

AROUND = 2  # events on each side of a sample


@dataclass(frozen=True)
class Line:
    """An event as a sample shows it."""

    who: str
    text: str
    is_it: bool


@dataclass(frozen=True)
class Sample:
    """An event in its surroundings; no lines where nobody can read them any more."""

    room_id: UUID
    title: str
    seq: int
    lines: list[Line]


def backtest_get(actor: Actor, backtest_id: UUID, *, lock: bool = False) -> Backtest:
    """Return one backtest with its version and rule.

    Raises:
        NotFound: no such backtest for this actor.
    """
    rows = Backtest.objects.of(actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.select_related("version__rule", "ordered_by").filter(pk=backtest_id).first()
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这次回测。"))
    return row


def backtest_list(actor: Actor, versions: Sequence[Version]) -> TenantQuerySet[Backtest]:
    """Return the backtests of versions, the newest first."""
    policies.require_see(actor)
    found = Backtest.objects.of(actor).filter(version__in=versions)
    return found.select_related("version", "ordered_by").order_by("-id")


def digest_of(version: Version) -> str:
    """Return what identifies the wording of a version."""
    return hashlib.sha256(json.dumps(version.body, sort_keys=True).encode()).hexdigest()


def is_tried(actor: Actor, version: Version) -> bool:
    """Tell whether a backtest of a version as it is worded now has ended."""
    done = backtest_list(actor, [version]).filter(state=Backtest.State.DONE)
    return done.filter(digest=digest_of(version)).exists()


def progress_of(actor: Actor, backtest: Backtest) -> tuple[int, int | None, str]:
    """Return how many events are done, of how many, and what went wrong if anything did."""
    jobs = list(office.jobs_named(actor, [str(pk) for pk in backtest.jobs]))
    totals = [job.total for job in jobs]
    known = [total for total in totals if total is not None]
    whole = sum(known) if len(known) == len(totals) else None
    return sum(job.done for job in jobs), whole, next((job.error for job in jobs if job.error), "")


def samples_of(actor: Actor, places: Sequence[Sequence[Any]], most: int = 8) -> list[Sample]:
    """Return what was said at some places, with what stands around them."""
    wanted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for session_id, seq, position in places[:most]:
        wanted[session_id].append((int(seq), int(position)))
    return [
        sample
        for session_id, found in wanted.items()
        for sample in _of_session(actor, UUID(session_id), found)
    ]


def _of_session(actor: Actor, session_id: UUID, found: list[tuple[int, int]]) -> list[Sample]:
    session = rooms.session_get(actor, session_id)
    samples = []
    for seq, position in found:
        try:
            said = rooms.segment_events(actor, session, max(1, seq - 1), seq + 1)
        except (KeyLost, codec.Altered):
            said = []
        said = [
            one for one in said if _words(one.event) or (one.seq, one.position) == (seq, position)
        ]
        at = next(
            (i for i, one in enumerate(said) if (one.seq, one.position) == (seq, position)), 0
        )
        near = said[max(0, at - AROUND) : at + AROUND + 1]
        lines = [_line(one.event, (one.seq, one.position) == (seq, position)) for one in near]
        samples.append(Sample(session.room_id, session.room.title, seq, lines))
    return samples


def _words(event: wire.LiveEvent) -> str:
    """Return what somebody can read of an event; "" of figures and frames."""
    found = (getattr(event, name, "") for name in ("text", "title", "url", "content"))
    return next((text for text in found if text), "")


def _line(event: wire.LiveEvent, is_it: bool) -> Line:
    return Line(str(words.SPEAKERS[wire.role_of(event)]), _words(event)[:300], is_it)
