"""What is sealed of a party, opened for the moment in which it is needed."""

from dataclasses import dataclass, field

from accounts import services as accounts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from parties.models import Document, Party, Verification
from parties.services.sealing import PARTY, read, sealer


@dataclass(frozen=True, slots=True)
class Person:
    """Name and number in clear: neither is kept, logged or shown by `repr`."""

    name: str = field(repr=False)
    mobile: str = field(repr=False)
    number: str = field(repr=False)


def key_of(actor: Actor, party: Party) -> DataKey | None:
    """Return the data key of a party; None once it was destroyed, or before anything was kept."""
    return accounts.person_keys(actor, [party.pk], PARTY).get(party.pk)


def person_open(actor: Actor, party: Party, document: Document | None) -> Person | None:
    """Return name, mobile and number of a party; None when they were destroyed."""
    key = key_of(actor, party)
    if key is None:
        return None
    person = Person(
        name=read(party, "name", key),
        mobile=read(party, "mobile", key),
        number=read(document, "number", key) if document else "",
    )
    return person if person.name else None


def token_put(actor: Actor, row: Verification, token: str) -> None:
    """Seal what a liveness kit gave for the moment until the provider is asked."""
    sealer(actor, row.party_id).put(row, {"token": token})


def token_open(actor: Actor, row: Verification) -> str:
    """Return what a liveness kit gave; "" when there is nothing."""
    return read(row, "token", accounts.person_keys(actor, [row.party_id], PARTY).get(row.party_id))
