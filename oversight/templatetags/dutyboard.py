"""How pages of oversight say a state: its name, its tone."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from office.selectors import long_of
from oversight.rules.boards import Standing

register = template.Library()
NAMES: dict[Standing, Any] = {
    Standing.BREACHED: _("未履行"),
    Standing.AT_RISK: _("有风险"),
    Standing.UNSEEN: _("未查看"),
    Standing.MET: _("已履行"),
    Standing.IDLE: _("暂无事项"),
    Standing.EXCLUDED: _("不适用"),
    Standing.AUTHORITY: _("主管部门"),
    Standing.GENERAL: _("一般规定"),
}
TONES = {Standing.BREACHED: "act", Standing.AT_RISK: "watch", Standing.MET: "ok"}


@register.filter
def standing(state: str) -> str:
    """Return what a state is called: `{{ row.standing|standing }}`."""
    return str(NAMES[Standing(state)])


@register.filter
def tone(state: str) -> str:
    """Return the tone in which a state is shown: `{{ row.standing|tone }}`."""
    return TONES.get(Standing(state), "")


@register.filter
def lasting(seconds: int) -> str:
    """Return how long so many seconds are, in words: `{{ gap.seconds|lasting }}`."""
    if seconds < 60:
        return ngettext("%(n)s 秒", "%(n)s 秒", seconds) % {"n": seconds}
    if seconds < 7200:
        return long_of(seconds // 60, "minute")
    return long_of(seconds // 3600, "hour")
