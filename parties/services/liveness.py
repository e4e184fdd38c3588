"""A living face before the camera: consent first, a code that is shown once, and only a result.

The picture goes from the person's device to the provider's own kit. What comes here is the
reference that the kit gave: it is sealed until the provider was asked, then it is gone. No face,
no template and no picture is ever kept.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock, crypto, jobs
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid, NotFound
from parties import policies
from parties.models import Consent, Verification
from parties.rules import codes
from parties.services import opened
from parties.services.conclusion import verification_end
from parties.services.consent import ConsentMissing, consents_standing
from parties.services.verification import ASK, Wish, verification_open

State = Verification.State


@dataclass(frozen=True, slots=True)
class Shown:
    """A liveness session and its code, which is shown once."""

    verification: Verification
    code: str = field(repr=False)


@transaction.atomic
def liveness_start(*, actor: Actor, party_id: UUID) -> Shown:
    """Open a liveness session for a person who agreed to it. An older one of his ends.

    Raises:
        Forbidden, NotFound, PartyClosed, DocumentMissing, TooManyVerifications: as for any
            verification.
        Invalid: organisations have no face.
        ConsentMissing: there is no standing consent of kind `face`.

    Law: PIPL-separate-consent, M-live-verification
    """
    row = verification_open(actor, party_id, Wish(Verification.Kind.LIVENESS, is_new=True))[0]
    _require_consent(actor, party_id)
    mine = Verification.objects.of(actor).filter(party_id=party_id, kind=row.kind)
    for old in mine.filter(state=State.STARTED).exclude(pk=row.pk).select_related("party"):
        old.state, old.outcome = State.ERROR, "superseded"
        verification_end(actor, old)
    code = codes.new_code()
    row.code_hash = codes.code_hash(_pepper(), str(row.pk), code)
    row.save(update_fields=["code_hash"])
    return Shown(row, code)


def _require_consent(actor: Actor, party_id: UUID) -> None:
    if not consents_standing(actor, party_id, Consent.Kind.FACE).exists():
        raise ConsentMissing(
            _("处理人脸信息前须告知必要性并取得本人的单独同意。"), law="PIPL-separate-consent"
        )


@transaction.atomic
def liveness_confirm(*, actor: Actor, verification_id: UUID, code: str, token: str) -> Verification:
    """Take the code that was shown and the kit's reference; the provider is asked after that.

    A wrong code is counted, not raised, so that the count is kept: the fifth ends the session.

    Returns:
        The verification: still with its code after a wrong one (`code_hash`), ended after the
        fifth or too late.

    Raises:
        Forbidden: neither an officer nor a program nor the person himself.
        NotFound: no such liveness session that waits for its code.
        Invalid: the reference is none.

    Law: M-live-verification
    """
    rows = Verification.objects.of(actor).select_for_update(of=("self",))
    row = (
        rows.select_related("party", "document")
        .filter(pk=verification_id, kind=Verification.Kind.LIVENESS, state=State.STARTED)
        .first()
    )
    if row is None or row.code_hash is None:
        raise NotFound(_("没有等待验证码的活体核验。"))
    policies.require_verify(actor, row.party.user_id)
    if not codes.TOKEN.fullmatch(token):
        raise Invalid(_("活体核验的凭据无效；不接收图像。"), field="token")
    if clock.now() - row.started_at > timedelta(minutes=codes.MINUTES):
        row.state, row.outcome = State.ERROR, "code_expired"
        verification_end(actor, row)
    elif codes.is_code(_pepper(), str(row.pk), code, bytes(row.code_hash)):
        _go_on(actor, row, token)
    else:
        _count(actor, row)
    return row


def _go_on(actor: Actor, row: Verification, token: str) -> None:
    opened.token_put(actor, row, token)
    row.code_hash, row.attempts = None, 0
    row.save(update_fields=["code_hash", "attempts", "token"])
    jobs.enqueue_on_commit(
        ASK, tenant_id=str(actor.tenant_id), verification_id=str(row.pk), queue="live"
    )


def _count(actor: Actor, row: Verification) -> None:
    row.attempts += 1
    if row.attempts < codes.TRIES:
        row.save(update_fields=["attempts"])
        return
    row.state, row.outcome = State.ERROR, "code_exhausted"
    verification_end(actor, row)


def _pepper() -> bytes:
    return crypto.keyring().derive("parties|codes")
