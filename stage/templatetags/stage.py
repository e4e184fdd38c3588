"""Names for what the stage shows: elements, places, states, types."""

from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import law
from stage.rules import places

register = template.Library()

ELEMENTS: dict[str, Any] = {
    "account_name": _("账号名称"),
    "avatar": _("头像"),
    "bio": _("简介"),
    "title": _("直播间标题"),
    "cover": _("直播间封面"),
    "set": _("布景"),
    "props": _("道具与商品展示"),
    "dress": _("营销人员着装"),
    "image": _("营销人员形象"),
    "other": _("其他重点环节"),
}
STATES: dict[str, Any] = {
    "waiting": _("待审核"),
    "approved": _("已通过"),
    "refused": _("未通过"),
    "withdrawn": _("已被新版本取代"),
}
HOSTS: dict[str, Any] = {
    "waiting": _("待评估"),
    "ready": _("可以出镜"),
    "refused": _("评估未通过"),
    "off": _("已停用"),
}
GROUNDS: dict[str, Any] = {
    "national_security": _("涉及国家安全"),
    "public_security": _("涉及公共安全"),
    "order": _("影响他人及社会正常生产生活秩序"),
}
MINORS: dict[str, Any] = {
    "imitation": _("可能引发或诱导模仿、实施不良行为"),
    "values": _("可能对价值观造成负面影响"),
    "likeness": _("不当使用未成年人形象"),
    "privacy": _("不当披露和使用未成年人个人信息"),
}
ORIGINS: dict[str, Any] = {
    "declared": _("申报"),
    "live": _("直播中发现"),
    "engine": _("规则发现"),
    "officer": _("专员认定"),
}
SURFACES: dict[str, Any] = {
    "coupon": _("优惠券"),
    "official": _("平台官方宣传"),
    "first_screen": _("首页首屏"),
    "popup": _("弹窗"),
    "hot_list": _("热搜热榜"),
    "paid": _("付费推广位"),
    "search": _("搜索结果"),
    "following": _("关注列表"),
    "room": _("直播间链接"),
}
FAULTS: dict[str, Any] = {
    "height": _("标识文字高度不足"),
    "opening": _("片头标识时间不足"),
    "continuous": _("标识没有全程持续显示"),
}
CAUSES: dict[str, Any] = {
    "revoked": _("被使用肖像或声音的人已撤回同意"),
    "expired": _("肖像或声音的使用期限已满"),
    "withdrawn": _("已由平台停用"),
    "assessment": _("安全评估已到期"),
}
SETS = {
    "element": ELEMENTS,
    "state": STATES,
    "host": HOSTS,
    "ground": GROUNDS,
    "minors": MINORS,
    "origin": ORIGINS,
    "surface": SURFACES,
    "fault": FAULTS,
    "cause": CAUSES,
}


def place_name(kind: str) -> str:
    """Return what a kind of place is called in the language of the moment."""
    found = places.KINDS.get(kind, {})
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    return found.get(tongue, kind)


TONES = {
    "approved": "ok",
    "ready": "ok",
    "waiting": "watch",
    "refused": "act",
    "off": "",
    "withdrawn": "",
}


@register.filter
def stage_tone(state: str) -> str:
    """Return the colour of a state: what is fine, what waits, what may not be shown."""
    return TONES.get(state, "")


@register.filter
def stage_cited(clause_id: str) -> str:
    """Return where a clause stands, in the reader's language."""
    if clause_id not in law.register():
        return clause_id
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    return law.citation(law.clause(clause_id), tongue)


@register.filter
def staged(value: str, what: str) -> str:
    """Return the name of a value of one of the sets above; of a place with `place`."""
    if what == "place":
        return place_name(value)
    return str(SETS[what].get(value, value))
