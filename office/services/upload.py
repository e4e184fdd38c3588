"""What is uploaded is looked at before it is kept: how much, what it really is, what it hides."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from livecompliance.kernel.downloads import safe_name
from livecompliance.kernel.exceptions import Invalid, TooLarge, Unavailable
from office.services import images, kinds, zips
from office.services.purposes import Purpose

CHUNK = 1 << 20
Scanner = Callable[[BinaryIO, str], str]


class Infected(Invalid):
    code = "infected"


@dataclass(frozen=True, slots=True)
class Safe:
    """What may be kept of an upload."""

    name: str
    kind: str
    content: BinaryIO

    def pieces(self) -> Iterator[bytes]:
        self.content.seek(0)
        while piece := self.content.read(CHUNK):
            yield piece


@contextmanager
def checked(stream: BinaryIO, name: str, wanted: Purpose) -> Iterator[Safe]:
    """Give what may be kept of an upload while the block runs; nothing stays on the disk.

    Raises:
        TooLarge, WrongKind, Bomb, BadArchive, PixelFlood, BadImage, Infected, Invalid,
        Unavailable: as they say.
    """
    plain = safe_name(name)
    kind = kinds.declared_kind(plain)
    if kind not in wanted.kinds:
        raise kinds.WrongKind(_("这里不接受这种文件。"), field="file")
    with ExitStack() as open_files:
        content = cast(BinaryIO, open_files.enter_context(tempfile.TemporaryFile()))
        _copy(stream, content, wanted.most_bytes)
        kinds.require_kind(content, kind)
        if kinds.KINDS[kind].family == "archive":
            _require_archive(content, kind)
        _scan(content, plain)
        if kind in kinds.IMAGES:
            drawn, kind = images.redraw(content, kind)
            content = open_files.enter_context(drawn)
            plain = _renamed(plain, kind)
        yield Safe(plain, kind, content)


def _copy(stream: BinaryIO, into: BinaryIO, most: int) -> None:
    size = 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > most:
            mib = most >> 20
            raise TooLarge(_("文件过大，最多 %(size)s MB。") % {"size": mib}, field="file")
        into.write(piece)
    if not size:
        raise Invalid(_("文件是空的。"), field="file")
    into.seek(0)


def _require_archive(content: BinaryIO, kind: str) -> None:
    names = {one.filename for one in zips.require_harmless(content)}
    if kind == kinds.XLSX and not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise kinds.WrongKind(_("文件内容与扩展名不符。"), field="file")


def _scan(content: BinaryIO, name: str) -> None:
    """Ask the virus scanner of this installation, if it has one. Who cannot say lets nothing in."""
    if not settings.FILES_SCANNER:
        return
    scan: Scanner = import_string(settings.FILES_SCANNER)
    content.seek(0)
    try:
        found = scan(content, name)
    except OSError as fault:
        raise Unavailable(_("暂时无法查毒，请稍后再上传。")) from fault
    if found:
        raise Infected(_("文件含有病毒，没有保存。"), field="file")


def _renamed(name: str, kind: str) -> str:
    """Return a name that ends as its kind does."""
    endings = kinds.KINDS[kind].endings
    return name if name.lower().endswith(endings) else PurePath(name).stem + endings[0]
