"""Ask which market entities stand on lists of serious violators, and who of them is here."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from oversight import policies
from oversight.models import Violator, ViolatorList
from parties.selectors import coded
from parties.selectors import party as parties

STATEMENT = """
SELECT 'violator', json_build_array(v.id, d.party_id, v.authority, v.list_name, v.number,
  to_char(v.until, 'YYYY-MM-DD'))::text
FROM oversight_violator v
JOIN parties_document d ON d.tenant_id = v.tenant_id AND d.number_index = v.identity_index
WHERE v.tenant_id = %(tenant)s AND v.lifted_at IS NULL AND v.effect = 'deny'
  AND (v.until IS NULL OR v.until >= %(on)s) AND d.party_id = ANY(%(parties)s)
"""


def violator_list(
    actor: Actor, *, is_standing: bool = True, wanted: str = ""
) -> TenantQuerySet[Violator]:
    """Return entries, the newest first: those that stand, or those that ended.

    Raises:
        Forbidden: the actor sees none.
    """
    policies.require_see_violators(actor)
    found = Violator.objects.of(actor).filter(lifted_at__isnull=is_standing)
    if wanted:
        found = found.filter(Q(uscc=wanted.upper()) | Q(name__icontains=wanted))
    return found.select_related("last_list", "lifted_by").order_by("-id")


def violator_get(actor: Actor, violator_id: UUID, *, lock: bool = False) -> Violator:
    """Return one entry.

    Raises:
        NotFound: no such entry for this actor.
    """
    policies.require_see_violators(actor)
    found = Violator.objects.of(actor)
    row = (found.select_for_update() if lock else found).filter(pk=violator_id).first()
    if row is None:
        raise NotFound(_("名单里没有这一条。"))
    return row


def violators_of(actor: Actor, party_id: UUID, on: date) -> list[Violator]:
    """Return the entries in force about a party, by its documents."""
    standing = Violator.objects.of(actor).filter(lifted_at__isnull=True)
    mine = standing.filter(identity_index__in=coded.codes_of(actor, party_id))
    return list(mine.filter(Q(until__isnull=True) | Q(until__gte=on)).order_by("id"))


def violators_over(actor: Actor, on: date, most: int) -> list[UUID]:
    """Return entries whose term is over and that still stand."""
    over = Violator.objects.of(actor).filter(lifted_at__isnull=True, until__lt=on)
    return list(over.order_by("id").values_list("pk", flat=True)[:most])


def violators_here(actor: Actor, rows: Collection[Violator]) -> dict[UUID, parties.Named]:
    """Return by entry which party of the platform it is about."""
    held = coded.parties_coded(actor, {bytes(one.identity_index) for one in rows})
    named = parties.parties_named(actor, map(str, held.values()))
    return {
        one.pk: named[str(party)]
        for one in rows
        if (party := held.get(bytes(one.identity_index))) and str(party) in named
    }


def violator_count_here(actor: Actor, on: date) -> tuple[int, int]:
    """Return how many entries stand, and how many of them are of parties of the platform."""
    standing = Violator.objects.of(actor).filter(lifted_at__isnull=True)
    standing = standing.filter(Q(until__isnull=True) | Q(until__gte=on))
    known = [bytes(one) for one in standing.values_list("identity_index", flat=True)[:50_000]]
    return standing.count(), len(coded.parties_coded(actor, known))


def lists_of(actor: Actor) -> TenantQuerySet[ViolatorList]:
    """Return the lists as they were taken in, the newest first.

    Raises:
        Forbidden: the actor sees none.
    """
    policies.require_see_violators(actor)
    return ViolatorList.objects.of(actor).select_related("imported_by", "job").order_by("-id")


def violators_given(actor: Actor, parties_: Collection[UUID], on: date) -> dict[str, Any] | None:
    """Return the parameters of the look; None where nobody is asked about."""
    if not parties_:
        return None
    return {"tenant": actor.tenant_id, "parties": list(parties_), "on": on}
