"""Ask what was agreed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language, gettext

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from parties.models import Amendment, Consent, DataRequest, Party
from parties.rules.consents import TEXTS, Text
from parties.selectors.party import party_get

OWN = (Consent.Kind.IDENTITY, Consent.Kind.FACE)


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
    rows = DataRequest.objects.of(actor).filter(party=party).select_related("amendment")
    return rows.order_by("-asked_at", "-id")


def fields_told(row: DataRequest) -> list[str]:
    """Return in words what a request to correct is about; nothing of the others."""
    return [gettext(str(Amendment.Field(name).label)) for name in row.asked_fields]


def erasure_of(actor: Actor, party_id: UUID) -> DataRequest | None:
    """Return the request by which a party was erased; None while nobody erased it.

    Law: PIPL-erasure
    """
    found = DataRequest.objects.of(actor).filter(party_id=party_id, kind=DataRequest.Kind.ERASE)
    carried = (DataRequest.State.WAITING, DataRequest.State.DONE)
    return found.filter(state__in=carried).order_by("-ended_at").first()


@dataclass(frozen=True, slots=True)
class Agreed:
    """One thing that a person is asked to agree to for himself, and how it stands."""

    kind: str
    newest: Consent | None

    @property
    def text(self) -> Text:
        return TEXTS[self.kind]

    @property
    def words(self) -> str:
        """Return the notice in the reader's language."""
        return self.text.en if (get_language() or "").startswith("en") else self.text.zh

    @property
    def label(self) -> str:
        return gettext(Consent.Kind(self.kind).label)

    @property
    def stands(self) -> bool:
        return self.newest is not None and self.newest.revoked_at is None

    @property
    def revoked_at(self) -> datetime | None:
        return self.newest.revoked_at if self.newest is not None else None


def consents_own(actor: Actor, party: Party | None) -> Sequence[Agreed]:
    """Return what a person is asked to agree to for himself, with the newest consent of each.

    Law: PIPL-separate-consent
    """
    if party is None:
        return [Agreed(kind, None) for kind in OWN]
    mine = Consent.objects.of(actor).filter(party=party, kind__in=OWN)
    newest = mine.order_by("kind", "-given_at", "-id").distinct("kind")
    by_kind = {one.kind: one for one in newest}
    return [Agreed(kind, by_kind.get(kind)) for kind in OWN]
