"""The clocks of filings, assessments, technologies, incidents: their names and their policies."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts import selectors as accounts
from accounts.models import Role
from filings.models import Incident
from filings.rules import incidents
from filings.rules.catalogue import Bound
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from office import selectors as office
from office.services import Policy

ASSESS_D, ASSESS_SETTING = 30, "assessment_within_d"
REVIEW_D, REVIEW_SETTING = 180, "technology_review_d"

FILING, ASSESSMENT, TECHNOLOGY = "filing", "assessment", "technology"
INCIDENT = incidents.SUBJECT
RENEWAL, FILE_BY, EVALUATION = "filing_renewal", "filing_due", "filing_evaluation"
ASSESS, REVIEW = "safety_assessment", "technology_review"
REPORT, FLAW, PROMPT = incidents.CLOCKS
READY, FINAL = "incident_ready", "incident_final_report"
DRILL = "drill_"
CONFORMITY, STANDARD, LOOKED_AT = "conformity", "standard_review", "conformity.looked_at"
REPORTED, FINISHED = "incident.authority", "incident.final_report"
LARGER_H, LARGER_SETTING = 4, "incident_report_h"
PROMPT_H, PROMPT_SETTING = 24, "incident_prompt_h"
READY_PERCENT, READY_SETTING = 50, "incident_ready_percent"
IDENTITY, REPORT_IDENTITY, CORRECT = "identity_report", "identity_report", "identity_correction"

office.clock_words(
    {
        FILING: _("许可或备案"),
        ASSESSMENT: _("安全评估"),
        TECHNOLOGY: _("新技术"),
        INCIDENT: _("安全事件"),
        RENEWAL: _("许可到期"),
        FILE_BY: _("办理备案"),
        EVALUATION: _("定期测评"),
        ASSESS: _("完成安全评估"),
        REVIEW: _("上线后复核"),
        REPORT: _("向主管部门首次报告"),
        FLAW: _("报告缺陷、漏洞"),
        PROMPT: _("及时报告主管部门"),
        READY: _("首次报告备好待批"),
        FINAL: _("总结报告"),
        CONFORMITY: _("标准符合性"),
        STANDARD: _("复核标准符合性"),
        DRILL + REPORT: _("演练：首次报告"),
        DRILL + FLAW: _("演练：报告缺陷、漏洞"),
        DRILL + PROMPT: _("演练：及时报告"),
        DRILL + READY: _("演练：首次报告备好"),
        DRILL + FINAL: _("演练：总结报告"),
        IDENTITY: _("身份信息报送"),
        CORRECT: _("更正身份信息报送"),
    }
)


def of_law(bound: Bound, met_by: str, on: date, again_by: str = "") -> Policy:
    """Return the policy of a term that the law gives, as it stands on a day."""
    clause = law.clause(bound.clause, on=on)
    param = clause.params[bound.param]
    return Policy(
        amount=clause.number(bound.param),
        unit=param.unit,  # type: ignore[arg-type]
        clause=bound.clause,
        param=bound.param,
        met_by=(met_by,),
        again_by=(again_by,) if again_by else (),
    )


def until(day: date, clause: str, met_by: str, warn_before: int | None = None) -> Policy | None:
    """Return the policy of a term that ends with a day; None where that day is over."""
    days = (day - clock.today()).days
    if days < 1:
        return None
    return Policy(amount=days, unit="day", clause=clause, met_by=(met_by,), warn_before=warn_before)


def own(actor: Actor, setting: str, default: int) -> int:
    """Return one of the platform's own numbers."""
    return accounts.policy_of(actor, setting, default)


def drilled(kind: str, *, is_drill: bool) -> str:
    """Return the kind of a clock; an exercise has its own, so that it counts for no duty."""
    return f"{DRILL}{kind}" if is_drill else kind


def first_terms(actor: Actor, row: Incident) -> list[tuple[str, Policy]]:
    """Return the clocks of an incident's first report: the law's or the platform's own hours,
    whichever end first; and before them the one by which it should be ready, whose breach tells
    the security administrator while there is still time.

    Law: NIR-report-4h, NIR-report-cii, NDR-flaw-24h
    """
    bound = incidents.first_within(row.standing)
    kind, hours, clause = _bound(actor, row, bound)
    warden, met = str(Role.SECURITY_ADMIN), (REPORTED,)
    term = Policy(
        amount=hours,
        unit="hour",
        clause=clause,
        param=bound.param if bound else "",
        met_by=met,
        escalate_to=warden,
    )
    found = [(kind, term)]
    minutes = hours * 60 * own(actor, READY_SETTING, READY_PERCENT) // 100
    if minutes:
        ready = Policy(amount=minutes, unit="minute", warn_before=0, met_by=met, escalate_to=warden)
        found.append((READY, ready))
    return [(drilled(one, is_drill=row.is_drill), policy) for one, policy in found]


def _bound(actor: Actor, row: Incident, bound: Bound | None) -> tuple[str, int, str]:
    if bound is None:
        hours = own(actor, PROMPT_SETTING, PROMPT_H)
        return PROMPT, hours, incidents.kinds()[row.kind].clause
    lawful = law.clause(bound.clause, on=clock.to_date(row.discovered_at)).number(bound.param)
    if not row.is_larger:
        return FLAW, min(lawful, own(actor, PROMPT_SETTING, PROMPT_H)), bound.clause
    return REPORT, min(lawful, own(actor, LARGER_SETTING, LARGER_H)), bound.clause
