"""Agreements are accepted by named people, concluded, ended; whoever objects may leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from charter import policies, selectors
from charter.events import AgreementConcluded, AgreementEnded
from charter.models import Acceptance, Agreement, Version
from charter.rules import items, terms
from charter.services import check
from charter.services.wording import sense
from ledger import services as record
from livecompliance.kernel import clock, events, personal
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from parties import services as parties
from parties.models import Party, Tie

PARTY = "party"  # the kind of a party's own data key
OLDEST = timedelta(days=30)  # what happened at the platform is reported no later than that
MOST_NAME, MOST_CAPACITY = 60, 60
TIES = {
    Agreement.Kind.OPERATOR_AGENCY.value: Tie.Kind.AGENCY_OPERATOR.value,
    Agreement.Kind.MARKETER_AGENCY.value: Tie.Kind.AGENCY_MARKETER.value,
}


class DigestDiffers(Conflict):
    """What was shown to the signer is not the text that he would sign."""

    code = "digest_differs"


class VersionOver(Conflict):
    """Another version of the text holds by now."""

    code = "version_over"


class AgreementOver(Conflict):
    """The agreement was ended."""

    code = "agreement_over"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who accepts, in which capacity, from where, in which language he read it, and when.

    Args:
        sha256: the digest of the text as it was shown to him.
        at: when he did, where the platform reports it later.
    """

    name: str
    sha256: str
    ip: str = ""
    capacity: str = ""
    language: str = "zh"
    at: datetime | None = None


@transaction.atomic
def agreement_accept(
    *,
    actor: Actor,
    party_id: UUID,
    version_id: UUID,
    signature: Signature,
    counterpart_id: UUID | None = None,
) -> Agreement:
    """Accept a text for a party. Concluded once everybody who must has accepted it.

    Accepting twice is accepting once. What it replaces ends when it is concluded; signed ahead of
    its day, it begins on its day.

    Args:
        counterpart_id: the other side of an agreement between two parties, whichever it is.

    Raises:
        Forbidden: whoever is neither the party nor its platform.
        NotFound: no such party, or no such text was published.
        Invalid: no name, an address that is none, sides whom this text does not fit.
        DigestDiffers: another text was shown to the signer.
        VersionOver: a later version holds.

    Law: M-agreements, M-agency-agreement
    """
    party = selectors.party_get(actor, party_id)
    policies.require_act_for(actor, party)
    other = None
    if counterpart_id is not None:
        other = selectors.partner_get(actor, party, counterpart_id)
    version = selectors.version_public_get(actor, version_id)
    first, second = _sides(version.kind, party, other)
    _require_current(actor, version)
    if signature.sha256.lower() != version.sha256:
        raise DigestDiffers(_("签署人看到的文本与现行文本不一致，请重新阅读。"))
    party_lock(first.pk)
    agreement = _standing(actor, version, first, second)
    if agreement is None:
        agreement = Agreement(
            tenant_id=actor.tenant_id,
            kind=version.kind,
            party=first,
            counterpart=second,
            version=version,
            text_sha256=version.sha256,
            offered_at=clock.now(),
        )
        agreement.save(force_insert=True)
    if agreement.concluded_at is None:
        _accept(actor, agreement, party, signature)
        _conclude(actor, agreement)
    return agreement


def party_lock(party_id: UUID) -> None:
    """Let nobody else act on a party's agreements or trainings until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{party_id}"])


def _sides(kind: str, party: Party, other: Party | None) -> tuple[Party, Party | None]:
    """Return who is the party and who the counterpart, whichever of them accepts."""
    if kind not in items.AGREEMENTS:
        raise Invalid(_("规则不需要签署。"), field="version_id")
    role, role_of_other = items.SIDES[kind]
    if (other is None) != (role_of_other == ""):
        raise Invalid(_("请写明协议的另一方。"), field="counterpart_id")
    orders: list[tuple[Party, Party | None]] = [(party, other)]
    if other is not None:
        orders = [(party, other), (other, party)] if other.pk != party.pk else []
    for first, second in orders:
        if role in first.roles and (second is None or role_of_other in second.roles):
            return first, second
    raise Invalid(_("主体的身份与这份协议不符。"), field="party_id")


def _require_current(actor: Actor, version: Version) -> None:
    current = selectors.in_force(actor, version.kind)
    if current is not None and current.number > version.number:
        raise VersionOver(_("协议已有新的版本，请签署现行文本。"), version=str(current.pk))


def _standing(
    actor: Actor, version: Version, first: Party, second: Party | None
) -> Agreement | None:
    """Return the agreement to this text that waits or holds; not one that ends soon."""
    found = Agreement.objects.of(actor).filter(
        version=version, party=first, counterpart=second, ended_at__isnull=True
    )
    for one in found.select_for_update().order_by("-id"):
        if one.concluded_at is None or not selectors.is_renewable(one):
            return one
    return None


def _accept(actor: Actor, agreement: Agreement, party: Party, signature: Signature) -> None:
    if Acceptance.objects.of(actor).filter(agreement=agreement, party=party).exists():
        return
    made = Acceptance(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        agreement=agreement,
        party=party,
        user_id=actor.user_id,
        capacity=signature.capacity.strip()[:MOST_CAPACITY],
        text_sha256=agreement.text_sha256,
        language="en" if signature.language.startswith("en") else "zh",
        channel=Acceptance.Channel.PAGE if actor.kind == "user" else Acceptance.Channel.API,
        accepted_at=_at(signature.at, agreement.version),
    )
    _seal(actor, made, signature)
    made.save(force_insert=True)
    data = {"party": str(party.pk), "channel": made.channel, "language": made.language}
    note(actor, agreement, "charter.agreement_accepted", data)


def _seal(actor: Actor, row: Acceptance, signature: Signature) -> None:
    """Seal who signed, and from where, with the key of the side's party."""
    name = " ".join(signature.name.split())
    if not 2 <= len(name) <= MOST_NAME:
        raise Invalid(_("请填写签署人姓名。"), field="name")
    if signature.ip and personal.mask("ip", signature.ip) == "****":
        raise Invalid(_("IP 地址无效。"), field="ip")
    key = accounts.person_key(actor, row.party_id, PARTY)
    for field, text in (("signer_name", name), ("ip", signature.ip)):
        Acceptance._meta.get_field(field).put(row, text, key, b"")  # type: ignore[union-attr]


def _at(at: datetime | None, version: Version) -> datetime:
    now = clock.now()
    if at is None:
        return now
    if at > now or at < now - OLDEST or (version.published_at and at < version.published_at):
        raise Invalid(_("签署时间须在文本公布之后、现在之前，且不超过 30 天。"), field="at")
    return at


def _conclude(actor: Actor, agreement: Agreement) -> None:
    """Conclude an agreement that everybody accepted: it holds from its first day."""
    sides = {agreement.party_id, agreement.counterpart_id} - {None}
    done = Acceptance.objects.of(actor).filter(agreement=agreement).count()
    if done < len(sides):
        return
    today = clock.today()
    starts_on = max(today, agreement.version.effective_on or today)
    agreement.concluded_at, agreement.starts_on = clock.now(), starts_on
    agreement.ends_on = terms.last_day(starts_on, agreement.version.term_months)
    agreement.save(update_fields=["concluded_at", "starts_on", "ends_on"])
    if starts_on <= today:
        _replace(actor, agreement)
        _tie(actor, agreement)
    data = {"starts_on": f"{starts_on}", "ends_on": f"{agreement.ends_on or ''}"}
    note(actor, agreement, "charter.agreement_concluded", data)
    check.check_clock_start(actor=actor, agreement=agreement)
    events.publish(AgreementConcluded(actor, agreement.pk, *_about(agreement)))


def _tie(actor: Actor, agreement: Agreement) -> None:
    """Write down that two parties work together who agreed to: nobody has to file it besides.

    Law: M-agency-agreement
    """
    kind = TIES.get(agreement.kind)
    if kind is not None and agreement.counterpart_id is not None:
        parties.tie_make(
            actor=system_actor(actor.tenant_id),
            kind=kind,
            first_id=agreement.counterpart_id,
            second_id=agreement.party_id,
        )


def _replace(actor: Actor, agreement: Agreement) -> None:
    """End what a new agreement of the same sides takes the place of."""
    for old in selectors.agreements_alike(actor, agreement).exclude(pk=agreement.pk):
        _end(old, Agreement.End.REPLACED, actor, "")
        check.check_clock_close(actor=actor, agreement=old)


@transaction.atomic
def agreement_end(*, actor: Actor, agreement_id: UUID, reason: str) -> Agreement:
    """End an agreement before its term: the platform terminates, a side leaves. Twice is once.

    Nobody who does not accept a change is held back. What it leaves open (appeals, data rights,
    consumers, tax) goes on.

    Raises:
        Forbidden: whoever is neither an officer nor one of the sides nor their platform.
        NotFound: no such agreement in the tenant.
        Invalid: no reason, or one that names somebody.

    Law: ECL-objectors-leave
    """
    agreement = selectors.agreement_get(actor, agreement_id, lock=True)
    kind = _how(actor, agreement)
    if agreement.ended_at is not None:
        return agreement
    kept = sense(reason)
    for one in selectors.agreements_alike(actor, agreement).select_for_update():
        _end(one, kind, actor, kept)
        check.check_clock_close(actor=actor, agreement=one)
        note(actor, one, "charter.agreement_ended", {"how": str(kind), "reason": kept})
        events.publish(AgreementEnded(actor, one.pk, *_about(one)))
    return selectors.agreement_get(actor, agreement_id)


def _how(actor: Actor, agreement: Agreement) -> Agreement.End:
    if policies.can_write(actor):
        return Agreement.End.TERMINATED
    sides = [one for one in (agreement.party, agreement.counterpart) if one is not None]
    if not any(policies.can_act_for(actor, one) for one in sides):
        policies.require_act_for(actor, agreement.party)
    return Agreement.End.LEFT


def _end(agreement: Agreement, kind: Agreement.End, actor: Actor, reason: str) -> None:
    agreement.ended_at, agreement.ended_by_id = clock.now(), actor.user_id
    agreement.end_kind, agreement.end_reason = kind, reason
    agreement.save(update_fields=["ended_at", "ended_by", "end_kind", "end_reason"])


def _about(agreement: Agreement) -> tuple[str, UUID, UUID | None]:
    return agreement.kind, agreement.party_id, agreement.counterpart_id


def note(actor: Actor, agreement: Agreement, action: str, data: Mapping[str, Any]) -> None:
    """Record an act on an agreement, by the clause that asks for agreements of its kind."""
    said = {
        "kind": agreement.kind,
        "number": agreement.version.number,
        "sha256": agreement.text_sha256,
        **data,
    }
    clause = "M-agreements" if agreement.counterpart_id is None else "M-agency-agreement"
    record.entry_append(
        actor=actor, action=action, subject=("agreement", agreement.pk), clause=clause, data=said
    )
