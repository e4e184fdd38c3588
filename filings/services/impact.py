"""What a handling of personal information does to persons: written, decided, kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from filings import policies, selectors
from filings.models import Impact
from filings.rules import catalogue
from filings.rules.decisions import years_later
from filings.services.evidence import evidence_of
from filings.services.text import chosen, plain
from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid

KEPT = "PIPL-impact-3y"
PARTS = ("processing", "necessity", "risks", "measures")


class ImpactDecided(Conflict):
    """What was decided stays as it was, for as long as the law has it kept."""

    code = "impact_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What Article 56 wants said: the handling, its need, its risks, the safeguards."""

    title: str
    grounds: tuple[str, ...]
    categories: tuple[str, ...]
    processing: str = ""
    necessity: str = ""
    risks: str = ""
    measures: str = ""
    file: UUID | None = None


@transaction.atomic
def impact_write(*, actor: Actor, draft: Draft, impact_id: UUID | None = None) -> Impact:
    """Begin an assessment, or write an undecided one anew.

    Raises:
        Forbidden: only officers may.
        NotFound: no such assessment, or no such file, in the tenant.
        ImpactDecided: it was decided.
        Invalid: no title, ground or kind of information, or none that we know.

    Law: PIPL-impact, PIPL-impact-contents
    """
    policies.require_keep(actor)
    impact = _undecided(actor, impact_id) if impact_id else Impact(tenant_id=actor.tenant_id)
    impact.title = plain(draft.title, "title", most=120, least=2)
    impact.grounds = _some(draft.grounds, catalogue.grounds(), "grounds")
    impact.categories = _some(draft.categories, catalogue.categories(), "categories")
    for part in PARTS:
        setattr(impact, part, plain(getattr(draft, part), part, most=2000))
    impact.file = evidence_of(actor, draft.file) or impact.file
    if impact_id is None:
        impact.author_id = actor.user_id
    impact.save()
    _note(actor, impact, "filings.impact_written", {"categories": impact.categories})
    return impact


@transaction.atomic
def impact_decide(*, actor: Actor, impact_id: UUID, decision: str) -> Impact:
    """Decide whether a handling may go on. From now on the assessment stays as it is.

    It is kept for as long as the law says, by which the product destroys none before.

    Raises:
        Forbidden: not a person who may, or the one who wrote it.
        NotFound: no such assessment in the tenant.
        ImpactDecided: it was decided.
        Invalid: a part that the law asks for is missing.

    Law: PIPL-impact-contents, PIPL-impact-3y
    """
    person = policies.require_sign(actor)
    impact = _undecided(actor, impact_id)
    if impact.author_id == person:
        raise Forbidden(_("起草人不能作出决定，请由另一人决定。"), law="PIPL-impact")
    for part in PARTS:
        if not getattr(impact, part).strip():
            raise Invalid(_("影响评估的内容还不完整。"), field=part, law="PIPL-impact-contents")
    impact.decision = chosen(decision, Impact.Decision.values, "decision")
    impact.state, impact.decided_by_id = Impact.State.DECIDED, person
    impact.decided_at = clock.now()
    years = law.clause(KEPT, on=clock.today()).number("keep")
    impact.keep_until = years_later(clock.today(), years)
    impact.save()
    data = {"decision": decision, "keep_until": f"{impact.keep_until}"}
    _note(actor, impact, "filings.impact_decided", data)
    return impact


def _undecided(actor: Actor, impact_id: UUID) -> Impact:
    impact = selectors.impact_get(actor, impact_id, lock=True)
    if impact.state == Impact.State.DECIDED:
        raise ImpactDecided(_("影响评估已作出决定，不能再修改。"), law=KEPT)
    return impact


def _some(keys: tuple[str, ...], known: object, field: str) -> list[str]:
    if not keys:
        raise Invalid(_("请至少选择一项。"), field=field)
    return [chosen(key, known, field) for key in dict.fromkeys(keys)]


def _note(actor: Actor, impact: Impact, action: str, data: Mapping[str, object]) -> None:
    record.entry_append(
        actor=actor, action=action, subject=("impact", impact.pk), clause="PIPL-impact", data=data
    )
