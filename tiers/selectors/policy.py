"""Which tier policy holds, and which were written."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office
from tiers import policies
from tiers.models import TierPolicy
from tiers.rules.grading import Grading
from tiers.rules.shipped import shipped

CLAUSES = ("M-tiering", "O117-tiering")
Held = office.Held[TierPolicy, Grading]


def policy_in_force(actor: Actor, on: date | None = None) -> Held:
    """Return the policy that holds on a day (today): the tenant's newest, or the shipped one."""
    row = office.version_in_force(actor, TierPolicy, on)
    return office.Held(row, Grading.of(row.body) if row else shipped())


def policy_bodies(actor: Actor, versions: Collection[int]) -> dict[int, Grading]:
    """Return what published versions say, by their number; 0 is the shipped policy."""
    rows = TierPolicy.objects.of(actor).filter(version__in=versions) if versions else ()
    found = {row.version: Grading.of(row.body) for row in rows if row.version is not None}
    return found | ({0: shipped()} if 0 in versions else {})


def policy_list(actor: Actor) -> TenantQuerySet[TierPolicy]:
    """Return the versions that were published and the drafts, the newest first."""
    policies.require_see(actor)
    return office.version_list(actor, TierPolicy)


def policy_get(actor: Actor, policy_id: UUID, *, lock: bool = False) -> TierPolicy:
    """Return one version.

    Raises:
        NotFound: no such version for this actor.
    """
    row = office.version_find(actor, TierPolicy, policy_id, lock=lock)
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这一版分级策略。"))
    return row


def dimensions_of_law(on: date) -> dict[str, str]:
    """Return the dimensions that the law names on a day, each with the clause that does."""
    named: dict[str, str] = {}
    for clause_id in CLAUSES:
        try:
            listed = law.clause(clause_id, on).value("dimensions")
        except law.NotInForce:
            continue
        for name in listed if isinstance(listed, list) else ():
            named.setdefault(str(name), clause_id)
    return named
