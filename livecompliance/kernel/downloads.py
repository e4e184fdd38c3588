"""What a download is called: names that no header, shell or file system stumbles over."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from django.http import StreamingHttpResponse

LONGEST = 150
FORBIDDEN = re.compile(r'[\\/:*?"<>|]+')
BARE = re.compile(r"[^A-Za-z0-9._ -]+")
# RFC 8187, attr-char: what need not be written as %XX
ATTR = "!#$&+-.^_`|~"
FALLBACK = "file"


def safe_name(name: str) -> str:
    """Return the last part of a name, without what steers a path, a line or the writing direction.

    Quotes and control characters become "_"; the ending is kept when the name must be cut.
    """
    last = re.split(r"[\\/]", name)[-1]
    plain = unicodedata.normalize("NFC", last)
    kept = "".join(
        "_" if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} else one
        for one in plain
    )
    kept = FORBIDDEN.sub("_", kept).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and stem and len(ending) <= 10:
        return stem[: LONGEST - len(ending) - 1].rstrip() + dot + ending
    return kept[:LONGEST] or FALLBACK


def disposition(name: str) -> str:
    """Return Content-Disposition for a download (RFC 6266): a plain name, and the real one."""
    safe = safe_name(name)
    bare = BARE.sub("_", safe)
    if not bare.rpartition(".")[0].strip("_. "):
        bare = FALLBACK + (bare[bare.rindex(".") :] if "." in bare else "")
    header = f'attachment; filename="{bare}"'
    return header if bare == safe else f"{header}; filename*=UTF-8''{quote(safe, safe=ATTR)}"


def download_of(
    pieces: Iterator[bytes], *, name: str, kind: str, size: int
) -> StreamingHttpResponse:
    """Return a download that no cache keeps and no page shows."""
    headers = {
        "Content-Disposition": disposition(name),
        "Content-Length": str(size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)
