"""On what moderation announces: the queue fills and empties; who signs out holds nothing."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db import transaction

from livecompliance.kernel import events
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from moderation.events import (
    FindingDismissed,
    FindingRestored,
    FindingsRecorded,
    MeasureReleased,
    MeasureUndone,
    PublicationDecided,
    PublicationsHeld,
)
from review import services


def on_findings(event: FindingsRecorded) -> None:
    product = system_actor(event.actor.tenant_id)  # whoever inspects fills no queue
    with acting(product):
        services.findings_open(
            actor=product, session_id=event.session_id, finding_ids=event.findings
        )


def on_held(event: PublicationsHeld) -> None:
    product = system_actor(event.actor.tenant_id)  # whoever hands in content fills no queue
    with acting(product):
        services.contents_open(actor=product, decision_ids=event.decisions)


def on_decided(event: PublicationDecided) -> None:
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.items_settle(actor=product, subject_ids=[event.decision_id])


def on_released(event: MeasureReleased) -> None:
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.items_settle(actor=product, subject_ids=event.findings)


def on_undone(event: MeasureUndone) -> None:
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.items_reopen(actor=product, measure_id=event.measure_id)


def on_dismissed(event: FindingDismissed) -> None:
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.items_settle(actor=product, subject_ids=[event.finding_id])


def on_restored(event: FindingRestored) -> None:
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.items_reopen(actor=product, subject_ids=[event.finding_id])


def on_signed_out(sender: Any, request: Any, **_given: Any) -> None:
    """Who signs out gives back what he holds."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.user_id is None or len(actor.tenant_ids) != 1:
        return
    with acting(actor), transaction.atomic():
        services.items_leave(actor=actor)


events.subscribe(FindingsRecorded, on_findings)
events.subscribe(PublicationsHeld, on_held)
events.subscribe(PublicationDecided, on_decided)
events.subscribe(MeasureReleased, on_released)
events.subscribe(MeasureUndone, on_undone)
events.subscribe(FindingDismissed, on_dismissed)
events.subscribe(FindingRestored, on_restored)
user_logged_out.connect(on_signed_out, dispatch_uid="review-signed-out")
