"""Ask about clocks: those of one subject, those that are open, whose turn it is."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.acts import ID
from livecompliance.kernel.exceptions import NotFound
from office import policies
from office.models import Clock, ClockEvent
from office.rules import clocks
from office.rules.clocks import Event, Standing
from office.selectors.calendar import calendar
from office.selectors.words import word

Subject = tuple[str, object]
ASKED = {"subject_kind", "subject_ref", "state"}
COUNTED = ("working_day", "working_hour")


def clock_get(actor: Actor, clock_id: UUID, *, lock: bool = False) -> Clock:
    """Return one clock of the actor's tenant.

    Raises:
        NotFound: no such clock for this actor.
    """
    found = Clock.objects.of(actor).filter(pk=clock_id)
    one = (found.select_for_update() if lock else found).first()
    if one is None:
        raise NotFound("没有这个时限。")
    return one


def clock_list(actor: Actor, subject: Subject) -> TenantQuerySet[Clock]:
    """Return every clock of a subject, ended ones included, the one that ends first in front."""
    found = Clock.objects.of(actor).filter(subject_kind=subject[0], subject_ref=str(subject[1]))
    return found.select_related("owner").order_by(F("due_at").asc(nulls_last=True), "id")


def clock_open_list(actor: Actor, after: str = "") -> TenantQuerySet[Clock]:
    """Return the open clocks, the one that ends first in front, paused ones last.

    Args:
        after: id of the clock to go on behind; anything else begins at the front.
    """
    found = Clock.objects.of(actor).filter(state__in=clocks.OPEN)
    last = found.filter(pk=after).first() if ID.fullmatch(after) else None
    if last is not None and last.due_at is not None:
        behind = Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, pk__gt=last.pk)
        found = found.filter(behind | Q(due_at=None))
    elif last is not None:
        found = found.filter(due_at=None, pk__gt=last.pk)
    return found.select_related("owner").order_by(F("due_at").asc(nulls_last=True), "id")


def clock_ended_list(actor: Actor, after: str = "") -> TenantQuerySet[Clock]:
    """Return the clocks that ended, the last one in front; `after` as for the open ones."""
    found = Clock.objects.of(actor).filter(ended_at__isnull=False)
    last = found.filter(pk=after).first() if ID.fullmatch(after) else None
    if last is not None:
        found = found.filter(
            Q(ended_at__lt=last.ended_at) | Q(ended_at=last.ended_at, pk__lt=last.pk)
        )
    return found.select_related("owner").order_by("-ended_at", "-id")


def event_list(actor: Actor, clock: Clock) -> TenantQuerySet[ClockEvent]:
    """Return a clock's log, in the order in which it was written."""
    return ClockEvent.objects.of(actor).filter(clock=clock).order_by("seq")


def clock_page(
    actor: Actor, wanted: Mapping[str, str], after: UUID | None, most: int
) -> list[Clock]:
    """Return at most `most` clocks, the newest first, from behind the clock `after`.

    Args:
        wanted: which: `subject_kind`, `subject_ref` and `state`, each where given.

    Raises:
        Forbidden: the actor may not see clocks.
    """
    policies.require_see_clocks(actor)
    found = Clock.objects.of(actor).filter(**{name: wanted[name] for name in ASKED & set(wanted)})
    return list((found.filter(pk__lt=after) if after else found).order_by("-id")[:most])


def clock_counting_page(actor: Actor, after: UUID | None, most: int) -> list[Clock]:
    """Return open clocks whose own term, or the law's, is counted by the calendar."""
    counted = Q(policy__unit__in=COUNTED) | Q(policy__law__unit__in=COUNTED)
    found = Clock.objects.of(actor).filter(counted, state__in=clocks.OPEN)
    return list((found.filter(pk__gt=after) if after else found).order_by("id")[:most])


def logs_of(actor: Actor, found: Collection[Clock]) -> dict[UUID, list[Event]]:
    """Return the logs of clocks, by their ids, in one query."""
    logs: dict[UUID, list[ClockEvent]] = {one.pk: [] for one in found}
    for row in ClockEvent.objects.of(actor).filter(clock__in=list(logs)).order_by("seq"):
        logs[row.clock_id].append(row)
    return {pk: clocks.log_of(rows) for pk, rows in logs.items()}


def clock_standing(actor: Actor, clock: Clock) -> Standing:
    """Return where a clock stands, folded from its log by the calendar known now."""
    return clocks.standing(clocks.log_of(event_list(actor, clock)), calendar())


def clock_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what clocks are called, by id."""
    return {str(one.pk): word(one.kind) for one in Clock.objects.of(actor).filter(pk__in=ids)}


def tenants_with_clocks_due(at: datetime, most: int = 500) -> list[UUID]:
    """Return the tenants, whoever they are, that have a clock to look at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM clocks_due(%s, %s)", [at, most])
        return [row[0] for row in cursor.fetchall()]


def tenants_with_open_clocks() -> list[UUID]:
    """Return the tenants, whoever they are, that have an open clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM clocks_open()")
        return [row[0] for row in cursor.fetchall()]
