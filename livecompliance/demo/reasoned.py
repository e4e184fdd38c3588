"""Statements of reasons of the demo: what the platform decided in the last months, exported."""

from uuid import UUID

from django.db import transaction

from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from oversight.models import StatementExport
from oversight.rules.periods import begun
from oversight.services import statements


def explain(actor: Actor, officer_id: UUID) -> None:
    """Order the decisions of this half and of this quarter. Once; the worker makes them."""
    if StatementExport.objects.of(actor).exists():
        return
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    periods = begun(clock.today())
    with tenancy.acting(officer), transaction.atomic():
        for kind, form in (("half", "csv"), ("quarter", "ndjson")):
            statements.statements_order(actor=officer, period=periods[kind][0], form=form)
