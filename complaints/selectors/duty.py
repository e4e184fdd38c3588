"""What complaints say of duties: every clock kept, the terms published."""

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from complaints.models import Complaint
from complaints.rules.terms import ACKNOWLEDGE, ACT, FEED_BACK, OPERATOR, PARTICULARS, REPORT
from complaints.selectors.terms import terms_in_force
from livecompliance.kernel import duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from office import selectors as office

PAST = timedelta(days=30)
OURS = tuple(f"complaint_{name}" for name in (ACKNOWLEDGE, ACT, FEED_BACK, REPORT))
ASKED = (f"complaint_{PARTICULARS}",)
THEIRS = (f"complaint_{OPERATOR}",)


def _clocks(actor: Actor, at: datetime) -> Reading:
    return office.clocks_reading(actor, OURS, at)


def _particulars(actor: Actor, at: datetime) -> Reading:
    return office.clocks_reading(actor, ASKED, at)


def _operators(actor: Actor, at: datetime) -> Reading:
    return office.clocks_reading(actor, THEIRS, at)


def _terms(actor: Actor, _at: datetime) -> Reading:
    version = terms_in_force(actor).version
    if not version:
        return Reading(State.AT_RISK, "shipped", 0)
    return Reading(State.MET, "own", version)


def _disputes(actor: Actor, at: datetime) -> Reading:
    held = Complaint.objects.of(actor).filter(kind="dispute", filed_at__gte=at - PAST)
    found = held.aggregate(whole=Count("pk"), open=Count("pk", filter=Q(ended_at=None)))
    told = office.clocks_reading(actor, OURS, at)
    if found["whole"] and told.state is State.BREACHED:
        return Reading(State.AT_RISK, "late", found["open"], found["whole"])
    return counted(0, found["whole"])


duties.register(
    Control(
        name="complaints.clocks",
        clauses=("M-complaints", "O117-complaints", "O117-necessary-measures"),
        title=_("投诉举报按公布的期限受理、处置、反馈"),
        words=office.CLOCK_WORDS,
        read=_clocks,
        page="complaints",
    ),
    Control(
        name="complaints.particulars",
        clauses=("O117-consumer-disputes",),
        title=_("消费争议的必要信息按期提供给消费者"),
        words=office.CLOCK_WORDS,
        read=_particulars,
        page="complaints",
    ),
    Control(
        name="complaints.terms",
        clauses=("M-complaints", "O117-complaints"),
        title=_("公布处理流程和反馈期限"),
        words={
            "shipped": _("按系统自带的期限受理；平台还没有发布自己的处理期限"),
            "own": _("已公布第 %(figure)s 版处理期限"),
        },
        read=_terms,
        page="complaint-terms",
    ),
    Control(
        name="complaints.operators",
        clauses=("M-consumer-duties",),
        title=_("运营者按时答复消费者的请求"),
        words=office.CLOCK_WORDS,
        read=_operators,
        page="complaints",
    ),
    Control(
        name="complaints.disputes",
        clauses=("M-dispute-evidence",),
        title=_("跳转到其他平台购买发生争议时协助消费者"),
        words={
            "none": _("近 30 天没有平台外消费争议"),
            "late": ngettext_lazy(
                "近 30 天 %(of)s 件平台外争议，办理中 %(figure)s 件；有投诉已超时",
                "近 30 天 %(of)s 件平台外争议，办理中 %(figure)s 件；有投诉已超时",
                "of",
            ),
            "ok": ngettext_lazy(
                "近 30 天 %(of)s 件平台外争议", "近 30 天 %(of)s 件平台外争议", "of"
            ),
        },
        read=_disputes,
        page="complaints",
    ),
)
