"""The editor's fields: from an entry to fields and back; a moment as it is typed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.rules.pack import IN_FORCE, Entry
from livecompliance.kernel import clock
from livecompliance.kernel.clock import SHANGHAI
from livecompliance.kernel.exceptions import Invalid

LINES = ("terms", "allow", "unless", "hits")
PLAIN = (
    "id", "zh", "en", "basis", "action", "confidence",
    "except_zh", "except_en", "note_zh", "note_en",
)  # fmt: skip
MANY = ("classes", "documents")
EARLIEST, LATEST = 2000, 2200  # years that a moment may be of
PARTS = 3  # of a product that is near: title, and the difference in both languages


def blank() -> dict[str, Any]:
    """Return the fields of a new entry."""
    values: dict[str, Any] = dict.fromkeys((*PLAIN, *LINES, "passes", "from", "until"), "")
    return values | {
        "classes": [], "documents": [], "action": "block", "confidence": "C",
        "from": clock.today().isoformat(),
    }  # fmt: skip


def values_of(entry: Entry) -> dict[str, Any]:
    """Return an entry as fields."""
    values: dict[str, Any] = {name: getattr(entry, name) for name in (*PLAIN, *MANY)}
    values |= {name: "\n".join(getattr(entry, name)) for name in LINES}
    values["passes"] = "\n".join(
        " | ".join(part for part in (one.title, one.zh, one.en) if part) for one in entry.passes
    )
    values["from"] = entry.since.isoformat()
    values["until"] = entry.until.isoformat() if entry.until else ""
    return values


def read(post: QueryDict) -> dict[str, Any]:
    """Return the fields as they were sent."""
    values: dict[str, Any] = {name: post.get(name, "").strip() for name in PLAIN}
    values |= {name: post.get(name, "").replace("\r\n", "\n") for name in (*LINES, "passes")}
    values |= {name: post.getlist(name) for name in MANY}
    return values | {name: post.get(name, "").strip() for name in ("from", "until")}


def entry_of(post: QueryDict) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields as sent, and the entry that they say."""
    values = read(post)
    entry: dict[str, Any] = {name: values[name] for name in (*PLAIN, *MANY)}
    entry |= {name: _lines(values[name]) for name in LINES}
    entry["passes"] = [_near(line) for line in _lines(values["passes"])]
    entry["from"] = values["from"] or IN_FORCE.isoformat()
    entry["until"] = values["until"] or None
    return values, entry


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


def _near(line: str) -> Mapping[str, str]:
    title, zh, en = [*(part.strip() for part in line.split("|", PARTS - 1)), "", ""][:PARTS]
    return {"title": title, "zh": zh, "en": en}


def moment_of(text: str, field: str) -> datetime | None:
    """Return a moment as a page sends it, in Shanghai; None where nothing was said.

    Raises:
        Invalid: it is none.
    """
    if not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(_("请填写时间，例如 2026-11-24 20:14:07。"), field=field) from None
    if not EARLIEST <= found.year <= LATEST:
        raise Invalid(_("请填写时间，例如 2026-11-24 20:14:07。"), field=field)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def file_of(text: str) -> UUID:
    """Return which file was chosen.

    Raises:
        Invalid: none was.
    """
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("请选择文件。"), field="file") from None
