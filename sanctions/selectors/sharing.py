"""Who here is on another platform's blacklist: asked by hash, never by name, never for a list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.gate import Seen
from sanctions import policies
from sanctions.models import Match, Sharing

ASKED = """
SELECT party, bar, matched, ground, clause, since, until, platform, mode
FROM bars_shared(%s::uuid[], %s) ORDER BY party, bar
"""


SHARED = """
SELECT 'match', json_build_array(party, bar, matched, until, platform, mode)::text
  FROM bars_shared(%(parties)s::uuid[], %(at)s)
"""


class Met(NamedTuple):
    """A match, as far as the gate asks."""

    party_id: UUID
    by: str
    until: datetime | None
    platform: str
    mode: str


@dataclass(frozen=True, slots=True)
class Matched:
    """One match as the other platform's entry stands now; `mode` is what ours does with it."""

    party_id: UUID
    bar: UUID
    by: str
    ground: str
    clause: str
    since: datetime
    until: datetime | None
    platform: str
    mode: str


def matched(actor: Actor, at: datetime, party_ids: Collection[UUID] | None = None) -> list[Matched]:
    """Return which parties of the acting tenant are on a list that is shared with it.

    Args:
        party_ids: about whom to ask; None: everybody of the tenant.

    Law: O117-blacklist-evasion
    """
    tenancy.require(actor)
    wanted = None if party_ids is None else [str(one) for one in party_ids]
    with connection.cursor() as cursor:
        cursor.execute(ASKED, [wanted, at])
        return [Matched(*row) for row in cursor.fetchall()]


def met_of(seen: Seen) -> list[Met]:
    """Return the matches of what `SHARED` found, in their order."""
    return [
        Met(UUID(party), by, datetime.fromisoformat(until) if until else None, *said)
        for party, _bar, by, until, *said in sorted(seen.get("match", ()))
    ]


def sharing_members() -> list[UUID]:
    """Return the tenants that share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM sharing_members()")
        return [row[0] for row in cursor.fetchall()]


def sharing_of(actor: Actor) -> Sharing | None:
    """Return the tenant's consent that stands, if it shares."""
    found = Sharing.objects.of(actor).filter(ended_at=None)
    return found.select_related("agreed_by").first()


def match_list(actor: Actor, *, is_open: bool | None = None) -> TenantQuerySet[Match]:
    """Return the matches of the tenant's own people, those to be looked at first.

    Raises:
        Forbidden: the actor may not see them.
    """
    policies.require_see(actor)
    found = Match.objects.of(actor).select_related("party", "seen_by")
    if is_open is not None:
        chosen = found.filter(state=Match.State.OPEN)
        found = chosen if is_open else found.exclude(state=Match.State.OPEN)
    return found.order_by("state", "-id")


def match_get(actor: Actor, match_id: UUID, *, lock: bool = False) -> Match:
    """Return one match.

    Raises:
        NotFound: no such match for this actor.
    """
    rows = Match.objects.of(actor).select_related("party")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=match_id).first()
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这项匹配。"))
    return row


def matches_standing(actor: Actor, party_id: UUID) -> bool:
    """Tell whether somebody is on another platform's list, as far as was matched."""
    found = Match.objects.of(actor).filter(party=party_id)
    return found.exclude(state=Match.State.RETRACTED).exists()
