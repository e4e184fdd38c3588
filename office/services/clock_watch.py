"""Look at clocks whose time has come: warn before, mark after; compute anew when days changed."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, transaction

from livecompliance.kernel import clock as the_clock
from livecompliance.kernel.actors import Actor
from office import selectors
from office.models import Clock
from office.rules import clocks
from office.rules.clocks import Standing
from office.rules.days import Calendar
from office.services.clock_log import Log

log = logging.getLogger(__name__)
MOST, PAGE = 100, 500
AGAIN_IN = timedelta(minutes=5)


@transaction.atomic
def clocks_follow(*, actor: Actor, most: int = MOST) -> int:
    """Warn of the terms that end soon and mark those that ended; return how many were looked at.

    Each is warned of once per due instant and breached once. Safe to run twice and at once. One
    that cannot be followed holds nobody up: it is looked at again some minutes later.
    """
    now, calendar = the_clock.now(), selectors.calendar()
    due = Clock.objects.of(actor).filter(next_at__lte=now).order_by("next_at", "id")
    found = list(due.select_for_update(skip_locked=True)[:most])
    for one in found:
        try:
            with transaction.atomic():
                _follow(Log(actor, one, calendar), now)
        except DatabaseError:
            raise
        except Exception as fault:  # noqa: BLE001  (whatever it was, the others go on)
            log.error("clock %s cannot be followed: %s", one.pk, type(fault).__name__)
            Clock.objects.of(actor).filter(pk=one.pk).update(next_at=now + AGAIN_IN)
    return len(found)


def _follow(log: Log, now: datetime) -> None:
    due_at = log.standing.due_at
    if clocks.is_late(log.standing, now):
        log.pass_()
    elif due_at is not None and _is_warning_due(log, now):
        log.append(clocks.WARN, now, data={"due_at": due_at.isoformat()})
    else:
        log.keep()  # the calendar moved it since it was last kept


def _is_warning_due(log: Log, now: datetime) -> bool:
    at = log.standing.warn_at
    return at is not None and at <= now and log.standing.warned_at is None


def clocks_recompute(*, actor: Actor) -> int:
    """Fold every open clock that counts working days anew; return how many moved.

    Page by page, each in its own transaction, and only what moved is locked. A breach that a
    notice undid (its day turned out to be off) is let go; both stay in the log.
    """
    calendar, moved, last = selectors.calendar(), 0, None
    while True:
        with transaction.atomic():
            found = selectors.clock_counting_page(actor, last, PAGE)
            for one in _unlike(actor, found, calendar):
                moved += _recompute(actor, one.pk, calendar)
        if len(found) < PAGE:
            return moved
        last = found[-1].pk


def _unlike(actor: Actor, found: list[Clock], calendar: Calendar) -> list[Clock]:
    """Return the clocks whose log says otherwise than what is kept of them."""
    logs = selectors.logs_of(actor, found)
    return [
        one
        for one in found
        if _end_of(clocks.standing(logs[one.pk], calendar)) != (one.due_at, one.is_provisional)
    ]


def _end_of(now: Standing) -> tuple[datetime | None, bool]:
    return now.due_at, now.is_provisional


def _recompute(actor: Actor, clock_id: UUID, calendar: Calendar) -> bool:
    """Write down that the end of a clock moved; not where somebody did so or ended it before."""
    one = selectors.clock_get(actor, clock_id, lock=True)
    before, log = (one.due_at, one.is_provisional), Log(actor, one, calendar)
    now = log.standing
    if not one.is_open or _end_of(now) == before:
        return False
    undone = now.breached_at is not None and not _is_still_late(log)
    data = {"from": before[0].isoformat() if before[0] else "", "undone": undone}
    log.append(clocks.RECOMPUTE, the_clock.now(), data=data)
    return True


def _is_still_late(log: Log) -> bool:
    due_at = log.standing.due_at
    return due_at is None or the_clock.now() > due_at
