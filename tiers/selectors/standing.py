"""Where operators stand and stood, and what follows from it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from parties.models import Party
from parties.selectors import operators
from rooms import selectors as rooms
from rooms.models import Session
from rooms.selectors.tier import Graded
from tiers import policies
from tiers.models import Standing
from tiers.rules.grade import Present
from tiers.rules.grading import RANK, TIERS, Grading, Rights
from tiers.rules.rights import Entitlements, entitled
from tiers.rules.shipped import shipped
from tiers.selectors.policy import policy_in_force

# The newest policy whose day has come, as `office.version_in_force` finds it, and a standing.
GIVEN = """
SELECT 'tier', json_build_array(
       (SELECT body::json FROM tiers_tierpolicy
        WHERE tenant_id = %(tenant)s AND state = 'published' AND effective_from <= %(on)s
        ORDER BY effective_from DESC, version DESC LIMIT 1),
       (SELECT tier FROM tiers_standing
        WHERE tenant_id = %(tenant)s AND operator_id = %(tier_operator)s AND until IS NULL
        LIMIT 1))::text
"""
REPLAYS = "O117-evidence-3y"  # what key rooms are kept longer than


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked to see of the list."""

    tier: str = ""
    origin: str = ""
    text: str = ""


def standings_now(actor: Actor, ids: Collection[UUID] | None = None) -> TenantQuerySet[Standing]:
    """Return the present standings of operators, or of all."""
    found = Standing.objects.of(actor).filter(until__isnull=True)
    return found if ids is None else found.filter(operator_id__in=ids)


def given_by(body: Mapping[str, Any] | None, tier: str | None) -> tuple[str, Rights]:
    """Return a tier and what it gives, of what `GIVEN` found: the policy in force, a standing."""
    grading = shipped() if body is None else Grading.of(body)
    tier = tier or TIERS[0]
    return tier, grading.rights[tier]


def standing_list(actor: Actor, wanted: Wanted) -> TenantQuerySet[Standing]:
    """Return the present standings, the highest tier and score first.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    policies.require_see(actor)
    found = standings_now(actor).select_related("operator", "set_by")
    if wanted.tier:
        found = found.filter(tier=wanted.tier)
    if wanted.origin:
        found = found.filter(origin=wanted.origin)
    if wanted.text:
        named = Q(operator__public_name__icontains=wanted.text)
        found = found.filter(named | Q(operator__external_id=wanted.text))
    return found.order_by("-score", "operator_id")


def counts_by_tier(actor: Actor) -> dict[str, int]:
    """Return how many operators are in each tier now."""
    rows = standings_now(actor).values("tier").annotate(n=Count("id")).values_list("tier", "n")
    counted = dict(rows)
    return {tier: counted.get(tier, 0) for tier in TIERS}


def operator_get(actor: Actor, operator_id: UUID) -> Party:
    """Return an operator whose tier the actor may see.

    Raises:
        NotFound: no such operator for this actor.
    """
    found = operators.operator_get(actor, operator_id)
    if not policies.can_see_operator(actor, found):
        raise NotFound(_("没有这个直播间运营者。"))
    return found


def standing_of(actor: Actor, operator_id: UUID) -> Standing | None:
    """Return where an operator stands now; None until he was looked at for the first time."""
    found = standings_now(actor, [operator_id]).select_related("operator", "policy", "set_by")
    return found.first()


def standing_history(actor: Actor, operator_id: UUID) -> TenantQuerySet[Standing]:
    """Return every tier that an operator had, the last first."""
    found = Standing.objects.of(actor).filter(operator_id=operator_id)
    return found.select_related("set_by", "policy").order_by("-since", "-id")


def present_of(standing: Standing | None, held: Iterable[Graded], on: date) -> Present:
    """Return from where an operator is judged; one who never was, from his rooms as they are."""
    if standing is not None:
        return Present(standing.tier, clock.to_date(standing.since), standing.by_hand_until)
    tiers = [room.tier for room in held]
    return Present(max(tiers, key=RANK.__getitem__), on) if tiers else Present()


def entitlements(
    actor: Actor, *, room_id: UUID | None = None, operator_id: UUID | None = None
) -> Entitlements:
    """Return what the tier of a room or an operator decides: services, functions, patrol,
    inspectors, retention.

    Raises:
        NotFound: no such room or operator for this actor.

    Law: M-tiering, O117-tiering
    """
    tier = _tier_of(actor, room_id, operator_id)
    held = policy_in_force(actor)
    return entitled(held.body, tier, held.version, replay_years())


def _tier_of(actor: Actor, room_id: UUID | None, operator_id: UUID | None) -> str:
    tier = TIERS[0]
    if room_id is not None:
        room = rooms.room_get(actor, room_id)
        tier, operator_id = room.tier, room.operator_id
    elif operator_id is not None:
        operator_id = operator_get(actor, operator_id).pk
    standing = standings_now(actor, [operator_id]).first() if operator_id else None
    return standing.tier if standing else tier


def replay_years() -> int:
    """Return how many years the law of today has replays kept, whatever the tier."""
    return law.clause(REPLAYS, clock.today()).number("retain")


def tier_during(actor: Actor, session: Session) -> str:
    """Return the highest tier that a session's operator had while it was on air.

    Law: M-tiering
    """
    ended: datetime = session.ended_at or clock.now()
    found = Standing.objects.of(actor).filter(operator_id=session.room.operator_id)
    held = found.filter(since__lt=ended).filter(
        Q(until__isnull=True) | Q(until__gt=session.started_at)
    )
    tiers = list(held.values_list("tier", flat=True)) or [session.room.tier]
    return max(tiers, key=RANK.__getitem__)


def keep_until(actor: Actor, session_id: UUID) -> date | None:
    """Return until when a broadcast is kept: the law's years, and more where its room was key
    at any time on air; None while it is on air.

    Raises:
        NotFound: no such session for this actor.

    Law: M-tiering
    """
    session = rooms.session_get(actor, session_id)
    if session.ended_at is None:
        return None
    ended = clock.to_date(session.ended_at)
    held = policy_in_force(actor, ended)
    had = entitled(held.body, tier_during(actor, session), held.version, replay_years())
    return had.keeps_until(ended)
