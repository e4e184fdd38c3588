"""Goods and services as they are handed in: read, bounded, with every fault by its field. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NamedTuple

import msgspec

from catalog.rules.barcodes import bare, doubt
from catalog.rules.judge import SEPARATOR, Judged, Product, Verdict
from catalog.rules.near import Near

Kind = Literal["goods", "service"]
Standing = Literal["clear", "waiting", "papers", "blocked"]
Suggestion = Literal["pass", "review", "block"]
SUGGESTIONS: Mapping[str, Suggestion] = {
    "clear": "pass", "approved": "pass", "waiting": "review", "papers": "review",
    "blocked": "block", "refused": "block",
}  # fmt: skip
LONGEST = {"external_id": 64, "title": 300, "description": 10_000, "category": 200, "brand": 100}
MOST_ATTRIBUTES, MOST_LABELS, MOST_BARCODES = 100, 50, 10
LONGEST_NAME, LONGEST_VALUE = 60, 500
MOST_FEN = 10**11
BLANK = "\t\n\r"


class Fault(NamedTuple):
    """Why something was not taken: a code, the field, and what the words need."""

    code: str
    field: str = ""
    data: Mapping[str, str] = {}


class Faulty(ValueError):
    """An item that cannot be taken."""

    def __init__(self, code: str, field: str = "", **data: str) -> None:
        super().__init__(code)
        self.fault = Fault(code, field, data)


class Good(NamedTuple):
    """Goods or a service, as somebody wants to sell it. The price is in fen, exactly."""

    title: str
    external_id: str = ""
    kind: Kind = "goods"
    description: str = ""
    category: str = ""
    brand: str = ""
    price_fen: int | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    labels: tuple[str, ...] = ()
    barcodes: tuple[str, ...] = ()

    @property
    def judged_as(self) -> Product:
        """Return what the catalogue reads of it: all that is said of the product anywhere."""
        said = (f"{name} {value}" for name, value in self.attributes)
        more = (self.description, self.brand, *said, *self.labels)
        return Product(self.title, SEPARATOR.join(filter(None, more)), self.category)

    @property
    def names(self) -> tuple[str, ...]:
        """Return what names it: by this it is compared with entries that it is not of."""
        return (self.title, *(one for one in (self.category, self.brand, *self.labels) if one))

    @property
    def digest(self) -> str:
        """Return what tells one content from another; the id is not part of it."""
        return hashlib.sha256(msgspec.json.encode(self._replace(external_id=""))).hexdigest()


def read(given: object, *, is_kept: bool = False) -> Good:
    """Return what an item says.

    Args:
        is_kept: it will be stored, so that it needs the platform's own id.

    Raises:
        Faulty: with the field and the reason; the first that was met.
    """
    if not isinstance(given, Mapping):
        raise Faulty("not_an_object")
    external_id = _identity(given.get("external_id"))
    if is_kept and not external_id:
        raise Faulty("missing_field", "external_id")
    title = _text(given, "title")
    if not title:
        raise Faulty("missing_field", "title")
    return Good(
        title,
        external_id,
        _kind(given.get("kind")),
        _text(given, "description"),
        _text(given, "category"),
        _text(given, "brand"),
        price_fen(given.get("price")),
        _attributes(given.get("attributes")),
        _texts(given.get("labels"), "labels", MOST_LABELS, LONGEST_VALUE),
        tuple(dict.fromkeys(bare(one) for one in _texts(given.get("barcodes"), "barcodes",
                                                        MOST_BARCODES, LONGEST_NAME))),
    )  # fmt: skip


def doubts(good: Good) -> list[Fault]:
    """Return what is not right about the barcodes: a warning each, never a refusal."""
    found = []
    for number in good.barcodes:
        if one := doubt(number):
            found.append(Fault(one.code, "barcodes", {"barcode": number, "expected": one.expected}))
    return found


def price_fen(value: object) -> int | None:
    """Return a price in yuan, a number or a text, in fen: exactly, or not at all.

    Raises:
        Faulty: no number, below nothing, finer than a fen, or out of all proportion.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Faulty("not_a_number", "price")
    try:
        yuan = Decimal(str(value).strip())
    except InvalidOperation:
        raise Faulty("not_a_number", "price") from None
    if not yuan.is_finite():
        raise Faulty("not_a_number", "price")
    if yuan < 0:
        raise Faulty("below_zero", "price")
    if yuan > MOST_FEN / 100:
        raise Faulty("out_of_range", "price")
    fen = yuan * 100
    if fen != fen.to_integral_value():
        raise Faulty("too_precise", "price")
    return int(fen)


def yuan(fen: int | None) -> str | None:
    """Return fen as yuan, written with two decimals."""
    return None if fen is None else f"{fen // 100}.{fen % 100:02}"


def standing_of(verdict: Verdict, nearest: Iterable[Near]) -> Standing:
    """Return what becomes of a product by the catalogue alone, before a person looked.

    Law: M-rules-and-catalogue
    """
    if verdict == "block":
        return "blocked"
    if verdict == "gate":
        return "papers"
    if verdict == "warn" or any(one.is_ambiguous for one in nearest):
        return "waiting"
    return "clear"


def grounds_of(judged: Judged) -> list[dict[str, Any]]:
    """Return the grounds as they are kept with a verdict: entries and the words that say so."""
    return [
        {
            "entry": one.entry.id,
            "action": one.entry.action,
            "words": list(one.words)[:10],
            "documents": one.entry.documents,
        }
        for one in judged.grounds
    ]


def near_of(nearest: Iterable[Near]) -> list[dict[str, Any]]:
    """Return the nearest entries as they are kept with a verdict."""
    return [
        {"entry": one.entry.id, "score": one.score, "word": one.word, "why": one.why}
        for one in nearest
    ]


def _kind(value: object) -> Kind:
    if value in (None, "", "goods"):
        return "goods"
    if value != "service":
        raise Faulty("unknown_value", "kind")
    return "service"


def _identity(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Faulty("wrong_type", "external_id")
    return _clean(str(value), "external_id", LONGEST["external_id"])


def _text(given: Mapping[Any, Any], field: str) -> str:
    value = given.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Faulty("wrong_type", field)
    return _clean(value, field, LONGEST[field])


def _clean(text: str, field: str, most: int) -> str:
    """Return a text without blanks around it; refuse what is none, or too long."""
    text = text.strip()
    if len(text) > most:
        raise Faulty("text_too_long", field, most=str(most))
    if not text.isprintable() and any(
        (one < " " and one not in BLANK) or "\ud800" <= one <= "\udfff" for one in text
    ):
        raise Faulty("control_character", field)
    return text


def _texts(value: object, field: str, most: int, longest: int) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Faulty("wrong_type", field)
    if len(value) > most:
        raise Faulty("too_many", field, most=str(most))
    return tuple(text for text in (_clean(one, field, longest) for one in value) if text)


def _attributes(value: object) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise Faulty("wrong_type", "attributes")
    if len(value) > MOST_ATTRIBUTES:
        raise Faulty("too_many", "attributes", most=str(MOST_ATTRIBUTES))
    found = []
    for name, said in sorted(value.items()):
        if not isinstance(said, str | int | float):
            raise Faulty("wrong_type", "attributes")
        value = _clean(str(said), "attributes", LONGEST_VALUE)
        found.append((_clean(str(name), "attributes", LONGEST_NAME), value))
    return tuple(found)
