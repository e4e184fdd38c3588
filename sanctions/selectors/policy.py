"""Which ladder holds, and which were written."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from sanctions import policies
from sanctions.models import LadderPolicy
from sanctions.rules.ladder import Ladder, shipped


class Held(NamedTuple):
    """A ladder that holds: its row, none for the shipped one, and what it says."""

    row: LadderPolicy | None
    ladder: Ladder

    @property
    def version(self) -> int:
        return (self.row.version or 0) if self.row else 0


def ladder_in_force(actor: Actor, on: date | None = None) -> Held:
    """Return the ladder that holds on a day (today): the tenant's newest, or the shipped one."""
    published = LadderPolicy.objects.of(actor).filter(state=LadderPolicy.State.PUBLISHED)
    started = published.filter(effective_from__lte=on or clock.today())
    row = started.order_by("-effective_from", "-version").first()
    return Held(row, Ladder.of(row.body) if row else shipped())


def ladder_list(actor: Actor) -> TenantQuerySet[LadderPolicy]:
    """Return the versions that were published and the drafts, the newest first."""
    policies.require_see(actor)
    found = LadderPolicy.objects.of(actor).exclude(state=LadderPolicy.State.DISCARDED)
    return found.select_related("author", "publisher").order_by("-id")


def ladder_get(actor: Actor, ladder_id: UUID, *, lock: bool = False) -> LadderPolicy:
    """Return one version.

    Raises:
        NotFound: no such version for this actor.
    """
    found = LadderPolicy.objects.of(actor)
    rows = found.select_for_update(of=("self",)) if lock else found
    row = rows.filter(pk=ladder_id).first()
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这一版处罚阶梯。"))
    return row
