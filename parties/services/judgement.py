"""A person verifies by hand what no provider can: an officer, after a step-up, with a reason."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from parties import policies
from parties.models import Document, Party, Verification
from parties.services.conclusion import verification_end
from parties.services.standing import require_standing
from parties.services.verification import DocumentMissing

SHORTEST, LONGEST = 4, 200  # characters of a reason


@transaction.atomic
def verification_judge(
    *, actor: Actor, party_id: UUID, passed: bool, reason: str, step_up: str
) -> Verification:
    """Verify a party by hand, from its document, or refuse to.

    Args:
        reason: what was looked at; it names nobody.
        step_up: the entry of the record in which the officer proved who he is.

    Raises:
        Forbidden: no officer, no step-up, or he himself.
        NotFound: no such party in the tenant.
        PartyClosed: it was closed.
        DocumentMissing: there is nothing to look at.
        Invalid: no reason, or one that names somebody.

    Law: M-real-identity
    """
    policies.require_judge(actor)
    if not step_up:
        raise Forbidden(_("人工核验前须再次证明你的身份。"))
    party = Party.objects.of(actor).select_for_update().filter(pk=party_id).first()
    if party is None:
        raise NotFound(_("没有这个主体。"))
    if policies.is_own(actor, party.user_id):
        raise Forbidden(_("不能核验自己。"))
    require_standing(party)
    words = reason_checked(reason)
    states = (Document.State.GIVEN, Document.State.VERIFIED)
    held = Document.objects.of(actor).filter(party=party, state__in=states)
    document = held.order_by("-given_at", "-id").first()
    if document is None:
        raise DocumentMissing(_("请先登记证件，再人工核验。"), law="M-real-identity")
    row = Verification(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        party=party,
        document=document,
        kind=Verification.Kind.MANUAL,
        provider="officer",
        state=Verification.State.PASSED if passed else Verification.State.FAILED,
        outcome="match" if passed else "mismatch",
        started_at=clock.now(),
        asked_by_id=actor.user_id,
    )
    verification_end(actor, row, words)
    return row


def reason_checked(text: str) -> str:
    """Return a reason in one line.

    Raises:
        Invalid: too short, too long, or it names somebody.
    """
    words = " ".join(text.split())
    if not SHORTEST <= len(words) <= LONGEST:
        raise Invalid(_("请用 4–200 个字说明理由。"), field="reason")
    if personal.names_somebody(words):
        raise Invalid(_("理由中请不要写证件号、手机号、银行卡号或邮箱。"), field="reason")
    return words
