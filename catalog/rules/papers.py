"""What papers a product needs, and which of them are missing while it is on air. Pure decisions."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

from catalog.rules.chain import Grant, chain_of
from office.rules.days import months_after

SUPPLIER, BRAND, RECALL = "supplier", "brand", "recall"
CHECK, GOODS, FAKE = "O117-supplier-check", "O117-illegal-goods", "M-18-3"
Why = Literal[
    "missing", "waiting", "refused", "not_yet", "expired", "expires", "overdue", "distrusted",
    "broken", "recalled", "maybe_recalled",
]  # fmt: skip
Weight = Literal["deny", "warn"]
# What is nearest to a valid paper comes first: it tells best what is still to be done.
NEAREST: tuple[Why, ...] = ("expires", "waiting", "not_yet", "expired", "refused", "missing")
NOISE = re.compile(r"[\s\W_]+")
BARCODES = (8, 12, 13, 14)


class Sold(NamedTuple):
    """A product that somebody wants to sell, as far as papers are concerned.

    Args:
        product: the platform's own id of it; papers that cover single products name it.
        supplier: who supplies it, by id; None: nobody was said.
        documents: papers that the catalogue asks for (`Judged.documents`).
        brand, title, barcodes, batch: as they stand on the product.
    """

    product: str
    supplier: UUID | None
    documents: tuple[str, ...] = ()
    brand: str = ""
    title: str = ""
    barcodes: tuple[str, ...] = ()
    batch: str = ""


class Held(NamedTuple):
    """A paper that was handed in. `covers` names products; empty: everything of the supplier."""

    id: UUID
    supplier: UUID
    kind: str
    state: str
    since: date | None = None
    until: date | None = None
    covers: frozenset[str] = frozenset()
    recheck_on: date | None = None


class Known(NamedTuple):
    """A supplier: whether somebody verified it, when that is due again, how its credit stands."""

    id: UUID
    name: str
    code: str
    state: str
    credit: str
    recheck_on: date | None


class Recalled(NamedTuple):
    """An entry of the lists of recalls and failed samplings."""

    id: UUID
    kind: str
    brand: str
    name: str
    batch: str
    barcode: str


class Lack(NamedTuple):
    """One paper that is not there while a product is on air.

    Args:
        paper: a name of `documents.yaml`, or `supplier`, `brand`, `recall`.
        why: missing; waiting for review; refused; not_yet or no longer (expired) in force;
            expires during the broadcast; overdue for a look; distrusted for its credit; broken
            (a chain of authorisations); recalled, or maybe, where the batch is not known.
        weight: `deny` keeps it off air, `warn` is said and lets it pass.
        on: the day of which `why` speaks: the last in force, or the first.
        ref: the paper, the entry of the list, or the words that name the missing link.
        supplier: whom the product was said to be from.
    """

    product: str
    paper: str
    why: Why
    weight: Weight
    clause: str
    on: date | None = None
    ref: str = ""
    supplier: UUID | None = None


class Books(NamedTuple):
    """All that is known, read in a few statements for many products."""

    suppliers: dict[UUID, Known]
    papers: Sequence[Held]
    grants: Sequence[Grant]
    recalls: Sequence[Recalled]
    wants_chain: Weight | None = "warn"
    overdue: Weight = "warn"


def kept_until(years: int, ended_on: date) -> date:
    """Return the last day on which what was verified of a supplier must still be there.

    Law: O117-supplier-check
    """
    return months_after(ended_on, 12 * years)


def folded(text: str) -> str:
    """Return a name without width, case, blanks and signs, to compare it by."""
    return NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def is_gtin(code: str) -> bool:
    """Tell whether a barcode is a GTIN whose check digit is right."""
    if len(code) not in BARCODES or not (code.isascii() and code.isdigit()):
        return False
    total = sum(int(one) * (3, 1)[place % 2] for place, one in enumerate(reversed(code[:-1])))
    return (10 - total % 10) % 10 == int(code[-1])


def barcode_of(text: str) -> str:
    """Return a barcode in fourteen digits, as GTINs of every length compare; "" for none."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    return bare.zfill(14) if is_gtin(bare) else ""


def lacking(wanted: Iterable[Sold], books: Books, since: date, until: date) -> list[Lack]:
    """Return what is missing of each product from the first to the last day of a broadcast.

    Law: O117-supplier-check, M-supplier-check, O117-illegal-goods, M-18-3
    """
    by_kind: Papers = {}
    for one in books.papers:
        by_kind.setdefault((one.supplier, one.kind), []).append(one)
    index = _index(books.recalls)
    found: list[Lack] = []
    for sold in wanted:
        lacks = _of(sold, by_kind, books, index, since, until)
        found += [one._replace(supplier=sold.supplier) for one in lacks]
    return found


Papers = dict[tuple[UUID | None, str], list[Held]]


def _of(
    sold: Sold, by_kind: Papers, books: Books, index: "_Index", since: date, until: date
) -> Iterator[Lack]:
    """Yield what one product lacks: of its supplier, its papers, its brand, the lists."""
    supplier = books.suppliers.get(sold.supplier) if sold.supplier else None
    yield from _of_supplier(sold, supplier, until, books.overdue)
    for paper in sold.documents:
        held = by_kind.get((sold.supplier, paper), ())
        if (lack := _of_paper(sold, paper, held, books.overdue, since, until)) is not None:
            yield lack
    yield from _of_brand(sold, supplier, books, since, until)
    yield from _of_recalls(sold, index)


def _of_supplier(sold: Sold, known: Known | None, until: date, overdue: Weight) -> list[Lack]:
    def lack(why: Why, weight: Weight = "deny", on: date | None = None) -> Lack:
        ref = str(known.id) if known else ""
        return Lack(sold.product, SUPPLIER, why, weight, CHECK, on, ref)

    if known is None or known.state == "closed":
        return [lack("missing")]
    if known.state != "verified":
        return [lack("refused" if known.state == "refused" else "waiting")]
    found = [lack("distrusted")] if known.credit == "dishonest" else []
    found += [lack("distrusted", "warn")] if known.credit == "abnormal" else []
    if known.recheck_on is not None and known.recheck_on < until:
        found.append(lack("overdue", overdue, known.recheck_on))
    return found


def _of_paper(
    sold: Sold, kind: str, held: Iterable[Held], overdue: Weight, since: date, until: date
) -> Lack | None:
    """Return what is wrong with the best paper of a kind; None where one holds all the time."""
    best: Lack = Lack(sold.product, kind, "missing", "deny", CHECK)
    unlooked: Lack | None = None
    for one in held:
        if one.covers and sold.product not in one.covers:
            continue
        why, on = state_of(one.state, one.since, one.until, since, until)
        if why is None:
            unlooked = _of_look(sold, kind, one, overdue, until)
            if unlooked is None:
                return None
        elif NEAREST.index(why) < NEAREST.index(best.why):
            best = Lack(sold.product, kind, why, "deny", CHECK, on, str(one.id))
    return unlooked or best


def _of_look(sold: Sold, kind: str, one: Held, overdue: Weight, until: date) -> Lack | None:
    """Return that nobody looked in time at a paper without a last day, as heavy as it is taken."""
    if one.until is not None or one.recheck_on is None or one.recheck_on >= until:
        return None
    return Lack(sold.product, kind, "overdue", overdue, CHECK, one.recheck_on, str(one.id))


def state_of(
    state: str, first: date | None, last: date | None, since: date, until: date
) -> tuple[Why | None, date | None]:
    """Return why a paper does not hold from a day to a day, and the day that says so.

    A licence counts on its first day and on its last, to the end of that day.
    """
    if state != "approved":
        return ("refused" if state == "refused" else "waiting"), None
    if first is not None and since < first:
        return "not_yet", first
    if last is not None and last < since:
        return "expired", last
    if last is not None and last < until:
        return "expires", last
    return None, None


def _of_brand(
    sold: Sold, supplier: Known | None, books: Books, since: date, until: date
) -> list[Lack]:
    if not sold.brand or supplier is None or books.wants_chain is None:
        return []
    brand = folded(sold.brand)
    grants = [one for one in books.grants if one.brand == brand]
    chain = chain_of(grants, (supplier.name, supplier.code), since, until)
    if chain.is_whole:
        return []
    why: Why = "missing" if not grants else chain.why or "broken"
    return [Lack(sold.product, BRAND, why, books.wants_chain, FAKE, chain.on, chain.at)]


class _Index(NamedTuple):
    by_barcode: dict[str, list[Recalled]]
    by_brand: dict[str, list[Recalled]]


def _index(recalls: Iterable[Recalled]) -> _Index:
    by_barcode: dict[str, list[Recalled]] = {}
    by_brand: dict[str, list[Recalled]] = {}
    for one in recalls:
        if one.barcode:
            by_barcode.setdefault(one.barcode, []).append(one)
        by_brand.setdefault(folded(one.brand), []).append(one)
    return _Index(by_barcode, by_brand)


def _of_recalls(sold: Sold, index: _Index) -> Iterator[Lack]:
    """Yield the entries that are of this product: by barcode, else by brand and name."""
    codes = {code for one in sold.barcodes if (code := barcode_of(one))}
    near = [one for code in sorted(codes) for one in index.by_barcode.get(code, ())]
    near += [
        one
        for brand in dict.fromkeys((folded(sold.brand), ""))
        for one in index.by_brand.get(brand, ())
        if one not in near and _is_named(one, sold, codes)
    ]
    for one in near:
        if one.batch and sold.batch and folded(one.batch) != folded(sold.batch):
            continue  # another batch of the same goods
        sure = not one.batch or bool(sold.batch)
        why: Why = "recalled" if sure else "maybe_recalled"
        weight: Weight = "deny" if sure else "warn"
        yield Lack(sold.product, RECALL, why, weight, GOODS, None, str(one.id))


def recalled(wanted: Iterable[Sold], recalls: Iterable[Recalled]) -> list[Lack]:
    """Return which of goods entries of the lists name, sure or perhaps.

    Law: O117-illegal-goods
    """
    index = _index(recalls)
    return [lack for sold in wanted for lack in _of_recalls(sold, index)]


def _is_named(one: Recalled, sold: Sold, codes: Collection[str]) -> bool:
    """Tell whether a title is of what a list names; without a brand it must be the name itself.

    A barcode on both sides that differs says that they are two products.
    """
    if codes and one.barcode and one.barcode not in codes:
        return False
    name, title = folded(one.name), folded(sold.title)
    if not name:
        return bool(folded(one.brand)) and not one.barcode
    return name in title if folded(one.brand) else name == title
