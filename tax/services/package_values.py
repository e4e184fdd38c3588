"""What forms say of amounts: by the names that columns have for them, in yuan."""

from collections.abc import Sequence

from tax.rules import packages
from tax.services.export import yuan

NOTHING = dict.fromkeys(
    [f"{kind}_{what}" for kind in packages.KINDS for what in ("total", "refund", "net")], "0.00"
)


def amounts(figures: Sequence[int]) -> dict[str, str]:
    """Return amounts by the names that columns have for them; most payees have one kind."""
    found = dict(NOTHING)
    for place, kind in enumerate(packages.KINDS):
        total, refund = figures[2 * place], figures[2 * place + 1]
        if total or refund:
            found[f"{kind}_total"] = yuan(total)
            found[f"{kind}_refund"] = yuan(refund)
            found[f"{kind}_net"] = yuan(total - refund)
    paid, refunded = packages.sums_of(figures)
    found["total"], found["refund"] = yuan(paid), yuan(refunded)
    found["net"] = yuan(paid - refunded)
    found["orders"] = str(figures[packages.ORDERS])
    return found
