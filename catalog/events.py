"""What the catalogue announces, inside the transaction in which it happened."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class ProductsJudged:
    """Goods were judged: new ones, changed ones, or all by another catalogue."""

    actor: Actor
    product_ids: tuple[UUID, ...]
