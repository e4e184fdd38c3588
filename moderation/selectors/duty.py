"""What inspection says of duties: measures reach the room in time, reviews do not wait."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from livecompliance.kernel import duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from moderation.models import Decision, Dismissal, Finding, Measure, NoticeDisplay
from office import selectors as office
from rooms import selectors as rooms

PAST, WEEK, WAITS = timedelta(days=30), timedelta(days=7), timedelta(minutes=10)
REVIEW = "publication_review"
PROHIBITED = tuple(f"M-18-{item}" for item in range(1, 9))
FALSE = ("O117-false-publicity", "O117-ai-false-publicity", "O117-disparagement")


def _measures(actor: Actor, at: datetime) -> Reading:
    taken = Measure.objects.of(actor).filter(created_at__gte=at - WEEK, undone_at=None)
    stands = Q(withdrawn_at=None, closed_at=None)
    found = taken.exclude(kind=Measure.Kind.VIEWER_NOTICE).aggregate(
        whole=Count("pk"),
        wrong=Count("pk", filter=stands & Q(execution_alarm_at__isnull=False, executed_at=None)),
        soon=Count("pk", filter=stands & Q(delivered_at=None, released_at__lt=at - WAITS)),
    )
    return counted(found["wrong"], found["whole"], soon=found["soon"])


def _reviewed(actor: Actor, at: datetime) -> Reading:
    told = office.clocks_reading(actor, (REVIEW,), at)
    if told.state is not State.IDLE:
        return told
    waiting = Decision.objects.of(actor).filter(state=Decision.State.REVIEW)
    found = waiting.aggregate(
        whole=Count("pk"), soon=Count("pk", filter=Q(created_at__lt=at - WEEK))
    )
    decided = Decision.objects.of(actor).filter(created_at__gte=at - PAST).count()
    if found["soon"]:
        return Reading(State.AT_RISK, "old", decided, data={"old": found["soon"]})
    data = {"waiting": found["whole"]}
    return Reading(State.MET if decided else State.IDLE, "asked", decided, data=data)


def _banner(actor: Actor, at: datetime) -> Reading:
    shown = NoticeDisplay.objects.of(actor).filter(session=OuterRef("pk"))
    past = rooms.sessions_begun(actor, at - PAST)
    found = past.aggregate(whole=Count("pk"), soon=Count("pk", filter=~Q(Exists(shown))))
    return counted(0, found["whole"], soon=found["soon"])


def _findings(clauses: tuple[str, ...]) -> duties.Read:
    def read(actor: Actor, at: datetime) -> Reading:
        found = Finding.objects.of(actor).filter(created_at__gte=at - PAST, clause__in=clauses)
        gone = Dismissal.objects.of(actor).filter(finding=OuterRef("pk"), restored_at=None)
        tally = found.exclude(speaker="viewer").aggregate(
            whole=Count("pk"), stand=Count("pk", filter=~Q(Exists(gone)))
        )
        whole = tally["whole"]
        data = {"stand": tally["stand"]}
        return Reading(State.MET, "found" if whole else "clean", whole, data=data)

    return read


duties.register(
    Control(
        name="moderation.measures",
        clauses=("M-risk-measures", "M-content-patrol", "O117-risk-monitoring"),
        title=_("识别风险，提示、警示、限流、暂停直播，送达并执行"),
        words={
            "none": _("近 7 天没有处置"),
            "wrong": ngettext_lazy(
                "近 7 天 %(of)s 次处置中有 %(wrong)s 次平台没有执行",
                "近 7 天 %(of)s 次处置中有 %(wrong)s 次平台没有执行",
                "wrong",
            ),
            "soon": ngettext_lazy(
                "近 7 天 %(of)s 次处置中有 %(soon)s 次超过十分钟未送达",
                "近 7 天 %(of)s 次处置中有 %(soon)s 次超过十分钟未送达",
                "soon",
            ),
            "ok": ngettext_lazy(
                "近 7 天 %(of)s 次处置均已送达和执行", "近 7 天 %(of)s 次处置均已送达和执行", "of"
            ),
        },
        read=_measures,
        page="wall",
    ),
    Control(
        name="moderation.reviewed",
        clauses=("M-content-patrol", "O117-content-review"),
        title=_("信息发布前审核，待人工审核的不积压"),
        words=office.CLOCK_WORDS
        | {
            "asked": ngettext_lazy(
                "近 30 天审核 %(figure)s 件，现有 %(waiting)s 件等待人工",
                "近 30 天审核 %(figure)s 件，现有 %(waiting)s 件等待人工",
                "waiting",
            ),
            "old": ngettext_lazy(
                "%(old)s 件等待人工审核已超过一周", "%(old)s 件等待人工审核已超过一周", "old"
            ),
        },
        read=_reviewed,
        page="review",
    ),
    Control(
        name="moderation.banner",
        clauses=("M-off-platform",),
        title=_("直播间显著提示平台外私下交易的风险"),
        words={
            "none": _("近 30 天没有直播"),
            "soon": _("近 30 天 %(of)s 场直播中有 %(soon)s 场没有展示提示的回报"),
            "ok": ngettext_lazy(
                "近 30 天 %(of)s 场直播均展示了提示", "近 30 天 %(of)s 场直播均展示了提示", "of"
            ),
        },
        read=_banner,
        page="wall",
    ),
    Control(
        name="moderation.prohibited",
        clauses=("M-truthful", *PROHIBITED, "M-conduct"),
        title=_("八项禁止逐条识别，发现即处置，错误可撤销"),
        words={
            "clean": _("近 30 天没有发现"),
            "found": ngettext_lazy(
                "近 30 天识别 %(figure)s 处，成立 %(stand)s 处",
                "近 30 天识别 %(figure)s 处，成立 %(stand)s 处",
                "stand",
            ),
        },
        read=_findings(PROHIBITED),
        page="wall",
    ),
    Control(
        name="moderation.false",
        clauses=(*FALSE, "O117-ai-impersonation"),
        title=_("识别虚假宣传、人工智能编造和商业诋毁"),
        words={
            "clean": _("近 30 天没有发现"),
            "found": ngettext_lazy(
                "近 30 天识别 %(figure)s 处，成立 %(stand)s 处",
                "近 30 天识别 %(figure)s 处，成立 %(stand)s 处",
                "stand",
            ),
        },
        read=_findings(FALSE),
        page="wall",
    ),
)
