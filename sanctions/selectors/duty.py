"""What sanctions, appeals and reports say of duties."""

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from livecompliance.kernel import duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from office import selectors as office
from sanctions.models import Match, Report, Sanction
from sanctions.selectors.policy import ladder_in_force

WAITS, PAST = timedelta(days=1), timedelta(days=30)
APPEALS = ("appeal_answer", "sanction_weigh")


def _noticed(actor: Actor, at: datetime) -> Reading:
    found = (
        Sanction.objects.of(actor)
        .filter(state=Sanction.State.IN_FORCE)
        .aggregate(
            whole=Count("pk"),
            wrong=Count("pk", filter=Q(noticed_at=None, starts_at__lt=at - WAITS)),
        )
    )
    version = ladder_in_force(actor).version
    return counted(found["wrong"], found["whole"], version=version)


def _listed(actor: Actor, at: datetime) -> Reading:
    listed = Sanction.objects.of(actor).filter(rung="blacklist", state=Sanction.State.IN_FORCE)
    found = listed.aggregate(
        whole=Count("pk"),
        wrong=Count("pk", filter=Q(noticed_at=None, starts_at__lt=at - WAITS)),
    )
    soon = Match.objects.of(actor).filter(state=Match.State.OPEN, retracted_at=None).count()
    if not found["whole"] and not soon:
        return Reading(State.MET, "empty", 0)
    return counted(found["wrong"], found["whole"], soon=soon)


def _appeals(actor: Actor, at: datetime) -> Reading:
    return office.clocks_reading(actor, APPEALS, at)


def _reported(actor: Actor, at: datetime) -> Reading:
    found = Report.objects.of(actor).filter(
        Q(created_at__gte=at - PAST) | Q(state=Report.State.QUEUED)
    )
    tally = found.aggregate(
        whole=Count("pk"),
        soon=Count("pk", filter=Q(state=Report.State.QUEUED)),
    )
    return counted(0, tally["whole"], soon=tally["soon"])


def _orders(actor: Actor, at: datetime) -> Reading:
    taken = Sanction.objects.of(actor).filter(starts_at__gte=at - PAST, open_orders__gt=0)
    found = taken.aggregate(whole=Count("pk"), wrong=Count("pk", filter=Q(orders="")))
    return counted(found["wrong"], found["whole"])


duties.register(
    Control(
        name="sanctions.noticed",
        clauses=("M-account-sanctions", "O117-measures"),
        title=_("违规账号按公布的阶梯处置，告知事实、依据和申诉途径"),
        words={
            "none": _("没有生效中的处罚"),
            "wrong": ngettext_lazy(
                "%(wrong)s 项处罚一天内没有告知当事人，生效中 %(of)s 项",
                "%(wrong)s 项处罚一天内没有告知当事人，生效中 %(of)s 项",
                "wrong",
            ),
            "ok": ngettext_lazy(
                "生效中 %(of)s 项处罚均已告知", "生效中 %(of)s 项处罚均已告知", "of"
            ),
        },
        read=_noticed,
        page="sanctions",
    ),
    Control(
        name="sanctions.blacklist",
        clauses=(
            "M-blacklist",
            "O117-blacklist",
            "O117-blacklist-notice",
            "O117-blacklist-evasion",
        ),
        title=_("黑名单：告知、期限、防止换号、到期解除"),
        words={
            "empty": _("黑名单没有在列人员"),
            "none": _("黑名单没有在列人员"),
            "wrong": ngettext_lazy(
                "%(wrong)s 名在列人员没有收到告知", "%(wrong)s 名在列人员没有收到告知", "wrong"
            ),
            "soon": ngettext_lazy(
                "%(soon)s 项名单匹配待核对，在列 %(of)s 名",
                "%(soon)s 项名单匹配待核对，在列 %(of)s 名",
                "soon",
            ),
            "ok": ngettext_lazy(
                "在列 %(of)s 名，均已告知并按身份阻止重新开播",
                "在列 %(of)s 名，均已告知并按身份阻止重新开播",
                "of",
            ),
        },
        read=_listed,
        page="sanctions",
    ),
    Control(
        name="sanctions.appeals",
        clauses=("M-account-sanctions", "O117-measures", "O117-blacklist-notice"),
        title=_("申诉按时答复，撤销后重新衡量"),
        words=office.CLOCK_WORDS,
        read=_appeals,
        page="sanction-appeals",
    ),
    Control(
        name="sanctions.reported",
        clauses=("O117-measure-report", "O117-regulator-notice", "O117-requested-measures"),
        title=_("处置情况向市场监督管理和网信部门报告"),
        words={
            "none": _("还没有需要报告的处置"),
            "soon": ngettext_lazy(
                "%(soon)s 份报告等待报送，共 %(of)s 份",
                "%(soon)s 份报告等待报送，共 %(of)s 份",
                "soon",
            ),
            "ok": ngettext_lazy("%(of)s 份报告均已报送", "%(of)s 份报告均已报送", "of"),
        },
        read=_reported,
        page="sanction-reports",
    ),
    Control(
        name="sanctions.orders",
        clauses=("O117-order-arrangement",),
        title=_("处置时安排受影响订单的处理和售后"),
        words={
            "none": _("近 30 天没有涉及订单的处罚"),
            "wrong": ngettext_lazy(
                "近 30 天 %(of)s 项处罚中有 %(wrong)s 项没有写明订单安排",
                "近 30 天 %(of)s 项处罚中有 %(wrong)s 项没有写明订单安排",
                "wrong",
            ),
            "ok": ngettext_lazy(
                "近 30 天 %(of)s 项涉及订单的处罚均写明安排",
                "近 30 天 %(of)s 项涉及订单的处罚均写明安排",
                "of",
            ),
        },
        read=_orders,
        page="sanctions",
    ),
)
