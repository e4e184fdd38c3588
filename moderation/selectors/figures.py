"""The five figures above the live wall."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, FloatField, Func, Min, QuerySet, Sum
from django.db.models.functions import Extract

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation.models import Finding, Measure
from moderation.selectors.family import tongue
from moderation.selectors.standing import late_at, unacknowledged
from rooms import selectors as rooms
from rooms.models import Room, Session


@dataclass(frozen=True, slots=True)
class Figures:
    """The five figures above the wall."""

    on_air: int
    key_rooms: int
    events: int
    backlog: int
    measures: dict[str, int]
    waiting: int
    waiting_since: datetime | None
    late: int
    latency_ms: int | None

    @property
    def measures_total(self) -> int:
        return sum(self.measures.values())

    @property
    def measures_listed(self) -> list[tuple[str, int]]:
        """Return what was done today, by kind, in the order of the ladder."""
        return [
            (rules.NAMES[kind][tongue()], self.measures[kind])
            for kind in rules.KINDS
            if self.measures.get(kind)
        ]


def figures(actor: Actor) -> Figures:
    """Return the figures above the wall, for today in the platform's time zone."""
    since = (
        clock.now().astimezone(clock.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    )
    sessions = rooms.session_open_list(actor)
    taken = (
        Measure.objects.of(actor)
        .filter(released_at__gte=since)
        .values("kind")
        .annotate(number=Count("id"))
        .values_list("kind", "number")
    )
    waiting = unacknowledged(actor).aggregate(
        number=Count("id"),
        since=Min("released_at"),
        late=Count("id", filter=late_at(clock.now())),
    )
    return Figures(
        on_air=sessions.count(),
        key_rooms=sessions.filter(room__tier=Room.Tier.KEY).count(),
        events=_events(sessions),
        backlog=rooms.backlog(actor),
        measures=dict(taken),
        waiting=waiting["number"],
        waiting_since=waiting["since"],
        late=waiting["late"],
        latency_ms=_latency_ms(actor),
    )


def _events(sessions: QuerySet[Session]) -> int:
    found: int | None = sessions.aggregate(total=Sum("head__events"))["total"]
    return found or 0


class Percentile(Func):
    """percentile_cont, which Django has no name for."""

    function = "percentile_cont"
    template = "%(function)s(0.99) WITHIN GROUP (ORDER BY %(expressions)s)"
    contains_aggregate = True


def _latency_ms(actor: Actor) -> int | None:
    recent = Finding.objects.of(actor).filter(created_at__gte=clock.now() - timedelta(minutes=10))
    age = Extract(F("created_at") - F("at"), "epoch", output_field=FloatField())
    found = recent.aggregate(p99=Percentile(age, output_field=FloatField()))["p99"]
    return None if found is None else max(0, round(found * 1000))
