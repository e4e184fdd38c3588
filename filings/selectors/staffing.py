"""Ask how many people inspected how many hours."""

from datetime import date
from uuid import UUID

from django.db import connection

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from accounts.models import Role
from filings.models import Staffing
from filings.selectors.find import rows
from livecompliance.kernel.actors import Actor


def staffing_list(actor: Actor) -> TenantQuerySet[Staffing]:
    """Return the weeks, the newest first."""
    return rows(actor, Staffing).order_by("-week_on")


def staffing_get(actor: Actor, week_on: date) -> Staffing | None:
    """Return what was kept of one week, if anything."""
    return rows(actor, Staffing).filter(week_on=week_on).first()


def inspectors_now(actor: Actor) -> int:
    """Return how many compliance officers there are."""
    members = accounts.membership_list(actor).filter(is_active=True)
    return members.filter(roles__contains=[Role.OFFICER]).count()


def active_tenants() -> list[UUID]:
    """Return the tenants, whoever they are, whose weeks are counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM staffed_tenants()")
        return [found[0] for found in cursor.fetchall()]
