"""Proof that words may be said of goods: handed in, reviewed by an officer, withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies, selectors
from catalog.models import ClaimEvidence, Supplier
from catalog.rules import claims as rules
from catalog.services import handed
from catalog.services.wording import plain, reason_of
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from office import services as office

PURPOSE, SUBJECT, CLAUSE = "claim_evidence", "claim_evidence", "ADL-absolute"
LONGEST = {"words": 120, "product": 80, "brand": 80, "statement": 400, "standard": 200,
           "place": 80}  # fmt: skip
State = ClaimEvidence.State

handed.purpose_add(PURPOSE)


class EvidenceDecided(Conflict):
    """The proof was decided otherwise; a newer one takes its place."""

    code = "evidence_decided"


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as it is handed in: just which words, of what, why they may be said, until when."""

    exemption: str
    words: str
    product: str = ""
    brand: str = ""
    supplier_id: UUID | None = None
    statement: str = ""
    standard: str = ""
    place: str = ""
    fact_since: date | None = None
    fact_until: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    file_id: UUID | None = None


@transaction.atomic
def evidence_give(*, actor: Actor, proof: Proof) -> ClaimEvidence:
    """File a proof for an exemption; an officer reviews it.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        NotFound: no such supplier or file.
        Invalid: no such exemption; something it needs is missing; a limited fact whose words name
            neither time nor place; days that do not fit; `field` says where.

    Law: ADL-absolute
    """
    policies.require_file(actor)
    kind = rules.exemptions().get(proof.exemption)
    if kind is None:
        raise Invalid(_("没有这种豁免情形。"), field="exemption")
    texts = {name: plain(getattr(proof, name), name, most) for name, most in LONGEST.items()}
    _require_words(texts["words"])
    _require_said(proof, kind, texts)
    if proof.supplier_id is not None:
        _require_supplier(actor, proof.supplier_id)
    file = None
    if proof.file_id is not None:
        file = office.shelf_keep(actor=actor, file_id=proof.file_id, purpose=PURPOSE).pk
    given: Any = {
        **texts,
        "exemption": proof.exemption,
        "supplier_id": proof.supplier_id,
        "fact_since": proof.fact_since,
        "fact_until": proof.fact_until,
        "valid_from": proof.valid_from or clock.today(),
        "valid_until": proof.valid_until,
    }
    row = ClaimEvidence.objects.create(
        tenant_id=actor.tenant_id,
        file=file,
        given_by_id=actor.user_id,
        given_at=clock.now(),
        **given,
    )
    note(actor, row, "catalog.evidence_given", {"exemption": row.exemption})
    return row


def _require_words(words: str) -> None:
    if len(rules.folded(words)) < 2:
        raise Invalid(_("请填写要使用的完整用语。"), field="words", law=CLAUSE)


def _require_said(proof: Proof, kind: rules.Exemption, texts: Mapping[str, str]) -> None:
    """Raise what the exemption needs and nobody said."""
    days = {"since": proof.fact_since, "until": proof.fact_until}
    for need in kind.needs:
        if not (days[need] if need in days else texts[need]):
            field = f"fact_{need}" if need in days else need
            raise Invalid(_("这种豁免情形须填写这一项。"), field=field, law=CLAUSE)
    if proof.exemption == "limited_fact" and not rules.limits(texts["words"], proof.place):
        raise Invalid(
            _("用语本身须写明时间和范围，例如“2026年6月本店销量第一”。"), field="words", law=CLAUSE
        )
    first = proof.valid_from or clock.today()
    pairs = ((proof.fact_since, proof.fact_until, "fact_until"),
             (first, proof.valid_until, "valid_until"),
             (clock.today(), proof.valid_until, "valid_until"))  # fmt: skip
    for start, end, field in pairs:
        if start is not None and end is not None and end < start:
            raise Invalid(_("止日早于起日，或者已经过去。"), field=field)
    if proof.fact_until is not None and proof.fact_until > clock.today():
        raise Invalid(_("还没有过去的时间不能作为事实。"), field="fact_until")


def _require_supplier(actor: Actor, supplier_id: UUID) -> None:
    if not Supplier.objects.of(actor).filter(pk=supplier_id).exists():
        raise NotFound(_("没有这个供应商。"))


@transaction.atomic
def evidence_decide(
    *, actor: Actor, evidence_id: UUID, is_approved: bool, reason: str = ""
) -> ClaimEvidence:
    """Approve or refuse a proof. The same decision twice is one.

    Raises:
        Forbidden: only officers may. NotFound: no such proof.
        Invalid: a refusal without a reason; approving without the file that the exemption needs.
        EvidenceDecided: it was decided otherwise, or withdrawn.

    Law: ADL-absolute
    """
    policies.require_review(actor)
    row = locked(actor, evidence_id)
    state = State.APPROVED if is_approved else State.REFUSED
    if row.state != State.WAITING:
        if row.state == state:
            return row
        raise EvidenceDecided(_("这份证明材料已有决定，请重新提交后再审。"))
    if is_approved and rules.exemptions()[row.exemption].proof and row.file is None:
        raise Invalid(_("这种豁免情形须有证明文件才能通过。"), field="file", law=CLAUSE)
    row.state, row.reason = state, "" if is_approved else reason_of(reason)
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()
    row.recheck_on = selectors.relook_due(actor) if is_approved and not row.valid_until else None
    row.save(update_fields=["state", "reason", "decided_by", "decided_at", "recheck_on"])
    action = "catalog.evidence_approved" if is_approved else "catalog.evidence_refused"
    note(actor, row, action, {"exemption": row.exemption, "reason": row.reason})
    return row


@transaction.atomic
def evidence_withdraw(*, actor: Actor, evidence_id: UUID, reason: str) -> ClaimEvidence:
    """Withdraw a proof: from now on it excuses nothing. Twice is once.

    Raises:
        Forbidden: only officers may. NotFound: no such proof. Invalid: no reason.
    """
    policies.require_review(actor)
    row = locked(actor, evidence_id)
    if row.state == State.WITHDRAWN:
        return row
    row.state, row.reason = State.WITHDRAWN, reason_of(reason)
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    note(actor, row, "catalog.evidence_withdrawn", {"reason": row.reason})
    return row


def locked(actor: Actor, evidence_id: UUID) -> ClaimEvidence:
    """Return a proof of the tenant, its row locked.

    Raises:
        NotFound: no such proof, or it was destroyed.
    """
    rows = ClaimEvidence.objects.of(actor).select_for_update()
    found = rows.filter(pk=evidence_id, destroyed_at__isnull=True)
    row = found.first()
    if row is None:
        raise NotFound(_("没有这份证明材料。"))
    return row


def note(actor: Actor, row: ClaimEvidence, action: str, data: Mapping[str, object]) -> None:
    """Write down what happened to a proof."""
    record.entry_append(
        actor=actor, action=action, subject=(SUBJECT, row.pk), clause=CLAUSE, data=data
    )
