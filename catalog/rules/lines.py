"""Products as JSON lines in, verdicts as JSON lines out: the contract of `product_check`."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

import msgspec

from catalog.rules.judge import CLAUSE, Catalogue, Judged, Product

BATCH, MOST_LINE = 256, 1_048_576
NOT_JSON, NOT_AN_OBJECT = "not JSON", "not an object"
Asked = tuple[dict[str, Any], Product | None]


def run(source: BinaryIO, sink: BinaryIO, catalogue: Catalogue) -> None:
    """Answer every line of a stream, in order, a few hundred at a time."""
    lines = iter(lambda: source.readline(MOST_LINE + 1), b"")
    while batch := list(islice(_whole(lines, source), BATCH)):
        for answer in answers(batch, catalogue):
            sink.write(msgspec.json.encode(answer) + b"\n")
        sink.flush()


def _whole(lines: Iterator[bytes], source: BinaryIO) -> Iterator[bytes]:
    """Yield lines that say something; of one that is too long, only its beginning."""
    for line in lines:
        if len(line) > MOST_LINE and not line.endswith(b"\n"):
            while rest := source.readline(MOST_LINE):
                if rest.endswith(b"\n"):
                    break
        if line.strip():
            yield line


def answers(lines: Iterable[bytes], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return what is said of each line; a bad one gets an error and stops no other."""
    asked = [_asked(line) for line in lines]
    judged = iter(catalogue.judge([product for _, product in asked if product is not None]))
    return [said if product is None else said | told(next(judged)) for said, product in asked]


def told(judged: Judged) -> dict[str, Any]:
    """Return a verdict as it is answered."""
    return {
        "verdict": judged.verdict,
        "entries": [
            {
                "entry": one.entry.id,
                "class": "/".join(one.entry.classes),
                "clause": CLAUSE,
                "basis": one.entry.basis,
                "name": {"zh": one.entry.zh, "en": one.entry.en},
                "action": one.entry.action,
                "words": list(one.words),
            }
            | ({"documents": one.entry.documents} if one.entry.documents else {})
            for one in judged.grounds
        ],
    }


def _asked(line: bytes) -> Asked:
    if len(line) > MOST_LINE:
        return {"error": f"longer than {MOST_LINE} bytes"}, None
    try:
        given = msgspec.json.decode(line.strip().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {"error": NOT_JSON}, None
    if not isinstance(given, dict):
        return {"error": NOT_AN_OBJECT}, None
    named: dict[str, Any] = {"id": given["id"]} if "id" in given else {}
    for check in CHECKS:
        if fault := check(given):
            return named | {"error": fault}, None
    texts = [str(given.get(name) or "") for name in ("title", "description", "category")]
    return named, Product(*texts)


def _is_titled(given: dict[str, Any]) -> str:
    title = given.get("title")
    return "" if isinstance(title, str) and title.strip() else "title: a text is expected"


def _is_texts(given: dict[str, Any]) -> str:
    wrong = [
        name for name in ("description", "category")
        if not isinstance(given.get(name), str | None)
    ]  # fmt: skip
    return f"{wrong[0]}: a text is expected" if wrong else ""


def _is_priced(given: dict[str, Any]) -> str:
    """Refuse what can be no price: below nothing, not a number, true or false."""
    price = given.get("price")
    if isinstance(price, str):
        try:
            price = float(price)
        except ValueError:
            return "price: a number is expected"
    if price is None or (isinstance(price, int | float) and not isinstance(price, bool)):
        is_fine = price is None or 0 <= price < float("inf")
        return "" if is_fine else "price: must not be below 0"
    return "price: a number is expected"


CHECKS: tuple[Callable[[dict[str, Any]], str], ...] = (_is_titled, _is_texts, _is_priced)
