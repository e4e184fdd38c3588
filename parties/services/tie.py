"""Who works with whom: made, and ended."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid, NotFound
from parties import policies, selectors
from parties.events import StandingChanged
from parties.models import Party, Tie

SIDES = {
    Tie.Kind.AGENCY_MARKETER: (Party.Role.AGENCY, Party.Role.MARKETER),
    Tie.Kind.AGENCY_OPERATOR: (Party.Role.AGENCY, Party.Role.OPERATOR),
    Tie.Kind.OPERATOR_MARKETER: (Party.Role.OPERATOR, Party.Role.MARKETER),
}


@transaction.atomic
def tie_make(*, actor: Actor, kind: str, first_id: UUID, second_id: UUID) -> Tie:
    """Write down that two parties work together. The same tie twice is one.

    Raises:
        NotFound: no such party for this actor. Forbidden: he may not file parties.
        Invalid: one of them is not registered as what the tie needs.

    Law: O117-marketer-file, M-agency-agreement
    """
    policies.require_register(actor)
    first = selectors.party_get(actor, first_id)
    second = selectors.party_get(actor, second_id)
    sides = SIDES.get(Tie.Kind(kind)) if kind in Tie.Kind.values else None
    if sides is None or sides[0] not in first.roles or sides[1] not in second.roles:
        raise Invalid(_("双方登记的身份与这种合作关系不符。"), field="kind")
    tie, created = Tie.objects.of(actor).get_or_create(
        tenant_id=actor.tenant_id, kind=kind, first=first, second=second, until=None
    )
    if created:
        _note(actor, tie, "parties.tie_made")
    return tie


@transaction.atomic
def tie_end(*, actor: Actor, tie_id: UUID) -> Tie:
    """Write down that two parties work together no more. Twice is once.

    Raises:
        NotFound: no such tie in the tenant. Forbidden: he may not file parties.
    """
    policies.require_register(actor)
    tie = Tie.objects.of(actor).select_for_update().filter(pk=tie_id).first()
    if tie is None:
        raise NotFound(_("没有这项合作关系。"))
    if tie.until is None:
        _end(actor, tie)
    return tie


def ties_end(actor: Actor, party_id: UUID) -> None:
    """End every tie of a party that leaves, in the running transaction; the other side is asked
    about again.
    """
    rows = Tie.objects.of(actor).select_for_update().filter(until=None)
    for tie in rows.filter(Q(first_id=party_id) | Q(second_id=party_id)).order_by("id"):
        _end(actor, tie)


def _end(actor: Actor, tie: Tie) -> None:
    tie.until = clock.now()
    tie.save(update_fields=["until"])
    _note(actor, tie, "parties.tie_ended")


def _note(actor: Actor, tie: Tie, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("party", tie.second_id),
        clause="O117-marketer-file",
        data={"kind": tie.kind, "with": str(tie.first_id)},
    )
    events.publish(StandingChanged(actor, tie.second_id, action.partition(".")[2]))
