"""How jobs and files are said on pages: states, sizes, spans of time."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

register = template.Library()

STATES: dict[str, Any] = {
    "waiting": gettext_lazy("等待中"),
    "running": gettext_lazy("进行中"),
    "done": gettext_lazy("已完成"),
    "failed": gettext_lazy("失败"),
    "cancelled": gettext_lazy("已取消"),
}
TONES = {"running": "info", "done": "ok", "failed": "act", "waiting": "watch"}
MINUTE, HOUR = 60, 3600


@register.filter
def state_named(state: object) -> str:
    """Return what a job's state is called."""
    return str(STATES.get(str(state), state))


@register.filter
def state_tone(state: object) -> str:
    """Return the colour of a job's state."""
    return TONES.get(str(state), "")


@register.filter
def span(seconds: float | None) -> str:
    """Return a span of time in words, no finer than anybody needs."""
    if seconds is None:
        return ""
    whole = int(seconds)
    if whole < MINUTE:
        return _("不到 1 分钟")
    if whole < HOUR:
        number = round(whole / MINUTE)
        return ngettext("约 %(number)s 分钟", "约 %(number)s 分钟", number) % {"number": number}
    return _("约 %(hours)s 小时 %(minutes)s 分钟") % {
        "hours": whole // HOUR,
        "minutes": whole % HOUR // MINUTE,
    }
