"""What a consumer who disputes a purchase may be told of those who sold to him."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from accounts import services as accounts
from livecompliance.kernel.actors import Actor
from parties import policies, selectors
from parties.models import Party
from parties.services.sealing import PARTY, read


@dataclass(frozen=True, slots=True)
class Known:
    """Who somebody is to a consumer; `name` and `contact` in clear, never logged or printed.

    `name` is a person's own; it is empty for an organisation, whose card has it, and for whoever
    was a minor on the day of the broadcast.
    """

    id: UUID
    kind: str
    account: str
    agencies: tuple[str, ...] = ()
    is_minor: bool = False
    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)


def parties_inform(*, actor: Actor, ids: Collection[UUID], on: date) -> dict[UUID, Known]:
    """Return what is on file of parties for a consumer who disputes what he bought on a day.

    Raises:
        Forbidden: only the product itself puts this together; an officer decides on it.

    Law: O117-consumer-disputes
    """
    policies.require_inform(actor)
    rows = list(Party.objects.of(actor).filter(pk__in=list(ids)))
    keys = accounts.person_keys(actor, [one.pk for one in rows], PARTY)
    found = {}
    for one in rows:
        is_minor = one.minor_until is not None and on < one.minor_until
        is_person = one.kind == Party.Kind.NATURAL
        found[one.pk] = Known(
            id=one.pk,
            kind=one.kind,
            account=one.public_name,
            agencies=tuple(selectors.agencies_named(actor, one)),
            is_minor=is_minor,
            name=read(one, "name", keys.get(one.pk)) if is_person and not is_minor else "",
            contact="" if is_person else read(one, "mobile", keys.get(one.pk)),
        )
    return found
