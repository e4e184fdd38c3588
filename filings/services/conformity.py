"""How the platform stands to a standard is written down, with its evidence and a date."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from filings import policies
from filings.models import Conformity
from filings.services import terms
from filings.services.evidence import evidence_of
from filings.services.text import chosen, plain
from ledger import services as record
from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import services as office


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How it stands, by what evidence, seen on which day.

    Args:
        control: the control of the duty board that shows it live.
        review_on: when it is looked at again; the officers are reminded.
    """

    state: str
    reviewed_on: date
    evidence: str = ""
    file: UUID | None = None
    control: str = ""
    review_on: date | None = None


@transaction.atomic
def conformity_set(
    *, actor: Actor, standard: str, clause: str = "", finding: Finding
) -> Conformity:
    """Say how the platform stands to a standard, or to one clause of it.

    Raises:
        Forbidden: only officers may.
        Invalid: no standard, "met" without evidence, an unknown control, a day ahead, or a review
            before tomorrow.
        NotFound: no such file in the tenant.

    Law: M-content-staff
    """
    policies.require_keep(actor)
    code, part = " ".join(standard.split()), " ".join(clause.split())
    if not 2 <= len(code) <= 40 or len(part) > 40:
        raise Invalid(_("请填写标准编号，最多 40 个字。"), field="standard")
    state = chosen(finding.state, Conformity.State.values, "state")
    if finding.reviewed_on > clock.today():
        raise Invalid(_("核查日期不能晚于今天。"), field="reviewed_on")
    if finding.review_on is not None and finding.review_on <= clock.today():
        raise Invalid(_("复核日期须晚于今天。"), field="review_on")
    if finding.control and duties.control_find(finding.control) is None:
        raise Invalid(_("请从列出的选项中选择。"), field="control")
    file = evidence_of(actor, finding.file)
    is_claim = state in (Conformity.State.MET, Conformity.State.PARTLY)
    least = 2 if is_claim and file is None and not finding.control else 0
    values = {
        "state": state,
        "evidence": plain(finding.evidence, "evidence", most=500, least=least),
        "control": finding.control,
        "reviewed_on": finding.reviewed_on,
        "review_on": finding.review_on,
        "reviewed_by_id": actor.user_id,
        "changed_at": clock.now(),
    }
    if file is not None:
        values["file"] = file
    found = Conformity.objects.of(actor).select_for_update()
    kept, _made = found.update_or_create(
        tenant_id=actor.tenant_id, standard=code, clause=part, defaults=values
    )
    _remind(actor, kept)
    record.entry_append(
        actor=actor,
        action="filings.conformity_set",
        subject=("conformity", kept.pk),
        clause="M-content-staff",
        data={"standard": code, "clause": part, "state": state},
    )
    return kept


def _remind(actor: Actor, kept: Conformity) -> None:
    """Let the review of before be over, and a reminder run until the next.

    Law: M-content-staff
    """
    subject = (terms.CONFORMITY, kept.pk)
    office.clocks_hear(actor=actor, subject=subject, act=terms.LOOKED_AT)
    if kept.review_on is None:
        return
    policy = terms.until(kept.review_on, "M-content-staff", terms.LOOKED_AT)
    if policy is not None:
        office.clock_start(actor=actor, subject=subject, kind=terms.STANDARD, policy=policy)
