"""In what words review speaks of its items."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import clock
from moderation.selectors.family import family_name
from review.models import Item
from review.rules.queue import TIERS

KINDS: dict[str, Any] = {
    "finding": pgettext_lazy("审核事项", "发现"),
    "content": pgettext_lazy("审核事项", "待审内容"),
    "patrol": _("巡查"),
}
OUTCOMES: dict[str, Any] = {
    "measure": _("采取措施"),
    "stand": _("成立，仅留痕"),
    "dismiss": _("不成立"),
    "pass": pgettext_lazy("结论", "通过"),
    "block": pgettext_lazy("结论", "拦截"),
    "clean": _("未见异常"),
    "found": _("发现问题"),
    "unseen": _("未能查看"),
}
TIER_NAMES: dict[int, Any] = {0: _("一级"), 1: _("二级"), 2: _("重点")}
BY_TIER = {name: TIER_NAMES[number] for name, number in TIERS.items()}


def kind_name(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def outcome_name(outcome: str) -> str:
    return str(OUTCOMES.get(outcome, outcome))


RIGHTS: dict[str, Any] = {
    "first": _("初审正确"),
    "second": _("盲审正确"),
    "neither": _("都不妥"),
}


def right_name(right: str) -> str:
    return str(RIGHTS.get(right, right))


def title_of(item: Item) -> str:
    """Return what an item is about, in few words."""
    if item.kind == Item.Kind.PATROL:
        return gettext("巡查直播间")
    return family_name(item.code) if item.code else kind_name(item.kind)


def why_now(item: Item) -> str:
    """Say why an item stands where it stands: the tier of the room, the risk, the time."""
    parts = [str(TIER_NAMES[item.tier])] if item.room_id else []
    if item.kind != Item.Kind.PATROL:
        parts.append(gettext("风险 %(risk)d") % {"risk": item.risk})
    left = item.due_s - int(clock.now().timestamp())
    parts.append(
        gettext("已超时 %(time)s") % {"time": length(-left)}
        if left < 0
        else gettext("还剩 %(time)s") % {"time": length(left)}
    )
    return " · ".join(parts)


def length(seconds: int) -> str:
    """Say how long, in one unit."""
    if seconds < 60:
        return gettext("%(n)d 秒") % {"n": seconds}
    if seconds < 3600:
        return gettext("%(n)d 分钟") % {"n": seconds // 60}
    if seconds < 86400:
        return gettext("%(n)d 小时") % {"n": seconds // 3600}
    return gettext("%(n)d 天") % {"n": seconds // 86400}


def pair(said: Callable[[], str]) -> dict[str, str]:
    """Return a text in both languages, for a letter."""
    found = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            found[name] = said()
    return found
