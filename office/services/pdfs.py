"""PDF documents are drawn anew, page by page, before somebody else sees them: only pixels stay."""

import io
import struct
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _
from PIL import Image

from livecompliance.kernel.exceptions import Invalid
from office.services.images import Box, covered

CHILD = Path(__file__).with_name("pdf_child.py")
MOST_PAGES = 20
SIDE, WAIT_S = 1_600, 40  # the longest side of a page in pixels; seconds until it is given up
DPI = 137.0  # at which an A4 page of that many pixels has its own size
KIND = "image/jpeg"


class BadDocument(Invalid):
    """It cannot be drawn: broken, locked with a password, or made to do harm."""

    code = "bad_document"


class ManyPages(Invalid):
    """It has more pages than anybody draws boxes over."""

    code = "many_pages"


class Drawn(NamedTuple):
    """How many pages a document has, and those that were asked for, each as a JPEG."""

    total: int
    pages: list[bytes]


def pages_count(body: bytes) -> int:
    """Return how many pages a document has.

    Raises:
        BadDocument: it cannot be drawn.
    """
    return _drawn(body, 1, 0).total


def page_drawn(body: bytes, number: int) -> bytes:
    """Return one page as a picture.

    Raises:
        BadDocument: it cannot be drawn, or has no such page.
    """
    found = _drawn(body, number, number).pages if 1 <= number <= MOST_PAGES else []
    if not found:
        raise BadDocument(_said(), field="file")
    return found[0]


def pages_covered(body: bytes, boxes: Mapping[int, Iterable[Box]]) -> BinaryIO:
    """Return a document of pictures of its pages, with black boxes over them: no text that could
    be copied, nothing hidden, no attachment, no script, and nothing of what the boxes cover.

    Args:
        boxes: by page, the first is 1; as `images.covered` takes them.

    Raises:
        BadDocument: it cannot be drawn. ManyPages: more than MOST_PAGES.
    """
    drawn = _drawn(body, 1, MOST_PAGES)
    if drawn.total > MOST_PAGES:
        said = _("PDF 超过 %(most)s 页，不能在这里遮盖；请另行遮盖后交上来。")
        raise ManyPages(said % {"most": MOST_PAGES}, field="file")
    sheets = [
        Image.open(covered(page, KIND, tuple(boxes.get(number, ()))))
        for number, page in enumerate(drawn.pages, 1)
    ]
    if not sheets:
        raise BadDocument(_said(), field="file")
    out = io.BytesIO()
    first, *rest = sheets
    first.save(
        out, "PDF", save_all=True, append_images=rest, resolution=DPI, producer="", creator=""
    )
    out.seek(0)
    return out


def _drawn(body: bytes, first: int, last: int) -> Drawn:
    """Have pages drawn by a process of its own, which knows nothing of ours.

    Raises:
        BadDocument: it ended badly, or not in time.
    """
    command = [sys.executable, "-I", str(CHILD), str(first), str(last), str(SIDE)]
    try:
        done = subprocess.run(  # noqa: S603  (our own file, numbers as arguments)
            command, input=body, capture_output=True, timeout=WAIT_S, env={}, cwd="/", check=True
        )
        return _read(done.stdout)
    except (subprocess.SubprocessError, struct.error, ValueError) as fault:
        raise BadDocument(_said(), field="file") from fault


def _read(told: bytes) -> Drawn:
    (total,), place, pages = struct.unpack_from("<I", told), 4, []
    while place < len(told):
        (size,) = struct.unpack_from("<I", told, place)
        pages.append(told[place + 4 : place + 4 + size])
        place += 4 + size
    return Drawn(total, pages)


def _said() -> str:
    return _("这份 PDF 打不开（损坏、有密码或不合规范），不能在这里查看和遮盖。")
