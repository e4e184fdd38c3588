"""In what words the record tells what happened to what is set before the audience."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from stage import selectors
from stage.templatetags.stage import staged


def _name(what: str, key: str) -> object:
    def named(data: Data) -> str:
        return staged(str(data.get(key, "")), what)

    return named


def _switch(data: Data) -> object:
    return _("开启") if data.get("on") else _("关闭")


VALUES = {
    "element": _name("element", "element"),
    "state": _name("state", "state"),
    "place": _name("place", "kind"),
    "held": _name("minors", "kind"),
    "origin": _name("origin", "origin"),
    "host_state": _name("host", "state"),
    "mode": _switch,
}


def _told(name: object, says: object) -> Told:
    return Told(name, says, VALUES)  # type: ignore[arg-type]


TOLD = {
    "stage.element_submitted": _told(
        _("提交开播要素"), _("%(who)s为直播间%(object)s提交了%(element)s（%(origin)s）：%(state)s")
    ),
    "stage.element_decided": _told(
        _("审核开播要素"), _("%(who)s审核了直播间%(object)s的%(element)s：%(state)s")
    ),
    "stage.place_declared": _told(
        _("申报直播场所"), _("%(who)s为直播间%(object)s申报了场所：%(place)s")
    ),
    "stage.host_registered": _told(_("登记虚拟形象"), _("%(who)s为直播间%(object)s登记了虚拟形象")),
    "stage.host_assessed": _told(
        _("评估虚拟形象"), _("%(who)s登记了直播间%(object)s虚拟形象的评估结论：%(host_state)s")
    ),
    "stage.host_withdrawn": _told(_("停用虚拟形象"), _("%(who)s停用了直播间%(object)s的虚拟形象")),
    "stage.mark_lost": _told(
        _("生成标识消失"), _("%(object)s的人工智能生成标识消失超过 %(seconds)s 秒")
    ),
    "stage.minors_flagged": _told(
        _("标记未成年人提示"), _("直播间%(object)s被标记（%(origin)s）：%(held)s")
    ),
    "stage.minors_cleared": _told(
        _("取消未成年人提示"), _("%(who)s取消了直播间%(object)s的标记：%(held)s")
    ),
    "stage.minors_notice_set": _told(
        _("设置未成年人提示"), _("%(who)s为直播间%(object)s设置了展示前的提示")
    ),
    "stage.minors_notice_shown": _told(
        _("展示未成年人提示"), _("直播间%(object)s的观众端首次展示了提示")
    ),
    "stage.minor_mode_set": _told(
        _("未成年人模式"), _("%(who)s上报了一个账号的未成年人模式：%(mode)s")
    ),
    "stage.spending_refused": _told(
        _("拒绝未成年人消费"), _("%(who)s询问的一笔未成年人消费超出限额，已拒绝")
    ),
    "stage.policy_set": _told(_("修改开播要素策略"), _("%(who)s修改了必审要素和限制场所")),
}

acts.register(TOLD, {"place": selectors.place_names, "minor_account": lambda _actor, _ids: {}})
