"""A streamer files himself after he agreed, and corrects what was refused."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from parties.models import Consent, Party
from parties.services.consent import consent_give
from parties.services.document import Given, document_give
from parties.services.party import Newcomer, Particulars, party_change, party_register

IDENTITY = Consent.Kind.IDENTITY


@transaction.atomic
def streamer_register(*, actor: Actor, who: Newcomer, text_version: str) -> Party:
    """File a streamer who agreed, apart from everything else, that his document is handled.

    Args:
        text_version: of the notice that he saw; "" when he did not agree.

    Raises:
        Invalid: he did not agree. And whatever `party_register` and `consent_give` refuse with.

    Law: PIPL-separate-consent, PIPL-necessity-notice, O117-marketer-file
    """
    if not text_version:
        raise Invalid(
            _("请阅读告知内容，并单独勾选同意处理你的身份证件信息。"),
            field="consent",
            law="PIPL-separate-consent",
        )
    party = party_register(actor=actor, who=who)
    consent_give(actor=actor, party_id=party.pk, kind=IDENTITY, text_version=text_version)
    return party


@transaction.atomic
def party_correct(
    *, actor: Actor, party_id: UUID, particulars: Particulars, papers: Given
) -> Party:
    """Correct what was refused of a party: its particulars and its document, both or neither.

    Raises:
        NotFound, Forbidden, PartyClosed: as for any change.
        Invalid, DocumentFaulty, DocumentTaken, TooYoung, Barred: a value cannot be.

    Law: M-real-identity
    """
    party = party_change(actor=actor, party_id=party_id, particulars=particulars)
    document_give(actor=actor, party_id=party_id, given=papers)
    party.refresh_from_db(fields=["minor_until"])
    return party
