"""What flags, lists and proofs are called on a page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

FLAGS: dict[str, tuple[Any, str]] = {
    "blocked": (_("名单内"), "act"),
    "danger": (_("运行代码"), "act"),
    "install": (_("下载安装"), "act"),
    "disguised": (_("伪装网址"), "act"),
    "lookalike": (_("仿冒网站"), "act"),
    "private": (_("站外联系或收款"), "act"),
    "redirect": (_("参数转跳"), "watch"),
    "short": (_("短链接"), "watch"),
    "code": (_("口令"), "watch"),
    "mini": (_("小程序"), "watch"),
    "app": (_("唤起应用"), "watch"),
    "insecure": (_("未加密"), ""),
}
SUGGESTIONS: dict[str, tuple[Any, str]] = {
    "block": (_("应撤下"), "act"),
    "review": (_("待核验"), "watch"),
    "pass": (_("未见异常"), "ok"),
}
KINDS: dict[str, Any] = {"link": _("链接"), "qr": _("二维码")}
LISTS: dict[str, tuple[Any, str]] = {"block": (_("禁止"), "act"), "allow": (_("放行"), "ok")}
TARGETS: dict[str, Any] = {
    "host": _("网站域名"),
    "url": _("网址"),
    "app": _("小程序编号"),
    "code": _("口令"),
    "account": _("账号"),
    "room": _("直播间"),
    "name": _("名称"),
}
KNOWN: dict[str, Any] = {
    "notice": _("收到的通知"),
    "public_list": _("公开名单"),
    "decision": _("本平台决定"),
}


def flags_of(flags: list[str]) -> list[tuple[Any, str]]:
    """Return what flags are called and how they are toned, the gravest first."""
    return [FLAGS[flag] for flag in FLAGS if flag in flags]
