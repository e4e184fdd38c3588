"""What forms say of amounts: by the names that columns have for them, in yuan."""

from collections.abc import Iterator, Sequence

from tax.rules import packages
from tax.services.export import yuan


def amounts(figures: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Yield amounts by the names that columns have for them."""
    for place, kind in enumerate(packages.KINDS):
        total, refund = figures[2 * place], figures[2 * place + 1]
        yield f"{kind}_total", _yuan(total)
        yield f"{kind}_refund", _yuan(refund)
        yield f"{kind}_net", _yuan(total - refund)
    paid, refunded = packages.sums_of(figures)
    yield "total", _yuan(paid)
    yield "refund", _yuan(refunded)
    yield "net", _yuan(paid - refunded)
    yield "orders", str(figures[packages.ORDERS])


def _yuan(fen: int) -> str:
    return yuan(fen) if fen else "0.00"
