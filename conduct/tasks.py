"""Background entry points of conduct."""

from uuid import UUID

from celery import shared_task

from conduct import services
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting


@shared_task(name="conduct.agencies_follow")  # type: ignore[untyped-decorator]
def agencies_follow(*, tenant_id: str, session_id: str) -> int:
    """Note what stood out in a session against the agencies behind it. Safe to run twice."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        return len(services.agencies_follow(actor=actor, session_id=UUID(session_id)))


@shared_task(name="conduct.accounts_look")  # type: ignore[untyped-decorator]
def accounts_look(*, tenant_id: str, session_id: str) -> int:
    """Look for accounts that say the same in one session. Safe to run twice."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        return len(services.accounts_look(actor=actor, session_id=UUID(session_id)))
