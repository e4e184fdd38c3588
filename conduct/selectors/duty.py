"""What links, comments and promotion on air say of duties."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from catalog.selectors import adverts_running
from conduct.models import AgencyTrace, Anomaly, Jump, Landing, Minute
from livecompliance.kernel import duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from moderation.selectors.publicity import rooms_barred

PAST, WAITS = timedelta(days=30), timedelta(hours=1)


def _links(actor: Actor, at: datetime) -> Reading:
    looked = Landing.objects.of(actor).filter(jump=OuterRef("pk"))
    unclear = Q(suggestion="review", first_at__lt=at - WAITS)
    seen = Jump.objects.of(actor).filter(last_at__gte=at - PAST)
    found = seen.aggregate(
        whole=Count("pk"),
        blocked=Count("pk", filter=Q(suggestion="block")),
        soon=Count("pk", filter=unclear & ~Q(Exists(looked))),
    )
    return counted(0, found["whole"], soon=found["soon"], blocked=found["blocked"])


def _criticism(actor: Actor, at: datetime) -> Reading:
    minutes = Minute.objects.of(actor).filter(at__gte=at - PAST)
    found = minutes.aggregate(whole=Count("pk"))
    flagged = Anomaly.objects.of(actor).filter(at__gte=at - PAST).count()
    data = {"flagged": flagged}
    if not found["whole"]:
        return Reading(State.IDLE, "none", 0)
    return Reading(State.MET, "watched", found["whole"], data=data)


def _promoted(actor: Actor, _at: datetime) -> Reading:
    barred, running = rooms_barred(actor), adverts_running(actor)
    wrong = len(barred & running)
    if not running and not barred:
        return Reading(State.IDLE, "none", 0, 0)
    return counted(wrong, len(running | barred), barred=len(barred))


def _agencies(actor: Actor, _at: datetime) -> Reading:
    found = AgencyTrace.objects.of(actor).filter(closed_at=None).count()
    if not found:
        return Reading(State.MET, "clear", 0)
    return Reading(State.AT_RISK, "open", found)


duties.register(
    Control(
        name="conduct.links",
        clauses=("M-link-safety",),
        title=_("直播间链接、二维码逐个检查，危险的拦截"),
        words={
            "none": _("近 30 天没有出现链接或二维码"),
            "soon": ngettext_lazy(
                "近 30 天 %(of)s 个链接中有 %(soon)s 个待查看落地页",
                "近 30 天 %(of)s 个链接中有 %(soon)s 个待查看落地页",
                "soon",
            ),
            "ok": ngettext_lazy(
                "近 30 天检查链接 %(of)s 个，拦截 %(blocked)s 个",
                "近 30 天检查链接 %(of)s 个，拦截 %(blocked)s 个",
                "of",
            ),
        },
        read=_links,
        page="conduct",
    ),
    Control(
        name="conduct.comments",
        clauses=("M-comment-management", "O117-comment-control"),
        title=_("评论、弹幕实时管理，不得屏蔽不利评价"),
        words={
            "none": _("近 30 天没有评论数据"),
            "watched": ngettext_lazy(
                "近 30 天观察 %(figure)s 分钟，数据异常 %(flagged)s 次",
                "近 30 天观察 %(figure)s 分钟，数据异常 %(flagged)s 次",
                "figure",
            ),
        },
        read=_criticism,
        page="conduct",
    ),
    Control(
        name="conduct.publicity",
        clauses=("M-no-false-help",),
        title=_("有虚假宣传发现的直播间不得推广"),
        words={
            "none": _("没有被限制推广的直播间，也没有推广"),
            "wrong": ngettext_lazy(
                "%(wrong)s 个有虚假宣传发现的直播间仍在推广",
                "%(wrong)s 个有虚假宣传发现的直播间仍在推广",
                "wrong",
            ),
            "ok": ngettext_lazy(
                "限制推广的直播间 %(barred)s 个，均没有推广",
                "限制推广的直播间 %(barred)s 个，均没有推广",
                "barred",
            ),
        },
        read=_promoted,
        page="conduct",
    ),
    Control(
        name="conduct.agencies",
        clauses=("O117-agency-no-false-trade", "M-18-4"),
        title=_("流量造假追溯到组织的服务机构"),
        words={
            "clear": _("没有待查的服务机构"),
            "open": ngettext_lazy(
                "%(figure)s 家服务机构待查明是否组织造假",
                "%(figure)s 家服务机构待查明是否组织造假",
                "figure",
            ),
        },
        read=_agencies,
        page="conduct",
    ),
)
