"""Everything that is filed of a party, in clear, for the person himself."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties import policies, selectors
from parties.models import (
    Card,
    Consent,
    Credential,
    DataRequest,
    Document,
    Party,
    Tie,
    Verification,
)
from parties.rules import cards
from parties.services import opened
from parties.services.erasure import kept_of
from parties.services.sealing import read


@transaction.atomic
def party_export(*, actor: Actor, party_id: UUID) -> dict[str, Any]:
    """Return everything that is filed of a party, in clear, for the person himself.

    Raises:
        NotFound: no such party for this actor.
        Forbidden: it is not himself.

    Law: PIPL-access
    """
    party = selectors.party_get(actor, party_id)
    policies.require_own(actor, party)
    record.entry_append(
        actor=actor,
        action="parties.party_exported",
        subject=("party", party.pk),
        clause="PIPL-access",
    )
    return party_gather(actor, party)


def party_gather(actor: Actor, party: Party) -> dict[str, Any]:
    """Return everything that is filed of a party, in clear, and what the law has us keep.

    Law: PIPL-access
    """
    key = opened.key_of(actor, party)
    names = ("name", "mobile", "address")
    own = {"party_id": party.pk}
    documents = Document.objects.of(actor).filter(**own)
    return {
        "exported_at": _text(clock.now()),
        "party": _row(party, *PARTY_FIELDS) | {one: read(party, one, key) for one in names},
        "documents": [
            _row(one, "kind", "country", "valid_until", "state", "given_at")
            | {"number": read(one, "number", key)}
            for one in documents
        ],
        "credentials": _rows(actor, Credential, own, "kind", "name", "number", "state"),
        "verifications": _rows(
            actor, Verification, own, "kind", "provider", "state", "outcome", "started_at"
        ),
        "consents": _rows(
            actor, Consent, own, "kind", "text_version", "given_at", "expires_at", "revoked_at"
        ),
        "cards": [
            _row(one, "number", "state", "agencies", "licences", "given_at", "published_at")
            | {name: read(one, name, key) for name in cards.SEALED}
            for one in Card.objects.of(actor).filter(**own).order_by("number")
        ],
        "ties": _rows(actor, Tie, {"second_id": party.pk}, "kind", "since", "until"),
        "kept_by_law": kept_of(actor, party.pk),
        "requests": _rows(actor, DataRequest, own, "kind", "state", "asked_at", "ended_at"),
    }


PARTY_FIELDS = ("kind", "roles", "public_name", "occupation", "nationality", "state", "created_at")


def _rows(actor: Actor, model: Any, of: dict[str, UUID], *names: str) -> list[dict[str, Any]]:
    return [_row(one, *names) for one in model.objects.of(actor).filter(**of).order_by("id")]


def _row(row: Any, *names: str) -> dict[str, Any]:
    return {name: _text(getattr(row, name)) for name in names}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
