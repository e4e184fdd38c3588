"""What a draft would catch of what is sold today, against what is caught already."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from catalog.models import Product
from catalog.rules.goods import Good
from catalog.rules.judge import ORDER, Catalogue, Judged
from catalog.rules.judge import Product as Asked
from livecompliance.kernel.actors import Actor

PAGE = 500


class Caught(NamedTuple):
    """A product whose verdict would be another: what it is now, what it would be, and why."""

    number: str
    title: str
    before: Judged
    after: Judged

    @property
    def how(self) -> str:
        """Return what it means to who sells it: `stricter`, `papers`, `easier`; "" is nothing."""
        before, after = (ORDER.index(one.verdict) for one in (self.before, self.after))
        if before != after:
            return "stricter" if after > before else "easier"
        asked, known = set(self.after.documents), set(self.before.documents)
        if self.after.verdict != "gate" or asked == known:
            return ""
        return "papers" if asked - known else "easier"


class Seen(NamedTuple):
    """How many were looked at, how verdicts would move, and those that would."""

    looked: int
    moves: Counter[tuple[str, str]]
    caught: list[Caught]


def caught(
    before: Catalogue, after: Catalogue, numbers: Sequence[str], asked: Sequence[Asked]
) -> Seen:
    """Judge products by both catalogues; return those about which they differ.

    Law: M-rules-and-catalogue
    """
    pairs = zip(numbers, asked, before.judge(asked), after.judge(asked), strict=True)
    found = [
        Caught(number, one.title, old, new)
        for number, one, old, new in pairs
        if _says(old) != _says(new)
    ]
    return Seen(
        len(asked), Counter((one.before.verdict, one.after.verdict) for one in found), found
    )


def _says(judged: Judged) -> tuple[str, list[str], tuple[str, ...]]:
    return judged.verdict, [ground.entry.id for ground in judged.grounds], judged.documents


def product_count(actor: Actor) -> int:
    """Return how many products the tenant's rooms have handed in."""
    return Product.objects.of(actor).count()


def product_pages(actor: Actor, after: UUID | None = None) -> Iterator[list[Product]]:
    """Yield the tenant's products, page by page; the caller holds no transaction in between."""
    while True:
        rows = Product.objects.of(actor).order_by("pk")
        page = list((rows.filter(pk__gt=after) if after else rows)[:PAGE])
        if not page:
            return
        after = page[-1].pk
        yield page


def asked_of(one: Product) -> Asked:
    """Return what the catalogue reads of a product."""
    good = Good(
        one.title,
        description=one.description,
        category=one.category,
        brand=one.brand,
        attributes=tuple((str(name), str(value)) for name, value in one.attributes.items()),
        labels=tuple(one.labels),
    )
    return good.judged_as
