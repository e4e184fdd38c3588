"""In what words the record tells what happened to tenants, people, keys and webhooks."""

from functools import partial
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import selectors
from accounts.templatetags.settings import NUMBERS, named, named_all
from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told


def _roles(name: str, data: Data) -> list[str]:
    return named_all(data.get(name, ()), "role")


def _scopes(data: Data) -> list[str]:
    return named_all(data.get("scopes", ()), "scope")


def _numbers(data: Data) -> list[str]:
    """Return what became another number, each with what it was."""
    before: dict[str, Any] = data.get("from", {})
    after: dict[str, Any] = data.get("to", {})
    return [
        f"{NUMBERS[name][0]} {_default(before.get(name))} → {value}"
        for name, value in after.items()
        if name in NUMBERS and before.get(name) != value
    ] or [gettext("没有变化")]


def _default(value: object) -> object:
    return gettext("默认") if value is None else value


def _why(data: Data) -> str:
    reason = str(data.get("reason", ""))
    return gettext("，原因：%(reason)s") % {"reason": reason} if reason else ""


def _form(data: Data) -> str:
    return str(data.get("form", "")).upper()


def _purpose(data: Data) -> str:
    return named(data.get("purpose", ""), "purpose")


def _field(data: Data) -> str:
    return named(str(data.get("field", "")).rpartition(".")[2], "field")


def _factor(data: Data) -> str:
    return named(data.get("factor", ""), "factor")


def _methods(data: Data) -> list[str]:
    return named_all(data.get("methods", ()), "factor")


def _network(data: Data) -> str:
    return str(data.get("network") or gettext("未知地址"))


TOLD = {
    "accounts.signed_in": Told(
        _("登录"),
        _("%(who)s登录（%(methods)s），来自 %(network)s"),
        {"methods": _methods, "network": _network},
    ),
    "accounts.signed_out": Told(_("退出登录"), _("%(who)s退出了登录")),
    "accounts.sign_in_failed": Told(
        _("登录失败"),
        _("有人用%(object)s的账号登录，密码不对，来自 %(network)s"),
        {"network": _network},
    ),
    "accounts.tenant_created": Told(_("开通平台"), _("%(who)s开通了平台%(object)s")),
    "accounts.tenant_suspended": Told(
        _("停用平台"), _("%(who)s停用了平台%(object)s%(why)s"), {"why": _why}
    ),
    "accounts.tenant_resumed": Told(
        _("恢复平台"), _("%(who)s恢复了平台%(object)s%(why)s"), {"why": _why}
    ),
    "accounts.tenant_closed": Told(
        _("关闭平台"), _("%(who)s关闭了平台%(object)s%(why)s"), {"why": _why}
    ),
    "accounts.tenant_exported": Told(
        _("导出全部数据"), _("%(who)s导出了平台%(object)s的全部数据，共 %(rows)s 行")
    ),
    "accounts.record_exported": Told(
        _("导出操作记录"), _("%(who)s导出了操作记录（%(form)s）"), {"form": _form}
    ),
    "accounts.policy_changed": Told(
        _("修改策略"), _("%(who)s修改了平台的策略：%(numbers)s"), {"numbers": _numbers}
    ),
    "accounts.embed_origins_set": Told(
        _("设置嵌入来源"),
        _("%(who)s把可以嵌入的来源设为：%(to)s"),
        {"to": lambda data: data.get("to") or gettext("无")},
    ),
    "accounts.public_contact_set": Told(
        _("设置对外联系方式"), _("%(who)s设置了平台%(object)s的对外联系方式")
    ),
    "accounts.own_hosts_set": Told(
        _("设置自有域名"), _("%(who)s更新了平台的自有域名，共 %(own_hosts)s 个")
    ),
    "accounts.words_set": Told(
        _("设置词表"), _("%(who)s更新了平台的词表：禁用 %(terms)s 个，放行 %(allow)s 个")
    ),
    "accounts.member_invited": Told(
        _("邀请成员"),
        _("%(who)s邀请%(object)s加入，角色：%(roles)s"),
        {"roles": partial(_roles, "roles")},
    ),
    "accounts.invitation_withdrawn": Told(_("撤回邀请"), _("%(who)s撤回了给%(object)s的邀请")),
    "accounts.member_joined": Told(
        _("接受邀请"),
        _("%(object)s接受邀请加入，角色：%(roles)s"),
        {"roles": partial(_roles, "roles")},
    ),
    "accounts.member_roles_set": Told(
        _("更改角色"),
        _("%(who)s把%(object)s的角色由%(before)s改为%(after)s"),
        {"before": partial(_roles, "from"), "after": partial(_roles, "to")},
    ),
    "accounts.member_deactivated": Told(_("停用成员"), _("%(who)s停用了成员%(object)s")),
    "accounts.key_created": Told(
        _("生成密钥"), _("%(who)s生成了密钥%(object)s，权限：%(scopes)s"), {"scopes": _scopes}
    ),
    "accounts.key_revoked": Told(_("吊销密钥"), _("%(who)s吊销了密钥%(object)s")),
    "accounts.webhook_added": Told(_("添加回调地址"), _("%(who)s添加了回调地址%(object)s")),
    "accounts.webhook_removed": Told(
        _("移除回调地址"), _("%(who)s移除了回调地址%(object)s%(why)s"), {"why": _why}
    ),
    "accounts.contact_set": Told(_("登记联系方式"), _("%(who)s登记了%(object)s的手机号")),
    "accounts.contact_removed": Told(_("移除联系方式"), _("%(who)s移除了%(object)s的手机号")),
    "accounts.value_unmasked": Told(
        _("查看完整信息"),
        _("%(who)s查看了%(object)s的完整%(field)s（一小时内第 %(count)s 次）%(why)s"),
        {"field": _field, "why": _why},
    ),
    "accounts.unmask_refused": Told(
        _("拒绝查看完整信息"),
        _("%(who)s一小时内查看得太多，被拒绝继续查看完整%(field)s"),
        {"field": _field},
    ),
    "accounts.person_shredded": Told(_("销毁个人信息"), _("%(who)s销毁了%(object)s的个人信息")),
    "accounts.hold_placed": Told(
        _("设立留存"), _("%(who)s对%(object)s的资料设立了留存%(why)s"), {"why": _why}
    ),
    "accounts.hold_lifted": Told(_("解除留存"), _("%(who)s解除了对%(object)s的资料的留存")),
    "accounts.step_up_passed": Told(
        _("再次确认身份"),
        _("%(who)s用%(factor)s确认了身份，以便%(purpose)s%(why)s"),
        {"factor": _factor, "purpose": _purpose, "why": _why},
    ),
    "accounts.step_up_failed": Told(
        _("未能确认身份"),
        _("%(who)s没有通过%(factor)s的确认，想要%(purpose)s"),
        {"factor": _factor, "purpose": _purpose},
    ),
    "accounts.regulator_granted": Told(
        _("允许监管查看"), _("%(who)s允许监管人员%(object)s查看本平台")
    ),
    "accounts.regulator_revoked": Told(
        _("停止监管查看"), _("%(who)s不再允许监管人员%(object)s查看本平台")
    ),
}

acts.register(
    TOLD,
    {
        kind: partial(selectors.names_of, kind)
        for kind in ("tenant", "user", "api_key", "invitation", "webhook")
    },
)
