"""Ask what was agreed to."""

from uuid import UUID

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from parties.models import Consent, DataRequest
from parties.selectors.party import party_get


def consent_list(actor: Actor, party_id: UUID) -> TenantQuerySet[Consent]:
    """Return every consent of a party, ended ones included, the newest first.

    Raises:
        NotFound: no such party for this actor.
    """
    party = party_get(actor, party_id)
    return Consent.objects.of(actor).filter(party=party).order_by("-given_at", "-id")


def request_list(actor: Actor, party_id: UUID) -> TenantQuerySet[DataRequest]:
    """Return what a party asked about its data, the newest first.

    Raises:
        NotFound: no such party for this actor.
    """
    party = party_get(actor, party_id)
    return DataRequest.objects.of(actor).filter(party=party).order_by("-asked_at", "-id")
