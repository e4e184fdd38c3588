"""What a tenant has set for itself is replaced, under a lock, so that no two changes meet."""

from collections.abc import Mapping
from typing import Any

from accounts import policies
from accounts.models import Tenant
from livecompliance.kernel.actors import Actor


def policy_put(actor: Actor, values: Mapping[str, Any]) -> tuple[Tenant, dict[str, Any]]:
    """Replace the named parts of the policy; return the tenant and what they were.

    Raises:
        Forbidden: only the security administrator may.
    """
    policies.require_manage_security(actor)
    tenant = Tenant.objects.of(actor).select_for_update().get(pk=actor.tenant_id)
    before = {name: tenant.policy.get(name) for name in values}
    tenant.policy = {**tenant.policy, **values}
    tenant.save(update_fields=["policy"])
    return tenant, before
