"""Which ladder holds, and which were written."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office
from sanctions import policies
from sanctions.models import LadderPolicy
from sanctions.rules.ladder import Ladder, shipped

Held = office.Held[LadderPolicy, Ladder]


def ladder_in_force(actor: Actor, on: date | None = None) -> Held:
    """Return the ladder that holds on a day (today): the tenant's newest, or the shipped one."""
    row = office.version_in_force(actor, LadderPolicy, on)
    return office.Held(row, Ladder.of(row.body) if row else shipped())


def ladder_list(actor: Actor) -> TenantQuerySet[LadderPolicy]:
    """Return the versions that were published and the drafts, the newest first."""
    policies.require_see(actor)
    return office.version_list(actor, LadderPolicy)


def ladder_get(actor: Actor, ladder_id: UUID, *, lock: bool = False) -> LadderPolicy:
    """Return one version.

    Raises:
        NotFound: no such version for this actor.
    """
    row = office.version_find(actor, LadderPolicy, ladder_id, lock=lock)
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这一版处罚阶梯。"))
    return row
