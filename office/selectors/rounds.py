"""How clocks went, round by round: what figures are made of. The log decides, not the row."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Extract, Floor, TruncMonth

from livecompliance.kernel import clock as the_clock
from livecompliance.kernel.actors import Actor
from office import policies
from office.models import Clock, ClockEvent
from office.rules import clocks
from office.rules.clocks import Standing
from office.selectors.clock import logs_of

FOLDED_AT_ONCE = 2_000


class Round(NamedTuple):
    """One round of one clock.

    Args:
        worked_s: how many whole seconds it ran until it ended (or until now), pauses left out.
        is_late: it ended late, was given up late, or is over its term now.
    """

    ref: str
    kind: str
    state: str
    is_late: bool
    worked_s: int


def rounds_between(
    actor: Actor,
    subject_kind: str,
    kinds: Collection[str],
    since: datetime,
    until: datetime,
    at: datetime | None = None,
) -> Iterator[Round]:
    """Yield the rounds that began within a time, as they stand at an instant (now).

    A clock of one round that never stood still is what its row says, so the database tells it.
    Only one that was begun anew or paused is folded from its log, some thousands at a time.

    Raises:
        Forbidden: the actor may not see clocks.
    """
    policies.require_see_clocks(actor)
    now = at or the_clock.now()
    base = Clock.objects.of(actor).filter(subject_kind=subject_kind, kind__in=kinds)
    inside = base.filter(started_at__gte=since, started_at__lt=until, round=1)
    pauses = ClockEvent.objects.of(actor).filter(kind=clocks.PAUSE, clock__in=inside.values("id"))
    stood = list(pauses.order_by().values_list("clock_id", flat=True).distinct())
    took = Coalesce(F("ended_at"), Value(now)) - F("started_at")
    plain = (
        inside.exclude(pk__in=stood)
        .order_by()
        .values_list(
            "subject_ref",
            "kind",
            "state",
            Case(When(_is_late(now), then=True), default=False, output_field=BooleanField()),
            Cast(
                Floor(Extract(ExpressionWrapper(took, output_field=DurationField()), "epoch")),
                IntegerField(),
            ),
        )
    )
    yield from map(Round._make, plain.iterator(chunk_size=10_000))
    again = base.filter(round__gt=1, started_at__gte=since)
    for row, one in _folded(
        actor, [*stood, *again.order_by().values_list("id", flat=True)], since, until
    ):
        yield _round(row, one, now)


def _is_late(now: datetime) -> Q:
    return Q(breached_at__isnull=False) | Q(ended_at__isnull=True, due_at__lt=now)


def _folded(
    actor: Actor, ids: list[UUID], since: datetime, until: datetime
) -> Iterator[tuple[Clock, Standing]]:
    """Yield those rounds of clocks that began within a time, folded from their logs."""
    for start in range(0, len(ids), FOLDED_AT_ONCE):
        rows = list(Clock.objects.of(actor).filter(pk__in=ids[start : start + FOLDED_AT_ONCE]))
        logs = logs_of(actor, rows)
        for row in rows:
            for one in clocks.rounds(logs[row.pk]):
                if since <= one.started_at < until:
                    yield row, one


def _round(row: Clock, one: Standing, now: datetime) -> Round:
    end = one.ended_at or now
    worked = end - one.started_at - clocks.paused(one.pauses, end)
    is_over = one.is_open and row.due_at is not None and row.due_at < now
    late = one.breached_at is not None or is_over
    return Round(row.subject_ref, row.kind, one.state, late, worked // timedelta(seconds=1))


class Month(NamedTuple):
    """How many rounds of a kind that began in a month were kept, and how many were not."""

    kind: str
    month: datetime
    kept: int
    late: int


def rounds_by_month(
    actor: Actor, subject_kind: str, kinds: Collection[str], since: datetime, until: datetime
) -> list[Month]:
    """Return how rounds went, month by month: counted by the database, but for what began anew.

    Raises:
        Forbidden: the actor may not see clocks.
    """
    policies.require_see_clocks(actor)
    now = the_clock.now()
    base = Clock.objects.of(actor).filter(subject_kind=subject_kind, kind__in=kinds)
    inside = base.filter(started_at__gte=since, started_at__lt=until, round=1)
    late = _is_late(now)
    month = TruncMonth("started_at", tzinfo=the_clock.SHANGHAI)
    rows = (
        inside.order_by()
        .values("kind", month=month)
        .annotate(late=Count("id", filter=late))
        .annotate(kept=Count("id", filter=Q(state=clocks.MET) & ~late))
    )
    kept: Counter[tuple[str, datetime]] = Counter()
    over: Counter[tuple[str, datetime]] = Counter()
    for one in rows:
        kept[one["kind"], one["month"]] += one["kept"]
        over[one["kind"], one["month"]] += one["late"]
    again = base.filter(round__gt=1, started_at__gte=since)
    ids = list(again.order_by().values_list("id", flat=True))
    for row, standing in _folded(actor, ids, since, until):
        each = _round(row, standing, now)
        at = each.kind, _month_of(standing.started_at)
        over[at] += each.is_late
        kept[at] += each.state == clocks.MET and not each.is_late
    return [Month(kind, at, kept[kind, at], over[kind, at]) for kind, at in sorted(kept | over)]


def _month_of(at: datetime) -> datetime:
    own = at.astimezone(the_clock.SHANGHAI)
    return own.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
