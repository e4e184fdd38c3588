"""Ask which agencies stand behind faked figures, and what was found of it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from conduct import policies
from conduct.models import AgencyAct, AgencyTrace
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound

MOST_ACTS = 50


def agency_traces(actor: Actor, *, is_open: bool) -> TenantQuerySet[AgencyTrace]:
    """Return the agencies that somebody must look at, or those that were looked at.

    Raises:
        Forbidden: the actor does not watch over the platform.

    Law: O117-agency-no-false-trade
    """
    policies.require_see(actor)
    rows = AgencyTrace.objects.of(actor).filter(closed_at__isnull=is_open)
    return rows.select_related("agency", "closed_by").order_by("-opened_at", "-id")


def agency_trace_get(actor: Actor, trace_id: UUID, *, lock: bool = False) -> AgencyTrace:
    """Return one agency that somebody must look at, or looked at.

    Raises:
        Forbidden: the actor does not watch over the platform.
        NotFound: no such trace for this actor.
    """
    policies.require_see(actor)
    rows = AgencyTrace.objects.of(actor).select_related("agency", "closed_by")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.filter(pk=trace_id).first()
    if found is None:
        raise NotFound(_("没有这条追溯。"))
    return found


def agency_acts(actor: Actor, agency_id: UUID, until: datetime | None = None) -> list[AgencyAct]:
    """Return what was faked by those with whom an agency worked then, the newest first."""
    rows = AgencyAct.objects.of(actor).filter(agency_id=agency_id)
    rows = rows.filter(created_at__lte=until) if until else rows
    return list(rows.select_related("party", "room").order_by("-at", "-id")[:MOST_ACTS])
