"""What flags, lists and proofs are called on a page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

FLAGS: dict[str, tuple[Any, str]] = {
    "blocked": (_("名单内"), "act"),
    "danger": (_("运行代码"), "act"),
    "install": (_("下载安装"), "act"),
    "disguised": (_("伪装网址"), "act"),
    "lookalike": (_("仿冒网站"), "act"),
    "suspect": (_("多处可疑"), "watch"),
    "private": (_("站外联系或收款"), "act"),
    "redirect": (_("参数转跳"), "watch"),
    "short": (_("短链接"), "watch"),
    "code": (_("口令"), "watch"),
    "mini": (_("小程序"), "watch"),
    "app": (_("唤起应用"), "watch"),
    "insecure": (_("未加密"), ""),
    "picture": (_("名单内画面"), "act"),
}
SIGNS: dict[str, Any] = {
    "name_borrowed": _("域名里夹带知名网站的名字"),
    "host_in_path": _("路径里写着另一个网站的域名"),
    "inside_site": _("藏在别人网站的内部目录"),
    "mail_carried": _("带着访问者的邮箱地址"),
    "asks_in_host": _("域名自称登录、验证或钱包"),
    "free_host": _("任何人可免费取得的子域名"),
    "odd_ending": _("多被滥用的域名后缀"),
    "name_in_path": _("路径里写着知名网站的名字"),
    "asks_in_path": _("路径自称登录、验证或更新"),
    "script": _("直接指向脚本"),
    "long_code": _("夹带长串代码"),
    "many_hyphens": _("域名连字符很多"),
    "many_parts": _("子域名层级很多"),
    "many_digits": _("域名数字很多"),
    "long_name": _("域名很长"),
    "odd_port": _("使用不寻常的端口"),
}
ASKS: dict[str, Any] = {
    "password": _("密码"),
    "card": _("银行卡"),
    "identity": _("证件号码"),
    "phone": _("手机号"),
    "code": _("验证码"),
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
    "picture": _("图片指纹"),
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


ANOMALIES: dict[str, tuple[Any, Any]] = {
    "burst": (_("突增"), _("增速远超平常，而观众没有同样增长。")),
    "crowd": (_("无互动的观看突增"), _("观看人数成倍增加，点赞和下单却没有变化。")),
    "taps": (_("点赞与观看不符"), _("人均点赞多到在场观众点不出来。")),
    "rush": (_("订单与观看不符"), _("下单人数与在场观众不相称。")),
    "returns": (_("退款与订单不符"), _("半小时内下的订单大半被退。")),
    "twins": (_("雷同账号"), _("多个账号在十分钟内发布多条相同的长评论。")),
}
NUMBERS: dict[str, Any] = {
    "value": _("当时"),
    "usual": _("平常（中位数）"),
    "spread": _("平常波动（MAD）"),
    "score": _("超出倍数"),
    "limit": _("阈值"),
    "audience": _("观众相当于平常的倍数"),
    "life": _("点赞相当于平常的倍数"),
    "viewers": _("在场观众"),
    "ratio": _("人均每分钟"),
    "orders": _("半小时订单"),
    "percent": _("退款占比（%）"),
    "groups": _("账号组数"),
    "lines": _("相同内容条数"),
}
ACTIONS: dict[str, Any] = {
    "hidden": _("隐藏"),
    "folded": _("折叠"),
    "muted": _("禁言"),
    "deleted": _("删除"),
}
OUTCOMES: dict[str, Any] = {
    "organised": _("由其组织"),
    "not_organised": _("未发现其组织"),
}
HOW: dict[str, Any] = {
    "named": _("提及"),
    "linked": _("链接"),
    "joined": _("连线"),
    "hosted": _("出镜"),
}
MODELS: dict[str, tuple[Any, str]] = {
    "draft": (_("待试行"), ""),
    "shadow": (_("影子运行"), "watch"),
    "live": (_("生效"), "ok"),
    "retired": (_("已停用"), ""),
}
