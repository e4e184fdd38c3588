"""How pages of oversight say a state: its name, its tone."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

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
