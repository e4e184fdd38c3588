"""Background entry points: verifications, what ends by itself, erasures that waited."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task

from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from parties import selectors, services

YOUNG = timedelta(seconds=15)
BEHIND, AHEAD = timedelta(days=3), timedelta(days=30)


@shared_task(name="parties.verification_ask")  # type: ignore[untyped-decorator]
def verification_ask(*, tenant_id: str, verification_id: str) -> None:
    """Ask the provider about one verification. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.verification_ask(actor=actor, verification_id=UUID(verification_id))


@shared_task(name="parties.provider_try")  # type: ignore[untyped-decorator]
def provider_try(*, tenant_id: str) -> None:
    """Ask one tenant's provider about an invented case."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.provider_try(actor=actor)


@shared_task(name="parties.verifications_sweep")  # type: ignore[untyped-decorator]
def verifications_sweep() -> int:
    """Nudge every tenant with a verification that has waited for its outcome."""
    found = selectors.tenants_with_open_verifications(clock.now() - YOUNG)
    for tenant_id in found:
        nudges.nudge_once("parties.verifications_end", queue="live", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="parties.verifications_end")  # type: ignore[untyped-decorator]
def verifications_end(*, tenant_id: str) -> None:
    """Look after one tenant's open verifications."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.verifications_sweep(actor=actor)


@shared_task(name="parties.credentials_sweep")  # type: ignore[untyped-decorator]
def credentials_sweep() -> int:
    """Nudge every tenant in which a licence or certificate ends, has ended, or begins to hold."""
    today = clock.today()
    found = selectors.tenants_with_credentials_turning(today - BEHIND, today + AHEAD)
    for tenant_id in found:
        nudges.nudge_once("parties.credentials_follow", queue="bulk", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="parties.credentials_follow")  # type: ignore[untyped-decorator]
def credentials_follow(*, tenant_id: str) -> None:
    """Look after one tenant's licences and certificates. Safe to run twice, and at once."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.credentials_follow(actor=actor)


@shared_task(name="parties.erasures_sweep")  # type: ignore[untyped-decorator]
def erasures_sweep() -> int:
    """Erase, in every tenant, what only waited for the end of the law's own term."""
    done = 0
    for tenant_id in selectors.tenants_with_erasures():
        actor = system_actor(tenant_id)
        with acting(actor):
            done += services.erasures_sweep(actor=actor)
    return done
