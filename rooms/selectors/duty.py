"""What broadcasts say of duties: nobody was on air unasked, nothing was lost too early."""

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, counted
from rooms.models import Admission, Session

PAST = timedelta(days=30)


def _gated(actor: Actor, at: datetime) -> Reading:
    since = at - PAST
    found = (
        Session.objects.of(actor)
        .filter(started_at__gte=since)
        .aggregate(whole=Count("pk"), wrong=Count("pk", filter=Q(is_admitted=False)))
    )
    refused = Admission.objects.of(actor).filter(asked_at__gte=since, is_allowed=False).count()
    return counted(found["wrong"], found["whole"], refused=refused)


def _kept(actor: Actor, at: datetime) -> Reading:
    held = Session.objects.of(actor)
    lost = held.filter(key_destroyed_at__isnull=False, keep_until__gte=clock.to_date(at)).count()
    whole = held.filter(started_at__gte=at - PAST).count()
    return counted(lost, whole + lost)


duties.register(
    Control(
        name="rooms.gated",
        clauses=("M-live-verification", "O117-marketer-each-broadcast"),
        title=_("每场直播前核验全部出镜人员，不符的不能开播"),
        words={
            "none": _("近 30 天没有直播"),
            "wrong": _("近 30 天 %(of)s 场直播中有 %(wrong)s 场未经准入"),
            "ok": ngettext_lazy(
                "近 30 天 %(of)s 场直播全部核验准入，拒绝 %(refused)s 次",
                "近 30 天 %(of)s 场直播全部核验准入，拒绝 %(refused)s 次",
                "of",
            ),
        },
        read=_gated,
        page="gate",
    ),
    Control(
        name="rooms.kept",
        clauses=("O117-evidence-3y", "O117-marketer-records-3y"),
        title=_("直播和核验记录自直播结束起保存不少于三年"),
        words={
            "none": _("近 30 天没有直播"),
            "wrong": ngettext_lazy(
                "%(wrong)s 场直播的记录在保存期内已被销毁",
                "%(wrong)s 场直播的记录在保存期内已被销毁",
                "wrong",
            ),
            "ok": _("没有一场在保存期内被销毁；近 30 天新增 %(of)s 场"),
        },
        read=_kept,
        page="settings-retention",
    ),
)
