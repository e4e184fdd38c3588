"""Which authority's people may look at a tenant."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from guardian.shortcuts import assign_perm, remove_perm

from accounts import policies, selectors
from accounts.models import Tenant, User
from ledger import services as record
from livecompliance.kernel.actors import Actor

VIEW = "accounts.view_tenant"
Change = Callable[[str, User, Tenant], Any]


@transaction.atomic
def regulator_grant(*, actor: Actor, user_id: UUID) -> None:
    """Let a regulator's user look at the actor's tenant. Granting twice is granting once.

    Raises:
        Forbidden: only the system administrator grants.
    """
    _change(actor, user_id, assign_perm, "accounts.regulator_granted")


@transaction.atomic
def regulator_revoke(*, actor: Actor, user_id: UUID) -> None:
    """Take the look away, at once.

    Raises:
        Forbidden: only the system administrator revokes.
    """
    _change(actor, user_id, remove_perm, "accounts.regulator_revoked")


def _change(actor: Actor, user_id: UUID, change: Change, action: str) -> None:
    policies.require_manage_people(actor)
    change(VIEW, User.objects.get(pk=user_id), selectors.tenant_get(actor))
    record.entry_append(actor=actor, action=action, subject=("user", user_id))
