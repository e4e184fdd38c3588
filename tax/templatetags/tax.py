"""How money is said on pages: yuan with two decimals, thousands apart."""

from django import template

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """Return whole fen in yuan."""
    if fen is None:
        return ""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"
