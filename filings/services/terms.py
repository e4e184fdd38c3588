"""The clocks of filings, assessments, technologies and leaks: their names and their policies."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts import selectors as accounts
from filings.rules.catalogue import Bound
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from office import selectors as office
from office.services import Policy

ASSESS_D, ASSESS_SETTING = 30, "assessment_within_d"
REVIEW_D, REVIEW_SETTING = 180, "technology_review_d"

FILING, ASSESSMENT, TECHNOLOGY, LEAK = "filing", "assessment", "technology", "leak"
RENEWAL, FILE_BY, EVALUATION = "filing_renewal", "filing_due", "filing_evaluation"
ASSESS, REVIEW = "safety_assessment", "technology_review"
REPORT, FINAL = "leak_report", "leak_final_report"
IDENTITY, REPORT_IDENTITY, CORRECT = "identity_report", "identity_report", "identity_correction"

office.clock_words(
    {
        FILING: _("许可或备案"),
        ASSESSMENT: _("安全评估"),
        TECHNOLOGY: _("新技术"),
        LEAK: _("个人信息事件"),
        RENEWAL: _("许可到期"),
        FILE_BY: _("办理备案"),
        EVALUATION: _("定期测评"),
        ASSESS: _("完成安全评估"),
        REVIEW: _("上线后复核"),
        REPORT: _("向省级网信部门报告"),
        FINAL: _("总结报告"),
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
