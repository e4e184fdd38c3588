"""Tags of the console: numbers with their thousands apart, quoted words with the hits marked."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def grouped(value: object) -> str:
    """Return a whole number with thousands apart, in every language; a dash for nothing."""
    return f"{value:,}" if isinstance(value, int) else "—"


@register.simple_tag
def quoted(parts: Iterable[tuple[str, bool]], tone: str = "") -> SafeString:
    """Return quoted words with the hits marked, and no space that nobody said."""
    css = {"ok": "is-watch", "watch": "is-watch", "past": "is-past"}.get(tone, "is-hit")
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<mark class="{}">{}</mark>', css, text) if is_hit else text,)
            for text, is_hit in parts
        ),
    )
