"""What a figure was computed with: kept with every result, so that it can be computed again."""

from tax.rules.tables import Table, Terms

RULE_VERSION = "2026.11"  # changes whenever the same inputs would give another figure
ROUNDING = "half_up"

Parameters = dict[str, str]


def parameters(*used: Table | Terms, **chosen: str) -> Parameters:
    """Name the rule version, the rounding, every table by its version, and what was chosen."""
    named = {f"{_sort(one)}.{one.name}": one.version for one in used}
    return {"rule_version": RULE_VERSION, "rounding": ROUNDING, **named, **chosen}


def _sort(one: Table | Terms) -> str:
    return "table" if isinstance(one, Table) else "terms"
