"""Ask about incidents: what was done, what is still to do, what an authority is told."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from accounts.managers import TenantQuerySet
from filings.models import Incident, IncidentLink, IncidentReport, IncidentStep
from filings.rules import catalogue
from filings.rules import incidents as rules
from filings.selectors.find import row, rows
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor


def incident_list(actor: Actor) -> TenantQuerySet[Incident]:
    """Return the incidents, the newest first; exercises stand among them."""
    return rows(actor, Incident).select_related("owner").order_by("-discovered_at", "-id")


def incident_get(actor: Actor, incident_id: UUID, *, lock: bool = False) -> Incident:
    """Return one incident.

    Raises:
        NotFound: no such incident in the tenant.
    """
    return row(actor, Incident, incident_id, lock=lock)


def incident_steps(actor: Actor, incident: Incident) -> TenantQuerySet[IncidentStep]:
    """Return what was done about an incident, in its order."""
    found = rows(actor, IncidentStep).filter(incident=incident).select_related("by")
    return found.order_by("at", "id")


def steps_done(actor: Actor, incident: Incident) -> set[str]:
    """Return the kinds of steps that were taken."""
    return set(incident_steps(actor, incident).values_list("kind", flat=True))


def incident_wants(actor: Actor, incident: Incident) -> list[str]:
    """Return what has to be done before an incident may be closed, in order.

    Law: PIPL-breach, NIR-final-report
    """
    return rules.wants(incident.standing, steps_done(actor, incident))


def report_list(actor: Actor, incident: Incident) -> TenantQuerySet[IncidentReport]:
    """Return the reports of an incident, in the order in which they were drafted."""
    found = rows(actor, IncidentReport).filter(incident=incident).select_related("drafted_by")
    return found.order_by("drafted_at", "id")


def report_waiting(actor: Actor, incident: Incident, stage: str) -> IncidentReport | None:
    """Return the report of a stage that has not left, if there is one."""
    return report_list(actor, incident).filter(stage=stage, sent_at=None).first()


def report_get(actor: Actor, report_id: UUID, *, lock: bool = False) -> IncidentReport:
    """Return one report of an incident.

    Raises:
        NotFound: no such report in the tenant.
    """
    return row(actor, IncidentReport, report_id, lock=lock)


def link_list(actor: Actor, incident: Incident) -> TenantQuerySet[IncidentLink]:
    """Return what an incident is about."""
    return rows(actor, IncidentLink).filter(incident=incident).order_by("at", "id")


def incidents_reported(actor: Actor, reports: Collection[UUID]) -> dict[UUID, UUID]:
    """Return by reports which incidents they are of."""
    found = rows(actor, IncidentReport).filter(pk__in=list(reports))
    return dict(found.values_list("pk", "incident"))


def report_facts(actor: Actor, report: IncidentReport) -> dict[str, Any]:
    """Return what an authority is told of an incident as it is known now; nobody is named.

    Law: NIR-contents
    """
    one = incident_get(actor, report.incident_id)
    known = catalogue.categories()
    return {
        "stage": report.stage,
        "number": report.number,
        "kind": rules.kinds()[one.kind].zh,
        "grade": rules.levels()[one.level].zh,
        "is_certain": one.is_certain,
        "is_crime": one.is_crime,
        "discovered_at": one.discovered_at.isoformat(),
        "happened_at": one.happened_at.isoformat() if one.happened_at else "",
        "backdated": one.backdated,
        "persons": one.persons,
        "information": [known[key].zh for key in one.categories],
        "cause": one.cause,
        "harm": one.harm,
        "form": rules.told(one.facts),
        "steps": [
            {"kind": step.kind, "at": step.at.isoformat()} for step in incident_steps(actor, one)
        ],
        "concerns": [{"kind": link.kind, "id": str(link.ref)} for link in link_list(actor, one)],
    }


def report_text(actor: Actor, report: IncidentReport) -> str:
    """Return what a report says in words: its own, or what is known of the incident."""
    if report.text:
        return report.text
    one = incident_get(actor, report.incident_id)
    at = f"{one.discovered_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    kind, level = rules.kinds()[one.kind].zh, rules.levels()[one.level].zh
    sure = "发生" if one.is_certain else "可能发生"
    said = [f"{at} 发现{sure}{kind}（{level}）：{one.title}"]
    said += [f"{name}：{words}" for name, words in rules.told(one.facts).items()]
    said += [f"初步原因：{one.cause}"] if one.cause else []
    said += [f"危害：{one.harm}"] if one.harm else []
    said.append("尚不能判定的事项将及时补报")
    return "。".join(said) + "。"
