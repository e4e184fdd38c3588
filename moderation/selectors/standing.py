"""How every room on air stands: to act on, to watch, or calm; and what of it waits for somebody."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import selectors as accounts
from livecompliance.kernel.actors import Actor
from moderation.engine.state import HALF_LIFE_MS
from moderation.models import Measure, RoomState
from rooms import selectors as rooms
from tiers import selectors as tiers

HALF_LIFE = timedelta(milliseconds=HALF_LIFE_MS)
DEFAULT_WATCH, DEFAULT_ACT = 30, 75
NAMES: dict[str, Any] = {
    "act": _("需立即处理"),
    "watch": _("需关注"),
    "ok": _("平稳"),
    "waiting": _("有未确认处置"),
}
RANKS = {"act": 0, "watch": 1, "ok": 2}


class Bounds(NamedTuple):
    """From which risk on a room is to be watched, and from which on somebody must act."""

    watch: int
    act: int

    def state_of(self, risk: int, owed: "Owed | None" = None) -> str:
        """Say how a room stands: what is overdue asks for somebody, what waits is never calm."""
        if risk >= self.act or (owed and owed.is_overdue):
            return "act"
        return "watch" if risk >= self.watch or (owed and owed.waiting) else "ok"

    def meaning_of(self, state: str) -> str:
        """Say in words which rooms are in a state; "" for all rooms."""
        said = {
            "act": gettext(
                "风险不低于 %(act)s，未获准入，或有处置逾期未确认、平台未执行，或重点直播间无人值守"
            ),
            "watch": gettext("风险不低于 %(watch)s，或有处置正在等待主播确认"),
            "ok": gettext("风险低于 %(watch)s，也没有处置在等待确认"),
            "waiting": gettext("有处置还没有被主播确认，不论是否逾期"),
        }
        return said.get(state, "") % {"act": self.act, "watch": self.watch}


class Owed(NamedTuple):
    """What of a room waits for somebody: measures in time still, too late, not carried out.

    `is_denied`: it is on air and the gate does not allow it. `unwatched`: since when nobody
    watches it, being a key room.
    """

    waiting: int = 0
    since: datetime | None = None
    late: int = 0
    unexecuted: int = 0
    is_denied: bool = False
    unwatched: datetime | None = None

    @property
    def is_overdue(self) -> bool:
        return bool(self.late or self.unexecuted or self.is_denied or self.unwatched)

    @property
    def in_time(self) -> int:
        return self.waiting - self.late


class Filters(NamedTuple):
    """What the officer asked to see."""

    tier: str = ""
    category: str = ""
    state: str = ""
    text: str = ""
    page: int = 1


class Standing(NamedTuple):
    """How one room on air stands."""

    session_id: UUID
    title: str
    risk: int
    state: str
    owed: Owed

    def is_in(self, state: str) -> bool:
        """Tell whether the room belongs under a state, or under all ("")."""
        return bool(self.owed.waiting) if state == "waiting" else state in ("", self.state)


def bounds_of(actor: Actor) -> Bounds:
    """Return the thresholds of the actor's tenant; a regulator over several sees the defaults."""
    if len(actor.tenant_ids) != 1:
        return Bounds(DEFAULT_WATCH, DEFAULT_ACT)
    return Bounds(
        accounts.policy_of(actor, "risk_prompt", DEFAULT_WATCH),
        accounts.policy_of(actor, "risk_limit", DEFAULT_ACT),
    )


def unacknowledged(actor: Actor) -> QuerySet[Measure]:
    """Return what went out to rooms on air and nobody has acknowledged."""
    return (
        Measure.objects.of(actor)
        .filter(released_at__isnull=False, acknowledged_at__isnull=True, closed_at__isnull=True)
        .exclude(kind=Measure.Kind.VIEWER_NOTICE)
    )


def late_at(now: datetime) -> Q:
    """Return what makes an unacknowledged measure overdue."""
    return Q(deadline_at__lte=now)


def owed_by_session(actor: Actor, now: datetime) -> dict[UUID, Owed]:
    """Return what waits for somebody in the rooms on air, by session."""
    counted = (
        unacknowledged(actor)
        .values("session_id")
        .annotate(n=Count("id"), since=Min("released_at"), late=Count("id", filter=late_at(now)))
    )
    owed = {row["session_id"]: Owed(row["n"], row["since"], row["late"]) for row in counted}
    alarmed = Measure.objects.of(actor).filter(
        execution_alarm_at__isnull=False, executed_at__isnull=True, closed_at__isnull=True
    )
    for session_id in alarmed.values_list("session_id", flat=True):
        known = owed.get(session_id, Owed())
        owed[session_id] = known._replace(unexecuted=known.unexecuted + 1)
    for session_id, gap in tiers.unwatched(actor).items():
        owed[session_id] = owed.get(session_id, Owed())._replace(unwatched=gap.since)
    return owed


def standings(actor: Actor, wanted: Filters, bounds: Bounds, now: datetime) -> list[Standing]:
    """Return the rooms on air that pass the filters but that of the state, the most urgent first.

    A few columns of every room, judged here: cheaper than asking the database to judge each.
    """
    owed, risks = owed_by_session(actor, now), _risks(actor, now)
    found = []
    for session_id, title, is_admitted in _listed(actor, wanted):
        risk, waits = risks.get(session_id, 0), owed.get(session_id, Owed())
        if not is_admitted:
            waits = waits._replace(is_denied=True)
        found.append(Standing(session_id, title, risk, bounds.state_of(risk, waits), waits))
    found.sort(key=lambda one: (RANKS[one.state], -one.risk, one.title, one.session_id))
    return found


def counts_of(found: Sequence[Standing]) -> dict[str, int]:
    """Return how many rooms are in each state; "" is all of them."""
    counts = Counter(one.state for one in found)
    waiting = sum(1 for one in found if one.owed.waiting)
    return {"": len(found)} | {name: counts[name] for name in NAMES} | {"waiting": waiting}


def _risks(actor: Actor, now: datetime) -> dict[UUID, int]:
    states = RoomState.objects.filter(
        tenant_id__in=actor.tenant_ids, risk__gt=0, session__ended_at__isnull=True
    )
    return {
        session_id: round(risk * 0.5 ** max(0.0, (now - at) / HALF_LIFE))
        for session_id, risk, at in states.values_list("pk", "risk", "updated_at")
    }


def _listed(actor: Actor, wanted: Filters) -> Any:
    found = rooms.session_open_list(actor)
    if wanted.tier:
        found = found.filter(room__tier=wanted.tier)
    if wanted.category:
        found = found.filter(room__category=wanted.category)
    if wanted.text:
        places = ["room__title", "room__operator_name"]
        places += ["tenant__name"] if len(actor.tenant_ids) > 1 else []
        said = [Q(**{f"{place}__icontains": wanted.text}) for place in places]
        found = found.filter(reduce(or_, said))
    return found.values_list("pk", "room__title", "is_admitted")
