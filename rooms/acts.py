"""In what words the record tells what happened to rooms."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Told
from rooms.selectors import names

TIERS = {"first": _("一级"), "second": _("二级"), "key": _("重点")}


def _tier(code: object) -> object:
    return TIERS.get(str(code), code)


TOLD = {
    "rooms.room_created": Told(_("新建直播间"), _("%(who)s新建了直播间%(object)s")),
    "rooms.room_graded": Told(
        _("直播间随运营者分级"),
        _("%(object)s的级别随运营者由%(from)s改为%(to)s"),
        {"from": lambda data: _tier(data.get("from")), "to": lambda data: _tier(data.get("to"))},
    ),
    "rooms.session_started": Told(_("开播"), _("%(who)s登记了开播：%(object)s")),
    "rooms.admission_allowed": Told(
        _("准予开播"), _("准入检查通过：%(object)s，出镜 %(marketers)s 人")
    ),
    "rooms.admission_denied": Told(
        _("不予开播"),
        _("准入检查未通过：%(object)s，原因：%(codes)s"),
        {"codes": lambda data: "、".join(data.get("codes", ()))},
    ),
    "rooms.cast_left": Told(_("退出出镜"), _("%(who)s登记了 %(count)s 人退出出镜：%(object)s")),
    "rooms.room_operator_set": Told(_("更换运营者"), _("%(who)s更换了直播间%(object)s的运营者")),
    "rooms.gate_observed": Told(
        _("准入改为观察"), _("%(who)s让准入检查先观察、不拦截，至 %(until)s 止")
    ),
    "rooms.gate_enforced": Told(_("准入恢复拦截"), _("%(who)s让准入检查立即拦截")),
    "rooms.sales_completed": Told(
        _("交易完成"), _("%(who)s登记%(object)s的交易于 %(on)s 全部完成，保存至 %(until)s")
    ),
    "rooms.session_destroyed": Told(
        _("销毁到期直播记录"),
        _("%(object)s的保存期于 %(until)s 届满，已销毁 %(segments)s 段、%(events)s 条事件"),
    ),
    "rooms.session_ended": Told(
        _("下播"),
        _("%(who)s登记了下播：%(object)s，共 %(events)s 条事件，存为 %(segments)s 段"),
    ),
}

acts.register(TOLD, {"room": names.room_names, "session": names.session_names})
