"""Who is on air, what proves who they are, and what they or others agreed to."""

from parties.models.access import MinorAccess
from parties.models.amendment import Amendment
from parties.models.asking import ConsentAsk
from parties.models.bar import Bar
from parties.models.card import Card, Unreachable
from parties.models.consent import Consent
from parties.models.document import Credential, Document
from parties.models.mark import Mark
from parties.models.party import Party, Tie
from parties.models.provider import Provider
from parties.models.request import DataRequest
from parties.models.verification import Verification

__all__ = [
    "Amendment",
    "Bar",
    "Card",
    "Consent",
    "ConsentAsk",
    "Credential",
    "DataRequest",
    "Document",
    "Mark",
    "MinorAccess",
    "Party",
    "Provider",
    "Tie",
    "Unreachable",
    "Verification",
]
