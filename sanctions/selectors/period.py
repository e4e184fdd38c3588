"""Decisions and appeals of a period, for whoever counts or tells them whole."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from sanctions.models import Appeal, Effect, Sanction
from sanctions.selectors.copied import DECIDED


def decided_between(actor: Actor, since: datetime, until: datetime) -> TenantQuerySet[Sanction]:
    """Return the decisions that came into force from one instant until before another."""
    found = Sanction.objects.of(actor).filter(state__in=DECIDED)
    return found.filter(starts_at__gte=since, starts_at__lt=until)


def appeals_filed(actor: Actor, since: datetime, until: datetime) -> TenantQuerySet[Appeal]:
    """Return the appeals that were filed from one instant until before another."""
    return Appeal.objects.of(actor).filter(filed_at__gte=since, filed_at__lt=until)


def appeals_answered(actor: Actor, since: datetime, until: datetime) -> TenantQuerySet[Appeal]:
    """Return the appeals that were decided from one instant until before another."""
    found = Appeal.objects.of(actor).filter(decided_at__gte=since, decided_at__lt=until)
    return found.exclude(state="open")


def stopped_on_air(actor: Actor, rows: Collection[Sanction]) -> set[UUID]:
    """Return which of some decisions were carried out by a measure of their own on air."""
    found = Effect.objects.of(actor).filter(sanction__in=rows, kind=Effect.Kind.MEASURE)
    return set(found.filter(is_shared=False).values_list("sanction_id", flat=True))


def carrying(actor: Actor, measures: Collection[UUID]) -> set[UUID]:
    """Return which of some measures on air carry a decision out."""
    refs = [str(one) for one in measures]
    found = Effect.objects.of(actor).filter(kind=Effect.Kind.MEASURE, ref__in=refs)
    return {UUID(one) for one in found.filter(is_shared=False).values_list("ref", flat=True)}
