"""What the catalogue announces, inside the transaction in which it happened."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class ProductsJudged:
    """Goods were judged: new ones, changed ones, or all by another catalogue."""

    actor: Actor
    product_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class GoodsTurned:
    """Papers, suppliers or recalls turned against goods: told once more after that act."""

    actor: Actor
    suppliers: tuple[UUID, ...] = ()
    brands: tuple[str, ...] = ()
    recalls: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class SellerObscured:
    """A broadcast does not show who really sells, or not as it must; `faults` say how."""

    actor: Actor
    session_id: UUID
    display_id: UUID
    faults: tuple[str, ...]
