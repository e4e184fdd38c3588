"""Lists of recalls and failed samplings, as authorities and makers publish them. Pure."""

import hashlib
import re
from datetime import date
from typing import NamedTuple

from catalog.rules.papers import barcode_of, folded

KINDS = {
    "recall": "recall", "召回": "recall", "sampling": "sampling", "抽检": "sampling",
    "抽检不合格": "sampling",
}  # fmt: skip
COLUMNS = ("kind", "brand", "name", "batch", "barcode", "maker", "source", "reference",
           "published_on")  # fmt: skip
LONGEST = {"brand": 80, "name": 200, "batch": 80, "maker": 120, "source": 120, "reference": 200}
BETWEEN = re.compile(r"[、,，;；|\n]+")
MOST_BATCHES = 50
EARLIEST = date(1990, 1, 1)


class Named(NamedTuple):
    """One entry of a list: of which goods, in which batch, who says so."""

    kind: str
    brand: str
    name: str
    batch: str
    barcode: str
    maker: str
    source: str
    reference: str
    published_on: date

    @property
    def digest(self) -> str:
        """Return what tells one entry from another: a list that comes twice is there once."""
        told = (
            self.kind, folded(self.brand), folded(self.name), folded(self.batch), self.barcode,
            folded(self.source), self.published_on.isoformat(),
        )  # fmt: skip
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()


def kind_of(text: str) -> str:
    """Return the kind of an entry.

    Raises:
        ValueError: neither a recall nor a failed sampling.
    """
    found = KINDS.get(text.strip().casefold())
    if found is None:
        raise ValueError("kind")
    return found


def code_of(text: str) -> str:
    """Return a barcode in fourteen digits.

    Raises:
        ValueError: it is no GTIN, or its check digit is wrong.
    """
    found = barcode_of(text)
    if not found:
        raise ValueError("barcode")
    return found


def day_of(text: str, today: date) -> date:
    """Return the day of publication.

    Raises:
        ValueError: no day, or one that cannot have been.
    """
    found = date.fromisoformat(text.strip().replace("/", "-").replace(".", "-"))
    if not EARLIEST <= found <= today:
        raise ValueError("published_on")
    return found


def batches(text: str) -> list[str]:
    """Return the batches that one row names; none: all of the goods.

    Raises:
        ValueError: too many for one row.
    """
    found = list(dict.fromkeys(one.strip() for one in BETWEEN.split(text) if one.strip()))
    if len(found) > MOST_BATCHES:
        raise ValueError("batch")
    return found or [""]
