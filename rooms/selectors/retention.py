"""Ask which broadcasts go when, which are held, and what was destroyed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from rooms import policies
from rooms.models import OnAir, Session
from rooms.rules import retention as rules
from rooms.rules.retention import Term

CLAUSE, VIDEO, MARGIN = "O117-evidence-3y", "NTM-live-video-3y", "retention_margin_d"
TRADE, PUBLISHED = "ECL-transactions-3y", "D60-content"
WAITS = "retention_waits"
Held = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Month:
    """How many broadcasts go in one month."""

    month: date
    number: int


@dataclass(frozen=True, slots=True)
class Going:
    """One broadcast whose turn comes: the last day it must be there, when it goes, who holds it.

    `goes_on` is None where it waits until somebody tells when its last sale was completed.
    """

    session: Session
    keep_until: date
    goes_on: date | None
    holds: tuple[tuple[str, str], ...]


def tenants_with_expired(day: date) -> list[UUID]:
    """Return the tenants, whoever they are, with a broadcast whose term was over before a day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM sessions_expired(%s)", [day])
        return [row[0] for row in cursor.fetchall()]


def margin_d(actor: Actor) -> int:
    """Return how many days the platform keeps a broadcast beyond its term."""
    return accounts.policy_of(actor, MARGIN, rules.MARGIN_D)


def is_waiting(actor: Actor) -> bool:
    """Tell whether the platform destroys nothing of whose last sale nobody has told.

    Law: O117-evidence-3y
    """
    return accounts.policy_of(actor, WAITS, 1) == 1


def law_years(day: date) -> rules.Years:
    """Return for how long the laws of a day have broadcasts kept, and from when.

    Law: O117-evidence-3y, ECL-transactions-3y, NTM-live-video-3y, D60-content
    """
    return rules.Years(
        from_end=law.clause(VIDEO, day).number("retain"),
        from_sale=max(law.clause(one, day).number("retain") for one in (CLAUSE, TRADE)),
        published_d=law.clause(PUBLISHED, day).number("retain"),
    )


def held_things(actor: Actor) -> Held:
    """Return everything of the tenant that a standing hold protects."""
    found = accounts.hold_list(actor).values_list("subject_kind", "subject_ref")
    return frozenset((kind, ref) for kind, ref in found)


def expired(actor: Actor, today: date, margin: int) -> TenantQuerySet[Session]:
    """Return ended broadcasts whose term is over and of which anything is left. Of whose last sale
    nobody has told, they wait; or the margin comes on top, where the platform wants that.
    """
    is_over = Q(sales_completed_on__isnull=False, keep_until__lt=today)
    if not is_waiting(actor):
        is_over |= Q(keep_until__lt=today - timedelta(days=margin))
    found = Session.objects.of(actor).filter(is_over, key_destroyed_at__isnull=True)
    return found.filter(ended_at__isnull=False).order_by("id")


def untold(actor: Actor, day: date, margin: int) -> TenantQuerySet[Session]:
    """Return what goes before a day, with the margin, and of whose last sale nobody has told.

    Law: O117-evidence-3y
    """
    left = Session.objects.of(actor).filter(key_destroyed_at__isnull=True, ended_at__isnull=False)
    return left.filter(sales_completed_on__isnull=True, keep_until__lt=day - timedelta(days=margin))


def terms_of(actor: Actor, sessions: Iterable[Session]) -> dict[UUID, Term]:
    """Return whom broadcasts concern and until when each must be there; rooms must be loaded."""
    found = list(sessions)
    cast: dict[UUID, set[UUID]] = {one.pk: set() for one in found}
    users: dict[UUID, set[UUID]] = {one.pk: set() for one in found}
    seen = OnAir.objects.of(actor).filter(session__in=found, party__isnull=False)
    for session_id, party_id, user_id in seen.values_list(
        "session_id", "party_id", "party__user_id"
    ):
        if party_id:
            cast[session_id].add(party_id)
        if user_id:
            users[session_id].add(user_id)
    for one in found:
        operator = one.room.operator
        cast[one.pk] |= {operator.pk} if operator else set()
        users[one.pk] |= {operator.user_id} if operator and operator.user_id else set()
        users[one.pk] |= {one.room.operator_user_id} if one.room.operator_user_id else set()
    return {
        one.pk: Term(
            one.pk,
            one.room_id,
            clock.to_date(one.ended_at),
            one.keep_until,
            frozenset(cast[one.pk]),
            frozenset(users[one.pk]),
            one.sales_completed_on,
        )
        for one in found
        if one.ended_at is not None and one.keep_until is not None
    }


def going_next(actor: Actor, most: int) -> list[Going]:
    """Return the broadcasts that go next, the first in front, with what holds them.

    Raises:
        Forbidden: the actor may not see what is destroyed when.
    """
    policies.require_see_retention(actor)
    left = Session.objects.of(actor).filter(
        keep_until__isnull=False, key_destroyed_at__isnull=True, ended_at__isnull=False
    )
    found = list(left.select_related("room__operator").order_by("keep_until", "id")[:most])
    terms, held = terms_of(actor, found), held_things(actor)
    years, margin, waits = law_years(clock.today()), margin_d(actor), is_waiting(actor)
    going = []
    for one in found:
        last = rules.last_day(terms[one.pk], years)
        after = rules.goes_after(terms[one.pk], last, margin, waits=waits)
        goes_on = after + timedelta(days=1) if after else None
        going.append(Going(one, last, goes_on, tuple(rules.holds_on(terms[one.pk], held))))
    return going


def months_ahead(actor: Actor, until: date) -> list[Month]:
    """Return by month how many broadcasts' terms end until a day; what is over already is first."""
    policies.require_see_retention(actor)
    left = Session.objects.of(actor).filter(
        keep_until__lte=until, key_destroyed_at__isnull=True, ended_at__isnull=False
    )
    return _by_month(left, "keep_until")


def months_behind(actor: Actor, most: int) -> list[Month]:
    """Return by month how many broadcasts were destroyed, the latest first."""
    policies.require_see_retention(actor)
    gone = Session.objects.of(actor).filter(key_destroyed_at__isnull=False)
    return list(reversed(_by_month(gone, "key_destroyed_at")))[:most]


def _by_month(rows: TenantQuerySet[Session], name: str) -> list[Month]:
    counted: Iterable[Mapping[str, Any]] = (
        rows.annotate(month=TruncMonth(name)).values("month").annotate(number=Count("pk"))
    )
    days = [(one["month"], one["number"]) for one in counted.order_by("month")]  # type: ignore[attr-defined]
    return [Month(day.date() if hasattr(day, "date") else day, number) for day, number in days]


def retention_counts(actor: Actor) -> dict[str, int]:
    """Return how many broadcasts are kept, have no term although they ended, and are gone."""
    policies.require_see_retention(actor)
    ended = Q(ended_at__isnull=False, key_destroyed_at__isnull=True)
    return Session.objects.of(actor).aggregate(
        kept=Count("pk", filter=ended),
        termless=Count("pk", filter=ended & Q(keep_until__isnull=True)),
        gone=Count("pk", filter=Q(key_destroyed_at__isnull=False)),
    )
