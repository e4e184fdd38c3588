"""Clocks as a page shows them: what is left in words, how pressing it is, by which clause."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from livecompliance.kernel import acts, law
from livecompliance.kernel import clock as the_clock
from livecompliance.kernel.actors import Actor
from office.models import Clock
from office.rules.days import Calendar, day_of
from office.selectors.calendar import calendar
from office.selectors.clock import Subject, clock_list
from office.selectors.words import word

TICKS = timedelta(hours=24)  # below this, seconds are worth watching
HOURLY = ("minute", "hour", "working_hour")


@dataclass(frozen=True)
class Countdown:
    """One clock in words.

    Args:
        tone: act (breached), watch (warned of), ok (in time), "" (paused or ended).
        left: what is left, or by how much it is late, or how it ended.
        ticks_to: the instant to count down to by the second, when it is near.
        share: how much of the term is left, in per cent; None where nothing runs out.
        thing: what the subject is called, where whoever looks was told it.
    """

    clock: Clock
    name: str
    about: str
    tone: str
    left: str
    ticks_to: datetime | None
    citation: str
    share: int | None = None
    thing: str = ""


def countdowns(actor: Actor, subject: Subject) -> list[Countdown]:
    """Return the clocks of a subject in words, the one that ends first in front."""
    return told(clock_list(actor, subject))


def told(found: Iterable[Clock], actor: Actor | None = None) -> list[Countdown]:
    """Return clocks in words, in their order; with what their subjects are called, for `actor`."""
    listed, known, now = list(found), calendar(), the_clock.now()
    wanted = {(one.subject_kind, one.subject_ref) for one in listed} if actor else set()
    names = acts.things(actor, wanted) if actor else {}
    return [
        _told(one, known, now, names.get((one.subject_kind, one.subject_ref), "")) for one in listed
    ]


def _told(one: Clock, known: Calendar, now: datetime, thing: str) -> Countdown:
    is_near = one.is_open and one.due_at is not None and timedelta() < one.due_at - now < TICKS
    return Countdown(
        clock=one,
        name=word(one.kind),
        about=word(one.subject_kind),
        tone=_tone(one, now),
        left=_left(one, known, now),
        ticks_to=one.due_at if is_near else None,
        citation=_citation(one.clause),
        share=_share(one, now),
        thing=thing,
    )


def _share(one: Clock, now: datetime) -> int | None:
    """Return the per cent of the time from start to end that is left; 0 once it ended."""
    if not one.is_open or one.due_at is None:
        return None
    whole = (one.due_at - one.started_at).total_seconds()
    left = max(0.0, (one.due_at - now).total_seconds())
    return min(100, math.ceil(100 * left / whole)) if whole > 0 else 0


def _tone(one: Clock, now: datetime) -> str:
    if one.breached_at is not None or (one.is_open and one.due_at and now > one.due_at):
        return "act"
    if not one.is_open:
        return "ok" if one.state == Clock.State.MET else ""
    if one.warned_at is not None:
        return "watch"
    return "" if one.state == Clock.State.PAUSED and one.due_at is None else "ok"


def _left(one: Clock, known: Calendar, now: datetime) -> str:
    if not one.is_open:
        return _ended(one)
    if one.due_at is None:
        return _("已暂停，不计时")
    if now > one.due_at:
        return _("已超期 %(long)s") % {"long": _long(one, known, one.due_at, now)}
    if one.policy["unit"] not in HOURLY and day_of(now) == day_of(one.due_at):
        return _("今天到期")
    return _("还剩 %(long)s") % {"long": _long(one, known, now, one.due_at)}


def _ended(one: Clock) -> str:
    if one.state == Clock.State.CLOSED:
        return _("已终止，超期未完成") if one.breached_at else _("已终止")
    return _("超期后完成") if one.breached_at else _("按时完成")


def _long(one: Clock, known: Calendar, since: datetime, until: datetime) -> str:
    """Say how long: working days where the term is in working days, else days or hours."""
    first, last = day_of(since), day_of(until)
    if one.policy["unit"] == "working_day":
        return long_of(known.working_between(first, last), "working_day")
    hours = int((until - since).total_seconds() // 3600)
    if hours >= 48:
        return long_of((last - first).days, "day")
    return long_of(hours, "hour") if hours else long_of(_minutes(since, until), "minute")


def _minutes(since: datetime, until: datetime) -> int:
    return int((until - since).total_seconds() // 60)


def long_of(number: int, unit: str) -> str:
    """Say how long so many of a unit are."""
    texts = {
        "working_day": ngettext("%(n)s 个工作日", "%(n)s 个工作日", number),
        "day": ngettext("%(n)s 天", "%(n)s 天", number),
        "hour": ngettext("%(n)s 小时", "%(n)s 小时", number),
        "working_hour": ngettext("%(n)s 个工作小时", "%(n)s 个工作小时", number),
        "month": ngettext("%(n)s 个月", "%(n)s 个月", number),
        "minute": ngettext("%(n)s 分钟", "%(n)s 分钟", number),
    }
    return texts[unit] % {"n": number}


def _citation(clause_id: str) -> str:
    if clause_id not in law.register():
        return clause_id
    is_english = (get_language() or "").startswith("en")
    return law.citation(law.clause(clause_id), "en" if is_english else "zh")
