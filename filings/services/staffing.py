"""Once a week: how many people inspected how many live hours."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from filings import policies, selectors
from filings.models import Staffing
from filings.rules.decisions import monday_of
from filings.services.text import plain
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office.rules.days import first_instant

WEEK = timedelta(days=7)
MOST_SECONDS = 10**12
MOST_PEOPLE, MOST_PERFORMERS = 100_000, 10_000_000
Hours = Callable[[Actor, datetime, datetime], int]
_hours: list[Hours] = []


def live_seconds_from(provider: Hours) -> None:
    """Let the app that has the sessions say how long was live: (actor, since, until) -> seconds."""
    _hours[:] = [provider]


def live_seconds(actor: Actor, since: datetime, until: datetime) -> int:
    """Return how many seconds were live in the tenant, all rooms together."""
    return sum(provider(actor, since, until) for provider in _hours)


@transaction.atomic
def staffing_take(
    *, actor: Actor, on: date | None = None, measured_s: int | None = None, extra: int | None = None
) -> Staffing:
    """Keep the figures of a week that is over: officers of today, live hours of the week.

    Args:
        on: a day of the week; last week where none is given. What was taken stays.
        measured_s: how long was live, where another system measured it: of weeks before ours.
        extra: people without an account; as in the week before where none are given.

    Raises:
        Forbidden: only officers and the product itself may.
        Invalid: the week is not over, or a length out of bounds.

    Law: M-content-staff
    """
    policies.require_keep(actor)
    week_on = monday_of(on or clock.today() - WEEK)
    if week_on + WEEK > clock.today():
        raise Invalid(_("这一周还没有结束。"), field="week")
    found = selectors.staffing_get(actor, week_on)
    if found is not None:
        return found
    since, until = first_instant(week_on), first_instant(week_on + WEEK)
    seconds = live_seconds(actor, since, until) if measured_s is None else measured_s
    if not 0 <= seconds <= MOST_SECONDS:
        raise Invalid(_("直播时长超出范围。"), field="measured_s")
    _require_bounds({"extra": extra})
    carried = _carried(actor, week_on)
    taken, made = Staffing.objects.of(actor).get_or_create(
        tenant_id=actor.tenant_id,
        week_on=week_on,
        defaults={
            "inspectors": selectors.inspectors_now(actor),
            "live_seconds": seconds,
            "taken_at": clock.now(),
            **(carried if extra is None else {**carried, "extra": extra}),
        },
    )
    if made:
        _note(actor, taken, "filings.staffing_taken")
    return taken


def _carried(actor: Actor, week_on: date) -> dict[str, int | None]:
    """Return what was declared of people without an account: it holds until declared anew."""
    last = selectors.staffing_list(actor).filter(week_on__lt=week_on).first()
    if last is None:
        return {}
    return {"extra": last.extra, "agents": last.agents, "performers": last.performers}


@transaction.atomic
def staffing_note(
    *,
    actor: Actor,
    extra: int = 0,
    agents: int | None = None,
    performers: int | None = None,
    note: str = "",
) -> Staffing:
    """Declare the people who inspect without an account, and agents and performers, of last week.

    Agents and performers are asked for only where the platform holds a licence that does.

    Raises:
        Forbidden: only officers and the product itself may.
        Invalid: numbers out of bounds.

    Law: M-content-staff, NPB-agents
    """
    policies.require_keep(actor)
    _require_bounds({"extra": extra, "agents": agents, "performers": performers})
    said = plain(note, "note", most=200)
    taken = staffing_take(actor=actor)
    taken.extra, taken.agents, taken.performers, taken.note = extra, agents, performers, said
    taken.save(update_fields=["extra", "agents", "performers", "note"])
    _note(actor, taken, "filings.staffing_noted")
    return taken


def _require_bounds(numbers: dict[str, int | None]) -> None:
    for field, number in numbers.items():
        most = MOST_PERFORMERS if field == "performers" else MOST_PEOPLE
        if number is not None and not 0 <= number <= most:
            raise Invalid(_("人数超出范围。"), field=field)


def _note(actor: Actor, taken: Staffing, action: str) -> None:
    data = {
        "week": f"{taken.week_on}",
        "people": taken.people,
        "hours": round(taken.live_hours),
        "agents": taken.agents,
        "performers": taken.performers,
    }
    record.entry_append(
        actor=actor,
        action=action,
        subject=("staffing", taken.pk),
        clause="M-content-staff",
        data=data,
    )
