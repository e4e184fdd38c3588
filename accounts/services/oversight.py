"""Which authority's people may look at a tenant."""

from uuid import UUID

from django.db import transaction
from guardian.shortcuts import assign_perm, remove_perm

from accounts import policies, selectors
from accounts.models import User
from ledger import services as record
from livecompliance.kernel.actors import Actor

VIEW = "accounts.view_tenant"


@transaction.atomic
def regulator_grant(*, actor: Actor, user_id: UUID) -> None:
    """Let a regulator's user look at the actor's tenant. Granting twice is granting once.

    Raises:
        Forbidden: only the system administrator grants.
    """
    policies.require_manage_people(actor)
    tenant = selectors.tenant_get(actor)
    assign_perm(VIEW, User.objects.get(pk=user_id), tenant)
    record.entry_append(actor=actor, action="accounts.regulator_granted", subject=("user", user_id))


@transaction.atomic
def regulator_revoke(*, actor: Actor, user_id: UUID) -> None:
    """Take the look away, at once.

    Raises:
        Forbidden: only the system administrator revokes.
    """
    policies.require_manage_people(actor)
    tenant = selectors.tenant_get(actor)
    remove_perm(VIEW, User.objects.get(pk=user_id), tenant)
    record.entry_append(actor=actor, action="accounts.regulator_revoked", subject=("user", user_id))
