"""What grading and watching say of duties."""

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from tiers.models import Gap
from tiers.selectors.policy import policy_in_force
from tiers.selectors.rooms import operator_ids
from tiers.selectors.standing import standings_now

STALE = timedelta(days=2)


def _graded(actor: Actor, at: datetime) -> Reading:
    whole = len(operator_ids(actor))
    fresh = standings_now(actor).filter(looked_on__gte=clock.to_date(at) - STALE).count()
    version = policy_in_force(actor).version
    if not version and whole:
        return Reading(State.AT_RISK, "shipped", fresh, whole)
    return counted(max(whole - fresh, 0), whole, version=version)


def _watched(actor: Actor, at: datetime) -> Reading:
    found = Gap.objects.of(actor).filter(Q(closed_at=None) | Q(opened_at__gte=at - timedelta(30)))
    tally = found.aggregate(
        whole=Count("pk", filter=Q(alarmed_at__isnull=False)),
        wrong=Count("pk", filter=Q(closed_at=None, alarmed_at__isnull=False)),
    )
    if not tally["whole"]:
        return Reading(State.MET, "watched", 0)
    if tally["wrong"]:
        return Reading(State.BREACHED, "gap", tally["wrong"], data={"whole": tally["whole"]})
    return Reading(State.AT_RISK, "past", 0, data={"whole": tally["whole"]})


duties.register(
    Control(
        name="tiers.graded",
        clauses=("M-tiering", "O117-tiering"),
        title=_("运营者按合规、关注、交易等指标分级，每天评定"),
        words={
            "none": _("还没有运营者"),
            "shipped": ngettext_lazy(
                "%(of)s 个运营者按系统自带的标准评定；平台还没有发布自己的分级策略",
                "%(of)s 个运营者按系统自带的标准评定；平台还没有发布自己的分级策略",
                "of",
            ),
            "wrong": ngettext_lazy(
                "%(wrong)s 个运营者两天内没有评定，共 %(of)s 个",
                "%(wrong)s 个运营者两天内没有评定，共 %(of)s 个",
                "wrong",
            ),
            "ok": ngettext_lazy(
                "%(of)s 个运营者按第 %(version)s 版策略评定",
                "%(of)s 个运营者按第 %(version)s 版策略评定",
                "of",
            ),
        },
        read=_graded,
        page="tiers",
    ),
    Control(
        name="tiers.watched",
        clauses=("M-tiering", "O117-tiering", "O117-complaint-clusters"),
        title=_("重点直播间专人实时巡查"),
        words={
            "watched": _("近 30 天没有无人值守的重点直播间"),
            "gap": ngettext_lazy(
                "%(figure)s 个重点直播间现在无人值守",
                "%(figure)s 个重点直播间现在无人值守",
                "figure",
            ),
            "past": ngettext_lazy(
                "现在均有人值守；近 30 天曾无人值守 %(whole)s 次",
                "现在均有人值守；近 30 天曾无人值守 %(whole)s 次",
                "whole",
            ),
        },
        read=_watched,
        page="tier-watch",
    ),
)
