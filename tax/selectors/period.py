"""Ask how months and quarters stand, and what was paid in them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from tax import policies
from tax.models import Payee, Payment, Period, Tally
from tax.rules import calendar
from tax.rules.brought import bucket_of


def tenants_paying(month: date) -> list[UUID]:
    """Return the tenants, whoever they are, in which something was booked in a month."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM tax_tenants_paying(%s)", [month])
        return [row[0] for row in cursor.fetchall()]


def period_list(actor: Actor, kind: str = "") -> TenantQuerySet[Period]:
    """Return months and quarters, the newest first.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see(actor)
    found = Period.objects.of(actor).order_by("-first_on", "kind")
    return found.filter(kind=kind) if kind else found


def period_get(actor: Actor, period_id: UUID, kind: str = "") -> Period:
    """Return one month or quarter; of one kind, or of either.

    Raises:
        Forbidden: the actor does not see them. NotFound: no such period in the tenant.
    """
    found = period_list(actor, kind).filter(pk=period_id).first()
    if found is None:
        raise NotFound(_("没有这样的月份或季度。"))
    return found


def period_find(actor: Actor, kind: str, first_on: date) -> Period | None:
    """Return a period, if anything was ever done in it."""
    return period_list(actor, kind).filter(first_on=first_on).first()


def period_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what periods are called in the record."""
    return {str(one.pk): named(one) for one in Period.objects.of(actor).filter(pk__in=ids)}


def named(one: Period) -> str:
    """Return what a period is called: 2026-11, 2026 Q4."""
    first = one.first_on
    if one.kind == Period.Kind.MONTH:
        return f"{first:%Y-%m}"
    return f"{first.year} Q{(first.month - 1) // calendar.QUARTER_MONTHS + 1}"


def sums_of(actor: Actor, months: Collection[date]) -> list[Tally]:
    """Return what was booked in months, by kind of income; nothing is added up for it."""
    policies.require_see(actor)
    return list(Tally.objects.of(actor).filter(month__in=months).order_by("month", "kind"))


def payments_of(actor: Actor, payee: Payee, months: int = 12, most: int = 100) -> list[Payment]:
    """Return the newest payments of one payee: his part of the months, by their index."""
    policies.require_see(actor)
    first = calendar.later(calendar.month_of(clock.today()), 1 - months)
    found = Payment.objects.filter(
        tenant_id=payee.tenant_id,
        bucket=bucket_of(payee.pk),
        payee_id=payee.pk,
        month__gte=first,
    )
    return list(found.order_by("-paid_at", "id")[:most])
