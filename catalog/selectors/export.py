"""The catalogue as machines read it: whole, of a moment, in the same form for everybody."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from catalog.rules.judge import CLAUSE
from catalog.rules.own import Placed
from catalog.rules.pack import CLASSES, papers
from catalog.selectors.display import OURS
from catalog.selectors.edition import edition_numbered
from catalog.selectors.held import held_at, placed_at
from livecompliance.kernel.actors import Actor
from office.services import tables

INWARD = ("terms", "allow", "unless", "hits", "passes")  # they say how to get past
COLUMNS = (
    "number", "id", "origin", "classes", "action", "name_zh", "name_en", "basis", "confidence",
    "documents", "from", "until", "exceptions_zh", "exceptions_en", "note_zh", "note_en",
)  # fmt: skip
INWARD_COLUMNS = ("terms", "allow", "unless")


def catalogue_told(actor: Actor, moment: datetime, *, is_public: bool) -> dict[str, Any]:
    """Return the catalogue of a moment: which version it is, and every entry that held.

    Args:
        is_public: without the words by which products are found, which would tell how not to be.

    Law: M-rules-and-catalogue
    """
    held = held_at(actor, moment)
    edition = edition_numbered(actor, held.number) if held.number else None
    return {
        "version": held.version,
        "edition": held.number,
        "effective_at": edition.effective_at.isoformat() if edition else None,
        "note": edition.note if edition else "",
        "base": {"released_on": f"{held.base.pack.version}", "digest": held.base.digest},
        "clause": CLAUSE,
        "classes": {
            code: {"zh": zh, "en": en, "is_statutory": code != OURS}
            for code, (zh, en) in CLASSES.items()
        },
        "entries": [entry_told(one, is_public=is_public) for one in placed_at(actor, moment)],
    }


def entry_told(one: Placed, *, is_public: bool) -> dict[str, Any]:
    """Return one entry as machines read it."""
    of = msgspec.to_builtins(one.entry)
    told = {
        "id": of["id"],
        "number": of["number"],
        "origin": one.origin,
        "classes": of["classes"],
        "action": of["action"],
        "name": {"zh": of["zh"], "en": of["en"]},
        "basis": of["basis"],
        "confidence": of["confidence"],
        "documents": [
            {"id": name, "zh": papers()[name].zh, "en": papers()[name].en}
            for name in of["documents"]
            if name in papers()
        ],
        "from": of["from"],
        "until": of["until"],
        "exceptions": {"zh": of["except_zh"], "en": of["except_en"]},
        "note": {"zh": of["note_zh"], "en": of["note_en"]},
    }
    return told if is_public else told | {name: of[name] for name in INWARD}


def rows(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the entries as rows of a table; of a list, one value a line."""
    for one in told["entries"]:
        row = {name: one[name] for name in ("number", "id", "origin", "action", "basis")}
        yield row | {
            "classes": " ".join(one["classes"]),
            "confidence": one["confidence"],
            "name_zh": one["name"]["zh"],
            "name_en": one["name"]["en"],
            "documents": "\n".join(paper["id"] for paper in one["documents"]),
            "from": one["from"],
            "until": one["until"] or "",
            **{f"exceptions_{tongue}": one["exceptions"][tongue] for tongue in ("zh", "en")},
            **{f"note_{tongue}": one["note"][tongue] for tongue in ("zh", "en")},
            **{name: "\n".join(one[name]) for name in INWARD_COLUMNS if name in one},
        }


def written(told: dict[str, Any], form: str) -> bytes:
    """Return the catalogue as JSON, or as a table that no spreadsheet computes."""
    if form == "json":
        return json.dumps(told, ensure_ascii=False).encode()
    inward = all(INWARD_COLUMNS[0] in one for one in told["entries"])
    columns = (*COLUMNS, *INWARD_COLUMNS) if inward else COLUMNS
    return b"".join(tables.write_rows(rows(told), "csv", columns))


def tag_of(body: bytes) -> str:
    """Return what tells one body from another, as ETag has it."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'
