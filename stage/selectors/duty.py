"""What is set before the audience says of duties: elements, places, minors, virtual hosts."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, counted
from rooms import selectors as rooms
from stage.models import Element, ElementVersion, MinorsClass, Place, VirtualHost

SOON = timedelta(days=30)
WAITED = timedelta(hours=24)


def _elements(actor: Actor, at: datetime) -> Reading:
    versions = ElementVersion.objects.of(actor).filter(state=ElementVersion.State.WAITING)
    waiting = versions.aggregate(
        whole=Count("pk"), soon=Count("pk", filter=Q(submitted_at__lt=at - WAITED))
    )
    shown = Element.objects.of(actor).filter(shown__isnull=False)
    found = shown.aggregate(
        whole=Count("pk"), wrong=Count("pk", filter=Q(shown__state=ElementVersion.State.REFUSED))
    )
    return counted(found["wrong"], found["whole"], soon=waiting["soon"], waiting=waiting["whole"])


def _places(actor: Actor, _at: datetime) -> Reading:
    declared = Place.objects.of(actor).filter(room=OuterRef("room"), ended_at=None)
    restricted = declared.filter(is_restricted=True)
    live = rooms.session_open_list(actor)
    found = live.aggregate(
        whole=Count("pk"),
        wrong=Count("pk", filter=Q(Exists(restricted))),
        soon=Count("pk", filter=~Q(Exists(declared))),
    )
    return counted(found["wrong"], found["whole"], soon=found["soon"])


def _minors(actor: Actor, _at: datetime) -> Reading:
    found = (
        MinorsClass.objects.of(actor)
        .filter(cleared_at=None)
        .aggregate(whole=Count("pk"), wrong=Count("pk", filter=Q(notice_set_at=None)))
    )
    return counted(found["wrong"], found["whole"])


def _hosts(actor: Actor, at: datetime) -> Reading:
    today = clock.to_date(at)
    ready = Q(state=VirtualHost.State.READY)
    found = VirtualHost.objects.of(actor).aggregate(
        whole=Count("pk", filter=ready),
        wrong=Count("pk", filter=ready & Q(assessed_until__lt=today)),
        soon=Count("pk", filter=ready & Q(assessed_until__range=(today, today + SOON))),
    )
    return counted(found["wrong"], found["whole"], soon=found["soon"])


duties.register(
    Control(
        name="stage.elements",
        clauses=("M-key-elements", "O117-key-elements", "O117-prebroadcast-review"),
        title=_("名称、封面、布景、道具等直播前审核，不合规的不得使用"),
        words={
            "none": _("还没有审核过的直播要素"),
            "wrong": ngettext_lazy(
                "%(wrong)s 项未通过审核的要素仍在使用",
                "%(wrong)s 项未通过审核的要素仍在使用",
                "wrong",
            ),
            "soon": ngettext_lazy(
                "%(soon)s 项已等待审核超过 24 小时，待审共 %(waiting)s 项",
                "%(soon)s 项已等待审核超过 24 小时，待审共 %(waiting)s 项",
                "soon",
            ),
            "ok": ngettext_lazy(
                "在用的 %(of)s 项要素均经审核，待审 %(waiting)s 项",
                "在用的 %(of)s 项要素均经审核，待审 %(waiting)s 项",
                "of",
            ),
        },
        read=_elements,
        page="stage",
    ),
    Control(
        name="stage.places",
        clauses=("M-places",),
        title=_("直播场所申报，禁止的场所不能开播"),
        words={
            "none": _("现在没有直播"),
            "wrong": ngettext_lazy(
                "%(wrong)s 个直播间正在禁止的场所直播",
                "%(wrong)s 个直播间正在禁止的场所直播",
                "wrong",
            ),
            "soon": _("正在直播的 %(of)s 场中有 %(soon)s 场没有申报场所"),
            "ok": ngettext_lazy(
                "正在直播的 %(of)s 场均已申报场所", "正在直播的 %(of)s 场均已申报场所", "of"
            ),
        },
        read=_places,
        page="stage",
    ),
    Control(
        name="stage.minors",
        clauses=("M-minors-notice",),
        title=_("可能影响未成年人的内容展示前显著提示"),
        words={
            "none": _("没有可能影响未成年人的直播间"),
            "wrong": ngettext_lazy(
                "%(wrong)s 个直播间还没有设置提示，共 %(of)s 个",
                "%(wrong)s 个直播间还没有设置提示，共 %(of)s 个",
                "wrong",
            ),
            "ok": ngettext_lazy("%(of)s 个直播间均已设置提示", "%(of)s 个直播间均已设置提示", "of"),
        },
        read=_minors,
        page="stage",
    ),
    Control(
        name="stage.hosts",
        clauses=("M-virtual-image", "O117-ai-person"),
        title=_("虚拟形象经评估、有显著标识、持续提示"),
        words={
            "none": _("没有可以出镜的虚拟形象"),
            "wrong": _("%(wrong)s 个虚拟形象的评估已过期，共 %(of)s 个"),
            "soon": _("%(soon)s 个虚拟形象的评估 30 天内到期，共 %(of)s 个"),
            "ok": ngettext_lazy(
                "%(of)s 个虚拟形象均在评估有效期内", "%(of)s 个虚拟形象均在评估有效期内", "of"
            ),
        },
        read=_hosts,
        page="stage",
    ),
)
