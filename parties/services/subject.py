"""Who somebody is, as an authority is told in a report: no more than tells him from others."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from parties import selectors
from parties.models import Document, Party
from parties.services.opened import key_of
from parties.services.sealing import read


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a report is about: what stands in it, and where he does business. Never printed."""

    values: dict[str, Any] = field(repr=False)
    address: str = field(repr=False)


def subject_told(actor: Actor, party_id: UUID, *, is_masked: bool) -> Subject | None:
    """Return who a party is, for a report; None once his data was destroyed.

    An organisation is named by its registration number. Of a person the number of his document is
    masked always; of a minor the name too: who he is an authority asks for by itself.

    Args:
        is_masked: for the page of whoever approves it, where people are masked.

    Law: MNP-access
    """
    party = selectors.party_get(actor, party_id)
    key = key_of(actor, party)
    if key is None:
        return None
    paper = Document.objects.of(actor).filter(party=party, number__isnull=False).order_by("-pk")
    paper = paper.exclude(state__in=[Document.State.REPLACED, Document.State.REFUSED])
    held = paper.first()
    name, number = read(party, "name", key), read(held, "number", key) if held else ""
    is_person = party.kind == Party.Kind.NATURAL
    is_minor = party.minor_until is not None and party.minor_until > clock.today()
    values: dict[str, Any] = {
        "id": str(party.pk),
        "account": party.external_id,
        "kind": party.kind,
        "roles": list(party.roles),
        "name": personal.mask("name", name) if is_person and (is_masked or is_minor) else name,
        "document": held.kind if held else "",
        "number": personal.mask("document", number) if is_person else number,
    }
    if is_minor:
        values["is_minor"] = True
    address = read(party, "address", key)
    return Subject(values, personal.mask("address", address) if is_person else address)
