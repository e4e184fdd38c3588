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


@register.filter
def percent(basis_points: int | None) -> str:
    """Return a rate of basis points in per cent."""
    return "" if basis_points is None else f"{basis_points / 100:g}%"
