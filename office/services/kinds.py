"""Which kinds of files there are, and what a file really is, whatever it is called."""

import codecs
from typing import BinaryIO, NamedTuple

import puremagic
from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid

HEAD = 64 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Kind(NamedTuple):
    """One kind of file: how its names end, and how it is looked at."""

    endings: tuple[str, ...]
    family: str


KINDS = {
    "image/png": Kind((".png",), "image"),
    "image/jpeg": Kind((".jpg", ".jpeg"), "image"),
    "image/webp": Kind((".webp",), "image"),
    "image/gif": Kind((".gif",), "image"),
    "application/pdf": Kind((".pdf",), "document"),
    "application/zip": Kind((".zip",), "archive"),
    XLSX: Kind((".xlsx",), "archive"),
    "text/csv": Kind((".csv",), "text"),
    "text/plain": Kind((".txt",), "text"),
    "application/json": Kind((".json",), "text"),
    "application/yaml": Kind((".yaml", ".yml"), "text"),
    "application/x-ndjson": Kind((".ndjson", ".jsonl"), "text"),
}
IMAGES = frozenset(name for name, kind in KINDS.items() if kind.family == "image")
TABLES = frozenset({"text/csv", XLSX, "application/x-ndjson"})
# A browser or a shell would run these, whatever the name says.
ACTIVE = ("text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript",
          "application/javascript", "application/x-sh", "text/x-shellscript")  # fmt: skip
CONTROL = bytes(set(range(32)) - {9, 10, 13, 12, 26}) + b"\x7f"
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
STARTS = (0, 8)  # RIFF says what it is in its ninth byte


class WrongKind(Invalid):
    code = "wrong_kind"


def declared_kind(name: str) -> str:
    """Return the kind that a name claims.

    Raises:
        WrongKind: it ends like nothing that is taken anywhere.
    """
    lowered = name.lower()
    for kind, (endings, _family) in KINDS.items():
        if lowered.endswith(endings):
            return kind
    raise WrongKind(_("不接受这种文件。"), field="file")


def require_kind(stream: BinaryIO, kind: str) -> None:
    """Refuse a file whose first bytes are not of the kind that its name claims.

    Raises:
        WrongKind: it is something else.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    if KINDS[kind].family == "text":
        fits = _is_text(head) and not _types(head) & set(ACTIVE)
    else:
        fits = kind in _types(head) or (kind == "application/zip" and head[:4] == b"PK\3\4")
    if not fits:
        raise WrongKind(_("文件内容与扩展名不符。"), field="file")


def _types(head: bytes) -> set[str]:
    """Return what the bytes may be, by the magic numbers at their beginning."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return set()
    return {one.mime_type for one in found if one.offset in STARTS}


def _is_text(head: bytes) -> bool:
    """Tell whether bytes may be text: nothing in them that only machines write."""
    return head.startswith(WIDE) or head.translate(None, CONTROL) == head
