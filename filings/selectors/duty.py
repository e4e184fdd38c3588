"""What licences, filings, staff and reports say of duties."""

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from filings.models import Conformity, IdentityReport, Incident, Technology
from filings.selectors.board import board
from filings.selectors.conformity import conformity_behind
from filings.selectors.staffing import inspectors_now, staffing_list
from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from office import selectors as office

SOON = timedelta(days=14)
STALE_WEEKS = 3


def _held(actor: Actor, _at: datetime) -> Reading:
    found = board(actor)
    wrong, held = found.missing + found.expired, sum(one.tone == "ok" for one in found.lines)
    whole = held + wrong + found.soon
    return counted(wrong, whole, soon=found.soon, missing=found.missing, expired=found.expired)


def _staffed(actor: Actor, at: datetime) -> Reading:
    people, last = inspectors_now(actor), staffing_list(actor).first()
    if not people:
        return Reading(State.BREACHED, "nobody", 0)
    weeks = (clock.to_date(at) - last.week_on).days // 7 if last is not None else STALE_WEEKS + 1
    if weeks > STALE_WEEKS:
        return Reading(State.AT_RISK, "uncounted", people)
    hours = int(last.live_hours) if last is not None else 0
    return Reading(State.MET, "counted", people, data={"hours": hours})


def _standards(actor: Actor, at: datetime) -> Reading:
    """Read what is declared of standards; what should have been looked at again is at risk."""
    found = Conformity.objects.of(actor).aggregate(
        whole=Count("pk", filter=~Q(state="not_needed")),
        wrong=Count("pk", filter=Q(state="wanting")),
        soon=Count("pk", filter=Q(state="partly")),
    )
    if not found["whole"]:
        return Reading(State.AT_RISK, "none", 0, 0)
    behind = conformity_behind(actor, clock.to_date(at)).count()
    if behind and not found["wrong"]:
        data = {"behind": behind}
        return Reading(State.AT_RISK, "behind", behind, found["whole"], data=data)
    return counted(found["wrong"], found["whole"], soon=found["soon"])


def _reported(actor: Actor, at: datetime) -> Reading:
    today = clock.to_date(at)
    found = IdentityReport.objects.of(actor).aggregate(
        whole=Count("pk", filter=Q(opens_on__lte=today)),
        wrong=Count("pk", filter=Q(due_on__lt=today, submitted_on=None)),
        soon=Count(
            "pk",
            filter=Q(
                opens_on__lte=today,
                due_on__gte=today,
                due_on__lte=today + SOON,
                submitted_on=None,
            ),
        ),
    )
    return counted(found["wrong"], found["whole"], soon=found["soon"])


def _technologies(actor: Actor, at: datetime) -> Reading:
    today = clock.to_date(at)
    live = Q(live_on__lte=today, retired_at=None)
    found = Technology.objects.of(actor).aggregate(
        whole=Count("pk", filter=live),
        wrong=Count("pk", filter=live & (Q(approved_at=None) | Q(review_on__lt=today))),
        soon=Count("pk", filter=live & Q(review_on__range=(today, today + SOON))),
    )
    return counted(found["wrong"], found["whole"], soon=found["soon"])


def _incidents(actor: Actor, at: datetime) -> Reading:
    """Read the hours of incidents; exercises have clocks of their own and are not counted."""
    rows = Incident.objects.of(actor).filter(is_drill=False)
    held = rows.exclude(state=Incident.State.CLOSED).count()
    told = office.clocks_reading(actor, INCIDENT_CLOCKS, at)
    if told.state in (State.BREACHED, State.AT_RISK):
        return told
    if held:
        return Reading(State.AT_RISK, "open", held, data={"open": held})
    return Reading(State.MET, "no_incident", 0)


INCIDENT_CLOCKS = (
    *("incident_report", "incident_flaw_report", "incident_prompt_report"),
    "incident_final_report",
)
duties.register(
    Control(
        name="filings.held",
        clauses=("M-filing", "M-licences"),
        title=_("许可、备案和安全评估登记在册，到期前提醒"),
        words={
            "none": _("还没有登记任何许可或备案"),
            "wrong": ngettext_lazy(
                "应登记未登记 %(missing)s 项，已过期或未获批准 %(expired)s 项",
                "应登记未登记 %(missing)s 项，已过期或未获批准 %(expired)s 项",
                "missing",
            ),
            "soon": ngettext_lazy(
                "%(soon)s 项即将到期或正在办理，其余有效",
                "%(soon)s 项即将到期或正在办理，其余有效",
                "soon",
            ),
            "ok": ngettext_lazy("%(of)s 项全部有效", "%(of)s 项全部有效", "of"),
        },
        read=_held,
        page="filings",
    ),
    Control(
        name="filings.staffed",
        clauses=("M-content-staff", "O117-risk-monitoring"),
        title=_("内容管理人员与直播时长相适应，逐周记录"),
        words={
            "nobody": _("没有一名在岗的合规专员"),
            "uncounted": _("在岗 %(figure)s 人；近三周没有人员与直播时长的记录"),
            "counted": ngettext_lazy(
                "在岗 %(figure)s 人；最近一周直播 %(hours)s 小时",
                "在岗 %(figure)s 人；最近一周直播 %(hours)s 小时",
                "hours",
            ),
        },
        read=_staffed,
        page="filings-staff",
    ),
    Control(
        name="filings.standards",
        clauses=("M-content-staff",),
        title=_("技术方案逐项对照国家相关标准"),
        words={
            "none": _("还没有登记技术方案与标准的对照"),
            "wrong": ngettext_lazy(
                "%(wrong)s 项不符合，共 %(of)s 项", "%(wrong)s 项不符合，共 %(of)s 项", "wrong"
            ),
            "soon": ngettext_lazy(
                "%(soon)s 项部分符合，共 %(of)s 项", "%(soon)s 项部分符合，共 %(of)s 项", "soon"
            ),
            "behind": ngettext_lazy(
                "%(behind)s 项已到复核日期或所据标准已废止",
                "%(behind)s 项已到复核日期或所据标准已废止",
                "behind",
            ),
            "ok": ngettext_lazy("%(of)s 项全部符合", "%(of)s 项全部符合", "of"),
        },
        read=_standards,
        page="filings-standards",
    ),
    Control(
        name="filings.identity_reports",
        clauses=("O117-identity-report",),
        title=_("每年一月和七月向市场监督管理部门报送身份信息"),
        words={
            "none": _("还没有到期的报送"),
            "wrong": ngettext_lazy("%(wrong)s 期报送已逾期", "%(wrong)s 期报送已逾期", "wrong"),
            "soon": ngettext_lazy(
                "%(soon)s 期报送将在两周内到期", "%(soon)s 期报送将在两周内到期", "soon"
            ),
            "ok": ngettext_lazy(
                "%(of)s 期报送均已提交或未到期", "%(of)s 期报送均已提交或未到期", "of"
            ),
        },
        read=_reported,
        page="filings-identity",
    ),
    Control(
        name="filings.technologies",
        clauses=("M-virtual-image",),
        title=_("新技术、新应用、新功能上线前评估，定期复查"),
        words={
            "none": _("没有在用的新技术"),
            "wrong": ngettext_lazy(
                "%(wrong)s 项未经批准或复查逾期，在用 %(of)s 项",
                "%(wrong)s 项未经批准或复查逾期，在用 %(of)s 项",
                "wrong",
            ),
            "soon": ngettext_lazy(
                "%(soon)s 项两周内须复查，在用 %(of)s 项",
                "%(soon)s 项两周内须复查，在用 %(of)s 项",
                "soon",
            ),
            "ok": ngettext_lazy(
                "在用 %(of)s 项均经评估且在复查期内", "在用 %(of)s 项均经评估且在复查期内", "of"
            ),
        },
        read=_technologies,
        page="filings-technologies",
    ),
    Control(
        name="filings.incidents",
        clauses=("M-real-identity", "M-mechanisms", "O117-mechanisms"),
        title=_("安全事件和个人信息泄露按时限报告和告知"),
        words=office.CLOCK_WORDS
        | {
            "open": ngettext_lazy(
                "%(open)s 起事件正在处理，时限未到", "%(open)s 起事件正在处理，时限未到", "open"
            ),
            "no_incident": _("没有未了结的事件"),
        },
        read=_incidents,
        page="filings-incidents",
    ),
)
