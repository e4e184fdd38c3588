"""The first wall: a tenant's rows are asked for by an actor, or not at all."""

from typing import Any, TypeVar

from django.db import models

from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor

M = TypeVar("M", bound=models.Model)


class TenantQuerySet(models.QuerySet[M]):
    """A query over tenants' rows."""

    def of(self, actor: Actor) -> "TenantQuerySet[M]":
        """Return only what belongs to the tenants that `actor`, who must be bound, acts for."""
        tenancy.require(actor)
        column = "id" if self.model._meta.label == "accounts.Tenant" else "tenant_id"
        return self.filter(**{f"{column}__in": actor.tenant_ids})


class Unscoped(RuntimeError):
    """A tenant's table was queried with nobody acting: a bug, never a refusal."""


class TenantManager(models.Manager[M]):
    """A manager that raises where nobody is acting."""

    def get_queryset(self) -> TenantQuerySet[M]:
        if tenancy.bound() is None:
            raise Unscoped(f"{self.model._meta.label} was queried outside acting()")
        return TenantQuerySet(self.model, using=self._db)

    def of(self, actor: Actor) -> TenantQuerySet[M]:
        return self.get_queryset().of(actor)

    def create(self, **fields: Any) -> M:
        return super().create(**fields)
