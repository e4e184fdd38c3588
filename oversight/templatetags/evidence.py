"""What a package's page needs: every label in both languages, one under the other."""

from typing import Any

from django import template
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
BOTH = '<span class="zh">{}</span> <span class="en" lang="en">{}</span>'


@register.simple_tag
def both(words: Any) -> SafeString:
    """Say a text in Chinese and in English. Needs: the page is made in Chinese."""
    with translation.override("en"):
        english = translation.gettext(str(words))
    return format_html(BOTH, str(words), english)


@register.filter
def pair(words: Any) -> SafeString:
    """Show a text that is there in both languages: {"zh", "en"}."""
    return format_html(BOTH, words.get("zh", ""), words.get("en", "")) if words else SafeString("")


@register.filter
def yuan(fen: int | None) -> str:
    """Return money as it is read; "—" for none."""
    return "—" if fen is None else f"¥{fen / 100:,.2f}"


@register.filter
def when(at: str) -> str:
    """Return an instant of a package as it is read: 2026-11-30 20:15:03."""
    return at[:19].replace("T", " ") if at else "—"
