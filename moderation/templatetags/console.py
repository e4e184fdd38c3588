"""Tags of the console: numbers with their thousands apart, quoted words with the hits marked."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

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


@register.simple_tag
def said(parts: Iterable[tuple[str, bool]], tone: str = "") -> SafeString:
    """Return quoted words in quotation marks; what was shown without words says so."""
    words = list(parts)
    if not any(text.strip() for text, _ in words):
        return format_html('<span class="muted">{}</span>', gettext("没有文字，见画面或记录"))
    return format_html("“{}”", quoted(words, tone))
