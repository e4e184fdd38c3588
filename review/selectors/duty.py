"""What the officers' queue and patrol say of duties."""

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from livecompliance.kernel import duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, counted
from review.models import Item, Round

PAST = timedelta(days=7)


def _queue(actor: Actor, at: datetime) -> Reading:
    opened = Q(state=Item.State.OPEN)
    late = opened & Q(due_s__lt=int(at.timestamp()))
    found = (
        Item.objects.of(actor)
        .filter(opened | Q(decided_at__gte=at - PAST))
        .aggregate(
            whole=Count("pk"), soon=Count("pk", filter=late), waiting=Count("pk", filter=opened)
        )
    )
    return counted(0, found["whole"], soon=found["soon"], waiting=found["waiting"])


def _patrol(actor: Actor, at: datetime) -> Reading:
    rounds = Round.objects.of(actor).filter(begins_at__gte=at - PAST)
    found = rounds.aggregate(
        whole=Count("pk", filter=Q(due_at__lt=at)),
        soon=Count("pk", filter=Q(missed_at__isnull=False, state=Round.State.DUE)),
    )
    return counted(0, found["whole"], soon=found["soon"])


duties.register(
    Control(
        name="review.queue",
        clauses=("M-content-patrol", "O117-content-review"),
        title=_("发现和待审内容由专员逐件决定"),
        words={
            "none": _("近 7 天没有需要决定的事项"),
            "soon": ngettext_lazy(
                "%(soon)s 件超过处理目标时间，待处理 %(waiting)s 件",
                "%(soon)s 件超过处理目标时间，待处理 %(waiting)s 件",
                "soon",
            ),
            "ok": ngettext_lazy(
                "近 7 天 %(of)s 件，待处理 %(waiting)s 件，没有超时",
                "近 7 天 %(of)s 件，待处理 %(waiting)s 件，没有超时",
                "waiting",
            ),
        },
        read=_queue,
        page="review",
    ),
    Control(
        name="review.patrol",
        clauses=("M-content-patrol", "O117-risk-monitoring", "O117-complaint-clusters"),
        title=_("按分级对直播间实时巡查"),
        words={
            "none": _("近 7 天没有应巡查的直播间"),
            "soon": ngettext_lazy(
                "近 7 天 %(of)s 次巡查中有 %(soon)s 次漏巡未补",
                "近 7 天 %(of)s 次巡查中有 %(soon)s 次漏巡未补",
                "soon",
            ),
            "ok": ngettext_lazy(
                "近 7 天应巡 %(of)s 次，没有漏巡", "近 7 天应巡 %(of)s 次，没有漏巡", "of"
            ),
        },
        read=_patrol,
        page="patrol",
    ),
)
