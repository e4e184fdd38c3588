"""The separate writer: that somebody looks is written by the app, first, and stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.models import Authority
from ledger import services as record
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from portal import policies
from portal.models import Look
from portal.services.case import NO_CASE, Case

LONGEST = 200  # characters of what was asked


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is about to see: which page, of what thing, with which words and filters."""

    page: str
    ref: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    case: Case = NO_CASE


def witness_of(actor: Actor, tenant_id: UUID) -> Actor:
    """Return who writes down that `actor` looks at a tenant: the app, for nothing else."""
    return Actor(
        tenant_ids=frozenset({tenant_id}),
        user_id=actor.user_id,
        roles=frozenset({policies.WITNESS}),
    )


def look_record(*, actor: Actor, authority: Authority, asked: Asked) -> Look:
    """Write down that somebody is about to look, in a transaction of its own, before he does.

    What is sealed stands in no entry of the record until its day (`looks_unseal`).

    Args:
        actor: the witness of who looks.

    Raises:
        Forbidden: the actor is no witness.

    Law: M-cooperate
    """
    who = policies.require_witness(actor)
    with tenancy.acting(actor), transaction.atomic(durable=True):
        row = Look(
            id=uuid7(),
            tenant_id=actor.tenant_id,
            user_id=who,
            authority=authority,
            page=asked.page,
            ref=asked.ref,
            asked={name: value[:LONGEST] for name, value in asked.query.items()},
            case_number=asked.case.number,
            sealed_until=asked.case.sealed_until,
            at=clock.now(),
        )
        row.save(force_insert=True)
        if not is_sealed(row, clock.today()):
            noted(actor, row)
    return row


def is_sealed(row: Look, today: date) -> bool:
    """Tell whether the platform is not told of a look yet."""
    return row.sealed_until is not None and today < row.sealed_until


def noted(actor: Actor, row: Look) -> None:
    """Enter a look into the record, in the running transaction: who, what page, no person."""
    record.entry_append(
        actor=actor,
        action="portal.look_written",
        subject=("look", row.pk),
        clause="M-cooperate",
        data={
            "authority": row.authority.name,
            "page": row.page,
            "at": row.at.isoformat(),
            "has_case": bool(row.case_number),
        },
    )
