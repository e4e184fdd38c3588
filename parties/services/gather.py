"""Everything that is filed of a party, in clear, for the person himself."""

from typing import Any
from uuid import UUID

from django.db import transaction

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties import policies, selectors
from parties.models import (
    Amendment,
    Card,
    Consent,
    Credential,
    DataRequest,
    Document,
    Mark,
    Party,
    Tie,
    Verification,
)
from parties.rules import cards
from parties.selectors import contributed
from parties.selectors.contributed import row_of as _row
from parties.selectors.contributed import text_of as _text
from parties.services import opened
from parties.services.erasure import kept_all
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
    """Return everything that is kept of a party, in clear, and what the law has us keep: what is
    filed here, and what every other app registered (`selectors.section_register`).

    Law: PIPL-access
    """
    key = opened.key_of(actor, party)
    more = {one.name: list(one.rows(actor, party, key)) for one in contributed.sections()}
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
        "marks": _rows(actor, Mark, own, "kind", "given_at"),
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
        **more,
        "kept_by_law": kept_all(actor, party.pk),
        "requests": _rows(actor, DataRequest, own, "kind", "state", "asked_at", "ended_at"),
        "amendments": [
            _row(one, "fields", "occupation", "public_name", "words")
            | {name: read(one, name, key) for name in AMENDED}
            for one in Amendment.objects.of(actor).filter(**own).order_by("id")
        ],
    }


AMENDED = ("name", "number", "mobile", "address")
PARTY_FIELDS = ("kind", "roles", "public_name", "occupation", "nationality", "state", "created_at")


def _rows(actor: Actor, model: Any, of: dict[str, UUID], *names: str) -> list[dict[str, Any]]:
    return [_row(one, *names) for one in model.objects.of(actor).filter(**of).order_by("id")]
