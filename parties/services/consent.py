"""What somebody agreed to is written down with its words, and can be taken back at any time."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from ledger import services as record
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from parties import policies, selectors
from parties.events import ConsentRevoked, StandingChanged
from parties.models import Consent, Party
from parties.rules.consents import TEXTS
from parties.services.sealing import sealer
from parties.services.standing import reason_of, require_standing

Kind = Consent.Kind
OWN = (Kind.FACE, Kind.IDENTITY)
OF_OTHERS = (Kind.LIKENESS, Kind.VOICE)
CLAUSES: dict[str, str] = {
    Kind.GUARDIAN: "M-age",
    Kind.FACE: "PIPL-separate-consent",
    Kind.IDENTITY: "PIPL-separate-consent",
    Kind.LIKENESS: "M-likeness",
    Kind.VOICE: "M-likeness",
}


class TextChanged(Conflict):
    """The words that were shown are not the ones that hold now: they are shown again."""

    code = "text_changed"


class ConsentMissing(Conflict):
    """The person did not agree, apart from everything else, to what would be done with his data."""

    code = "consent_missing"


@dataclass(frozen=True, slots=True)
class Giver:
    """Whose likeness or voice it is, what may be done with it, and until when."""

    name: str = field(repr=False)
    scope: dict[str, Any]
    expires_at: datetime
    proof_file: UUID | None = None


@transaction.atomic
def consent_give(*, actor: Actor, party_id: UUID, kind: str, text_version: str) -> Consent:
    """Agree for oneself, apart from everything else, after the notice was shown. Twice is once.

    Args:
        kind: `face` or `identity`.
        text_version: of the words that the person saw.

    Raises:
        NotFound: no such party for this actor.
        Forbidden: neither the person himself nor the platform's system on his behalf.
        Invalid: not a consent of one's own. TextChanged: other words hold now.

    Law: PIPL-separate-consent, PIPL-necessity-notice
    """
    if kind not in OWN:
        raise Invalid(_("请选择要同意的事项。"), field="kind")
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_agree(actor, party)
    require_standing(party)
    text = TEXTS[kind]
    if text_version != text.version:
        raise TextChanged(_("告知内容已更新，请重新阅读后再同意。"), version=text.version)
    standing = consents_standing(actor, party_id, kind).filter(text_sha256=text.sha256).first()
    if standing is not None:
        return standing
    row = Consent.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        kind=kind,
        text_version=text.version,
        text_sha256=text.sha256,
        method="page" if actor.user_id else "platform",
        given_at=clock.now(),
        given_by_id=actor.user_id,
    )
    note(actor, row, "parties.consent_given")
    return row


@transaction.atomic
def consent_file(*, actor: Actor, party_id: UUID, kind: str, giver: Giver) -> Consent:
    """File another person's consent to the use of his likeness or voice as a virtual image.

    Args:
        party_id: who uses it.

    Raises:
        NotFound: no such party. Forbidden: neither an officer nor a program.
        Invalid: another kind, no name, no scope, or an end that has passed.

    Law: M-likeness
    """
    policies.require_register(actor)
    party = selectors.party_get(actor, party_id, lock=True)
    require_standing(party)
    name = " ".join(giver.name.split())
    if kind not in OF_OTHERS:
        raise Invalid(_("请选择肖像或声音。"), field="kind")
    if not 1 <= len(name) <= 120 or not giver.scope:
        raise Invalid(_("请写明是谁同意，以及同意的范围。"), field="scope")
    if giver.expires_at <= clock.now():
        raise Invalid(_("同意的期限须在今后。"), field="expires_at")
    row = Consent(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        party=party,
        kind=kind,
        text_version="own",
        text_sha256=record.digest_of(actor.tenant_id, giver.scope),
        method="document",
        proof_file=giver.proof_file,
        scope=giver.scope,
        given_at=clock.now(),
        given_by_id=actor.user_id,
        expires_at=giver.expires_at,
    )
    sealer(actor, party.pk).put(row, {"giver_name": name})
    row.save(force_insert=True)
    note(actor, row, "parties.consent_given")
    return row


@transaction.atomic
def consent_revoke(*, actor: Actor, consent_id: UUID, reason: str) -> Consent:
    """Take a consent back, at once and for good. Twice is once.

    Raises:
        NotFound: no such consent in the tenant.
        Forbidden: neither the person himself, nor an officer, nor a program.
        Invalid: no reason, or one that names somebody.

    Law: M-age, M-likeness, PIPL-separate-consent
    """
    rows = Consent.objects.of(actor).select_for_update(of=("self",)).select_related("party")
    row = rows.filter(pk=consent_id).first()
    if row is None:
        raise NotFound(_("没有这份同意书。"))
    policies.require_change(actor, row.party)
    return revoke(actor, row, reason_of(reason))


@transaction.atomic
def consent_withdraw(*, actor: Actor, party_id: UUID, kind: str) -> int:
    """Take one's own consents of a kind back, without having to say why. Twice is once.

    Returns:
        How many were taken back.

    Raises:
        NotFound: no such party for this actor. Forbidden: it is not himself.
        Invalid: not a consent of one's own.

    Law: PIPL-separate-consent
    """
    if kind not in OWN:
        raise Invalid(_("请选择要同意的事项。"), field="kind")
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_agree(actor, party)
    standing = list(consents_standing(actor, party_id, kind).select_related("party"))
    for row in standing:
        revoke(actor, row, "本人撤回")
    return len(standing)


def require_agreed(actor: Actor, party: Party) -> None:
    """Refuse to ask about a person's identity document without his standing consent.

    Whoever asks about himself must have agreed here; a platform that registers people has their
    consent, and may file it. Once somebody took his consent back, nobody asks about him.

    Raises:
        ConsentMissing: he did not agree, or took it back.

    Law: PIPL-separate-consent
    """
    if not party.is_natural or consents_standing(actor, party.pk, Kind.IDENTITY).exists():
        return
    ever = Consent.objects.of(actor).filter(party=party, kind=Kind.IDENTITY)
    if policies.is_self(actor, party) or ever.exists():
        raise ConsentMissing(
            _("核验身份前须告知必要性并取得本人的单独同意。"), law="PIPL-separate-consent"
        )


def revoke(actor: Actor, row: Consent, reason: str) -> Consent:
    """Take a consent back in the running transaction, and tell whoever relies on it."""
    if row.revoked_at is not None:
        return row
    row.revoked_at, row.revoked_reason = clock.now(), reason
    row.save(update_fields=["revoked_at", "revoked_reason"])
    note(actor, row, "parties.consent_revoked", {"reason": reason})
    revoked = ConsentRevoked(actor=actor, party_id=row.party_id, consent_id=row.pk, kind=row.kind)
    events.publish(revoked)
    events.publish(StandingChanged(actor, row.party_id, "consent_revoked"))
    return row


def consents_standing(actor: Actor, party_id: UUID, kind: str) -> TenantQuerySet[Consent]:
    """Return the consents of one kind that stand now for a party, the newest first."""
    in_term = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
    found = Consent.objects.of(actor).filter(in_term, party_id=party_id, kind=kind)
    return found.filter(revoked_at__isnull=True).order_by("-given_at", "-id")


def note(actor: Actor, row: Consent, action: str, more: dict[str, str] | None = None) -> None:
    """Record what happened to a consent: its kind and words, never who gave it."""
    record.entry_append(
        actor=actor,
        action=action,
        subject=("party", row.party_id),
        clause=CLAUSES[row.kind],
        data={
            "consent": row.pk.hex,
            "kind": row.kind,
            "text": row.text_version,
            "sha256": row.text_sha256,
            "method": row.method,
            **(more or {}),
        },
    )
