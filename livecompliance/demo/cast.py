"""Who runs a show and who is seen in it: parties, verified for the broadcast that begins now."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from livecompliance.demo import script
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office.rules import days
from parties.models import Party, Verification

REVERIFY_MONTHS = 6
SINCE = timedelta(days=300)  # whom the platform has known for so long


class Cast(NamedTuple):
    """The operator of a show and its marketers, by id."""

    operator: UUID
    marketers: tuple[str, ...]


def cast(actor: Actor, show: script.Show) -> Cast:
    """Return a show's parties, made at the first start, each verified just now by hand."""
    operator = party_of(actor, f"{show.slug}-operator", show.operator, Party.Role.OPERATOR)
    people = [
        party_of(actor, f"{show.slug}-{one.id}", one.name, Party.Role.MARKETER)
        for one in show.marketers
    ]
    for one in (operator, *people):
        verify(actor, one)
    return Cast(operator.pk, tuple(str(one.pk) for one in people))


def party_of(actor: Actor, number: str, name: str, role: Party.Role) -> Party:
    """Return the party of a platform's number, made where there is none yet."""
    is_person = role == Party.Role.MARKETER
    found = Party.objects.of(actor).filter(external_id=number[:80]).first()
    return found or Party.objects.create(
        tenant_id=actor.tenant_id,
        external_id=number[:80],
        kind=Party.Kind.NATURAL if is_person else Party.Kind.COMPANY,
        roles=[role],
        public_name=(name or number)[:120],
        state=Party.State.ACTIVE,
        function=Party.Function.OPEN,
        created_at=clock.now() - SINCE,
    )


def verify(actor: Actor, party: Party) -> None:
    """Have somebody verified just now, by hand."""
    now = clock.now()
    Verification.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        kind=Verification.Kind.MANUAL,
        provider="demo",
        state=Verification.State.PASSED,
        outcome="match",
        started_at=now,
        finished_at=now,
        valid_until=days.end_of(days.months_after(clock.to_date(now), REVERIFY_MONTHS)),
    )
