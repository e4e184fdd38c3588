"""An incident of the platform's network or data: found, and handled step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from filings import policies, selectors
from filings.models import Incident, IncidentStep
from filings.rules import catalogue
from filings.rules import incidents as rules
from filings.services import incident_report, terms
from filings.services.incident_note import note, step_add
from filings.services.owners import owner_of
from filings.services.text import chosen, plain
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import services as office

STATE = Incident.State
CII_SETTING = "incident_cii"
BY_PROGRAMS = ("contained",)
LATE = timedelta(minutes=30)  # what was found longer ago is written down with a reason
MOST = 2_000_000_000


class IncidentClosed(Conflict):
    code = "incident_closed"


class IncidentUnfinished(Conflict):
    """Something that the law asks for was not done yet."""

    code = "incident_unfinished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known of an incident when it is found. Kinds and numbers, nobody's data.

    Args:
        nature, categories: what became of which personal information, where it is about any.
        facts: what the report asks for, by the keys of `data/incidents.yaml`.
        backdated: why it is written down so long after it was found.
        is_drill: an exercise: its clocks run, nobody outside is told.
    """

    kind: str
    title: str
    discovered_at: datetime
    level: str = rules.GENERAL
    nature: str = ""
    categories: tuple[str, ...] = ()
    happened_at: datetime | None = None
    is_certain: bool = True
    is_crime: bool = False
    is_drill: bool = False
    persons: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    backdated: str = ""
    owner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What an assessment says of an incident; what it leaves out of `facts` stays as it was."""

    cause: str
    harm: str
    level: str
    persons: int | None = None
    is_crime: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def incident_open(*, actor: Actor, found: Found) -> Incident:
    """Write down that something befell the network or data, or may have; the hours run.

    Where an authority is told, the first report is drafted at once. An exercise is told nobody.

    Raises:
        Forbidden: neither an officer nor a program of the platform.
        Invalid: no title or kind, found after now, or long ago without a reason.

    Law: PIPL-breach, NIR-report-4h, NIR-report-cii, NDR-flaw-24h, CSL-illegal-content
    """
    policies.require_report(actor)
    kind = chosen(found.kind, rules.kinds(), "kind")
    personal = kind == rules.PERSONAL
    if personal and not found.categories:
        raise Invalid(_("请选择涉及的个人信息种类。"), field="categories")
    row = Incident(
        tenant_id=actor.tenant_id,
        kind=kind,
        title=plain(found.title, "title", most=120, least=2),
        level=chosen(found.level, rules.levels(), "level"),
        nature=chosen(found.nature, Incident.Nature.values, "nature") if personal else "",
        categories=_categories(found.categories) if personal else [],
        is_certain=found.is_certain,
        is_cii=bool(accounts.policy_of(actor, CII_SETTING, 0)),
        is_crime=found.is_crime,
        is_drill=found.is_drill,
        persons=_counted(found.persons),
        facts=_facts(found.facts),
        discovered_at=found.discovered_at,
        happened_at=found.happened_at,
        backdated=_backdated(found),
        owner=owner_of(actor, found.owner_id),
    )
    row.save(force_insert=True)
    data = {"kind": row.kind, "level": row.level, "drill": row.is_drill, "cii": row.is_cii}
    note(actor, row, "filings.incident_opened", data)
    _begin(actor, row)
    return row


@transaction.atomic
def incident_assess(
    *, actor: Actor, incident_id: UUID, assessed: Assessed, at: datetime | None = None
) -> Incident:
    """Say why it happened, what harm it did, to how many, and how grave it is.

    A graver grade lets its hours run from when the incident was found; a grade is never lowered
    once an authority was to be told of it. Reports that have not left say what is known now.

    Raises:
        Forbidden: only officers may.
        NotFound: no such incident in the tenant.
        IncidentClosed: it is closed.
        Invalid: no cause or harm, or an instant before it was found or after now.

    Law: PIPL-breach-notice, NIR-report-4h, NIR-contents
    """
    policies.require_keep(actor)
    row = opened(actor, incident_id)
    row.cause = plain(assessed.cause, "cause", most=2000, least=4)
    row.harm = plain(assessed.harm, "harm", most=2000, least=4)
    row.persons = _counted(assessed.persons)
    row.is_crime = row.is_crime or assessed.is_crime
    level = chosen(assessed.level, rules.levels(), "level")
    if rules.is_larger(level) or not row.is_larger:
        row.level = level
    row.facts = {**row.facts, **_facts(assessed.facts)}
    row.save()
    step_add(actor, row, "assessed", at, row.harm)
    _begin(actor, row)
    incident_report.reports_renew(actor, row)
    return row


@transaction.atomic
def incident_step(
    *,
    actor: Actor,
    incident_id: UUID,
    kind: str,
    note: str,
    at: datetime | None = None,
    facts: Mapping[str, str] | None = None,
) -> IncidentStep:
    """Write down one step: contained, authority told otherwise, persons told or not, handled.

    Raises:
        Forbidden: only officers may; a program says that it contained one.
        NotFound: no such incident in the tenant.
        IncidentClosed: it is closed.
        IncidentUnfinished: nothing is handled that was not contained and assessed.
        Invalid: no such step, no words, or an instant before it was found or after now.

    Law: PIPL-breach, PIPL-breach-persons, NIR-report-4h, NIR-final-report
    """
    (policies.require_report if kind in BY_PROGRAMS else policies.require_keep)(actor)
    row = opened(actor, incident_id, is_final=kind == rules.FINAL)
    chosen(kind, rules.BY_HAND, "kind")
    if kind == "handled":
        _require(actor, row, ("contained", "assessed"))
    said = plain(note, "note", most=2000, least=4)
    if facts:
        row.facts = {**row.facts, **_facts(facts)}
        row.save(update_fields=["facts"])
        incident_report.reports_renew(actor, row)
    step = step_add(actor, row, kind, at, said)
    if kind == "handled":
        _final_clock(actor, row, step.at)
    if kind in (rules.TOLD, rules.FINAL):
        incident_report.told_otherwise(actor, row, kind, step.at)
    return step


@transaction.atomic
def incident_close(*, actor: Actor, incident_id: UUID) -> Incident:
    """Close an incident once everything was done that the law asks for. Twice is once.

    Raises:
        Forbidden: only officers may.
        NotFound: no such incident in the tenant.
        IncidentUnfinished: it was not contained, assessed, reported, handled or told of.

    Law: PIPL-breach, NIR-final-report
    """
    policies.require_keep(actor)
    row = selectors.incident_get(actor, incident_id, lock=True)
    if row.state == STATE.CLOSED:
        return row
    _require(actor, row, rules.KNOWN_STEPS)
    row.closed_at = clock.now()
    row.save(update_fields=["closed_at"])
    step_add(actor, row, "closed", None, "")
    return row


def opened(actor: Actor, incident_id: UUID, *, is_final: bool = False) -> Incident:
    """Return an incident that is not closed, locked.

    Raises:
        NotFound: no such incident in the tenant. IncidentClosed: it is closed.
    """
    row = selectors.incident_get(actor, incident_id, lock=True)
    if row.state == STATE.CLOSED and not is_final:
        raise IncidentClosed(_("该事件已办结。"))
    return row


def _require(actor: Actor, row: Incident, steps: tuple[str, ...]) -> None:
    wanting = [one for one in selectors.incident_wants(actor, row) if one in steps]
    if wanting:
        raise IncidentUnfinished(
            _("还有步骤没有完成。"), law=rules.kinds()[row.kind].clause, wanting=wanting
        )


def _begin(actor: Actor, row: Incident) -> None:
    """Let the hours run for an incident that is reported, and draft what is told."""
    if not rules.is_reported(row.standing):
        return
    done = selectors.steps_done(actor, row)
    if rules.TOLD not in done:
        for kind, policy in terms.first_terms(actor, row):
            office.clock_start(
                actor=actor,
                subject=(terms.INCIDENT, row.pk),
                kind=kind,
                policy=policy,
                owner_id=row.owner_id,
                at=row.discovered_at,
            )
        incident_report.first_drafted(actor, row)


def _final_clock(actor: Actor, row: Incident, at: datetime) -> None:
    if row.is_larger and rules.FINAL not in selectors.steps_done(actor, row):
        office.clock_start(
            actor=actor,
            subject=(terms.INCIDENT, row.pk),
            kind=terms.drilled(terms.FINAL, is_drill=row.is_drill),
            policy=terms.of_law(rules.FINAL_WITHIN, terms.FINISHED, clock.to_date(at)),
            owner_id=row.owner_id,
            at=at,
        )


def _backdated(found: Found) -> str:
    now = clock.now()
    if found.discovered_at.tzinfo is None or found.discovered_at > now:
        raise Invalid(_("发现时间不能晚于现在。"), field="discovered_at")
    happened = found.happened_at
    if happened is not None and (happened.tzinfo is None or happened > found.discovered_at):
        raise Invalid(_("发生时间不能晚于发现时间。"), field="happened_at")
    least = 4 if now - found.discovered_at > LATE else 0
    try:
        return plain(found.backdated, "backdated", most=500, least=least)
    except Invalid:
        if found.backdated.strip():
            raise
        words = _("发现已超过半小时，请写明为何现在才登记。时限仍从发现时起算。")
        raise Invalid(words, field="backdated") from None


def _categories(keys: tuple[str, ...]) -> list[str]:
    return [chosen(one, catalogue.categories(), "categories") for one in keys]


def _facts(given: Mapping[str, str]) -> dict[str, str]:
    """Return what was said of known facts; what is empty is left out."""
    said = {
        chosen(key, rules.facts(), "facts"): plain(str(words), key, most=2000)
        for key, words in given.items()
    }
    return {key: words for key, words in said.items() if words}


def _counted(persons: int | None) -> int | None:
    if persons is not None and not 0 <= persons <= MOST:
        raise Invalid(_("人数超出范围。"), field="persons")
    return persons
