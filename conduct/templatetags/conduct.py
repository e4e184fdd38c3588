"""What templates of conduct need: series for charts, numbers as they are read."""

import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Return a value as JSON; the template escapes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@register.filter
def seconds(value: float | None) -> str:
    """Return a number of seconds as it is read: 8.5 s, 3 min 20 s."""
    if value is None:
        return "—"
    if value < 60:
        return f"{value:.0f} s"
    return f"{int(value // 60)} min {int(value % 60)} s"


@register.filter
def plain(value: float) -> str:
    """Return a number without what says nothing: 12, 0.04, 1,200."""
    number = float(value)
    return f"{number:,.0f}" if abs(number) >= 100 or number == int(number) else f"{number:,.2f}"
