"""Which terms hold for complaints, and which were written."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from complaints import policies
from complaints.models import ComplaintTerms
from complaints.rules.terms import Promise, shipped
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office

Held = office.Held[ComplaintTerms, Promise]


def terms_in_force(actor: Actor, on: date | None = None) -> Held:
    """Return the terms that hold on a day (today): the tenant's newest, or the shipped ones."""
    row = office.version_in_force(actor, ComplaintTerms, on)
    return office.Held(row, Promise.of(row.body) if row else shipped())


def terms_list(actor: Actor) -> TenantQuerySet[ComplaintTerms]:
    """Return the versions that were published and the drafts, the newest first."""
    policies.require_see(actor)
    return office.version_list(actor, ComplaintTerms)


def terms_get(actor: Actor, terms_id: UUID, *, lock: bool = False) -> ComplaintTerms:
    """Return one version.

    Raises:
        NotFound: no such version for this actor.
    """
    row = office.version_find(actor, ComplaintTerms, terms_id, lock=lock)
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这一版投诉处理期限。"))
    return row
