"""Ask about decisions: all of them, one's own, those that stand, what still counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, Q, When
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.gate import Seen
from livecompliance.kernel.pg import hot
from livecompliance.kernel.tenancy import require
from sanctions import policies
from sanctions.models import Effect, Report, Review, Sanction, number_of
from sanctions.rules import ladder as rules
from tiers.selectors.figures import Counter
from tiers.selectors.rooms import rooms_by_operator

State, Rung = Sanction.State, Sanction.Rung
VOID = (State.OVERTURNED, State.CHANGED, State.REFUSED, State.PROPOSED)
STANDING = hot.Reading(
    """
    SELECT {s} FROM sanctions_sanction s
    WHERE s.tenant_id = ANY(%s) AND s.party_id = ANY(%s) AND s.state = %s
    AND (s.ends_at IS NULL OR s.ends_at > %s) ORDER BY s.id
    """,
    s=Sanction,
)


STOOD = """
SELECT 'decision', json_build_array(s.id, s.party_id, s.rung, s.clause, s.functions,
         s.ends_at)::text
  FROM sanctions_sanction s
 WHERE s.tenant_id = %(tenant)s AND s.party_id = ANY(%(parties)s::uuid[])
   AND s.state = 'in_force' AND (s.ends_at IS NULL OR s.ends_at > %(at)s)
"""


class Stood(NamedTuple):
    """A decision in force, as far as the gate asks."""

    number: str
    party_id: UUID
    rung: str
    clause: str
    functions: list[str]
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions somebody wants to see."""

    state: str = ""
    rung: str = ""
    text: str = ""
    party_id: UUID | None = None
    is_to_weigh: bool = False


def sanction_list(actor: Actor, wanted: Wanted = Wanted()) -> TenantQuerySet[Sanction]:
    """Return decisions, the newest first.

    Raises:
        Forbidden: the actor may not see them.
    """
    policies.require_see(actor)
    found = Sanction.objects.of(actor).select_related("party", "proposed_by").order_by("-id")
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.rung:
        found = found.filter(rung=wanted.rung)
    if wanted.party_id:
        found = found.filter(party=wanted.party_id)
    if wanted.is_to_weigh:
        found = found.filter(weigh_by__isnull=False).order_by("weigh_by", "id")
    if wanted.text:
        named = Q(party__public_name__icontains=wanted.text)
        found = found.filter(named | Q(party__external_id=wanted.text))
    return found


def sanctions_on(actor: Actor, finding_ids: Collection[UUID]) -> list[Sanction]:
    """Return the decisions that rest on one of some findings, the newest first.

    Raises:
        Forbidden: the actor may not see decisions.
    """
    policies.require_see(actor)
    found = Sanction.objects.of(actor).filter(findings__overlap=list(finding_ids))
    return list(found.select_related("party").order_by("-id"))


def counts_by_state(actor: Actor, rung: str = "") -> dict[str, int]:
    """Return how many decisions stand how."""
    policies.require_see(actor)
    found = Sanction.objects.of(actor)
    rows = (found.filter(rung=rung) if rung else found).values("state").annotate(n=Count("id"))
    counted = {row["state"]: row["n"] for row in rows}
    return {state: counted.get(state, 0) for state in State.values}


def sanctions_own(actor: Actor) -> TenantQuerySet[Sanction]:
    """Return the decisions about the acting person that came into force, the newest first."""
    found = Sanction.objects.of(actor).filter(party__user=actor.user_id, starts_at__isnull=False)
    return found.select_related("party", "appeal").order_by("-id")


def sanction_get(actor: Actor, sanction_id: UUID, *, lock: bool = False) -> Sanction:
    """Return one decision that the actor may see: staff any, somebody else his own.

    Raises:
        NotFound: no such decision for this actor.
    """
    rows = Sanction.objects.of(actor).select_related(
        "party", "proposed_by", "ended_by", "signed__version"
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=sanction_id).first()
    if row is None or not _may_see(actor, row):
        raise NotFound(_("没有这项处罚。"))
    return row


def _may_see(actor: Actor, row: Sanction) -> bool:
    if policies.can_see(actor):
        return True
    return policies.is_own(actor, row) and row.starts_at is not None


def strikes(actor: Actor, party_id: UUID, subject: str, code: str, at: datetime) -> int:
    """Return how many offences of one kind still count against somebody.

    Law: O117-measures
    """
    found = Sanction.objects.of(actor).filter(party=party_id, subject=subject, code=code)
    return found.exclude(state__in=VOID).filter(strike_until__gt=at).count()


def counted_after(actor: Actor, fallen: Sanction) -> list[Sanction]:
    """Return the later decisions that counted an offence which fell, the first of them first."""
    found = Sanction.objects.of(actor).filter(
        party=fallen.party_id, subject=fallen.subject, code=fallen.code
    )
    later = found.filter(proposed_at__gt=fallen.proposed_at, offence__gt=fallen.offence)
    counted = later.exclude(state__in=(State.OVERTURNED, State.CHANGED, State.REFUSED))
    return list(counted.exclude(replaces=fallen).select_related("party").order_by("id"))


def standing(actor: Actor, party_ids: Collection[UUID], at: datetime) -> list[Sanction]:
    """Return the decisions in force against parties at an instant, whether anybody ended them."""
    given = [list(require(actor).tenant_ids), list(party_ids), State.IN_FORCE.value, at]
    return [row[0] for row in STANDING.all(given)]


def stood_of(seen: Seen) -> list[Stood]:
    """Return the decisions in force of what `STOOD` found, in their order."""
    return [_stood(row) for row in sorted(seen.get("decision", ()))]


def _stood(row: list[Any]) -> Stood:
    pk, party, rung, clause, functions, until = row
    ends_at = datetime.fromisoformat(until) if until else None
    return Stood(number_of(UUID(pk)), UUID(party), rung, clause, functions, ends_at)


def weighing_by_party(actor: Actor, since: datetime) -> dict[UUID, int]:
    """Return how many decisions above a prompt began against each party and still stand or stood.

    Law: O117-measure-report
    """
    found = Sanction.objects.of(actor).filter(starts_at__gte=since).exclude(state__in=VOID)
    apart = found.exclude(effects__kind=Effect.Kind.MEASURE)  # a measure on air counts by itself
    rows = apart.exclude(rung=rules.PROMPT).values_list("party").annotate(n=Count("id"))
    return dict(rows)


def reviews_of(actor: Actor, sanction: Sanction) -> list[Review]:
    """Return what the reviewers said, in order."""
    found = Review.objects.of(actor).filter(sanction=sanction)
    return list(found.select_related("reviewer").order_by("id"))


def took_part(actor: Actor, sanction: Sanction) -> set[UUID | None]:
    """Return who proposed a decision, and who reviewed it."""
    return {sanction.proposed_by_id, *(one.reviewer_id for one in reviews_of(actor, sanction))}


def effects_of(actor: Actor, sanction: Sanction) -> list[Effect]:
    """Return what a decision changed, in order."""
    return list(Effect.objects.of(actor).filter(sanction=sanction).order_by("id"))


def reports_of(actor: Actor, sanction: Sanction) -> list[Report]:
    """Return what authorities are told of a decision, in order."""
    return list(Report.objects.of(actor).filter(sanction=sanction).order_by("id"))


def report_list(actor: Actor) -> TenantQuerySet[Report]:
    """Return every report, those that wait first, the oldest of them in front.

    Raises:
        Forbidden: the actor may not see them.
    """
    policies.require_see(actor)
    found = Report.objects.of(actor).select_related("sanction__party", "corrects")
    return found.order_by(Case(When(state=Report.State.QUEUED, then=0), default=1), "id")


def reports_queued(actor: Actor) -> TenantQuerySet[Report]:
    """Return the reports that wait for the outbox, the oldest first: a correction after its report.

    Raises:
        Forbidden: the actor may not see them.
    """
    policies.require_see(actor)
    waiting = Report.objects.of(actor).filter(state=Report.State.QUEUED)
    return waiting.select_related("sanction").order_by("id")


def tenants_due() -> list[UUID]:
    """Return the tenants with a decision whose term is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM sanctions_due(%s)", [clock.now()])
        return [row[0] for row in cursor.fetchall()]


def due(actor: Actor) -> TenantQuerySet[Sanction]:
    """Return the decisions in force whose term is over, the oldest first."""
    policies.require_see(actor)
    found = Sanction.objects.of(actor).filter(state=State.IN_FORCE, ends_at__lte=clock.now())
    return found.order_by("ends_at", "id")


def counter_with(measures: Counter) -> Counter:
    """Return a counter of measures that counts decisions against an account too, in one room of it.

    Law: O117-measure-report, M-tiering
    """

    def count(
        actor: Actor, since: datetime, chosen: Collection[UUID] | None
    ) -> Mapping[UUID, float]:
        found = dict(measures(actor, since, chosen))
        weighing = weighing_by_party(actor, since)
        if not weighing:
            return found
        for operator, held in rooms_by_operator(actor, list(weighing)).items():
            room = next((one.room_id for one in held if not chosen or one.room_id in chosen), None)
            if room is not None:
                found[room] = found.get(room, 0.0) + weighing[operator]
        return found

    return count
