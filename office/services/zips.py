"""Archives are looked through before anything unpacks them: small things may not become huge."""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid

END, END_64 = b"PK\5\6", b"PK\6\7"
END_BYTES, LOCATOR_BYTES, COMMENT = 22, 20, 65_535
ENCRYPTED = 0x1
CHUNK = 1 << 16
SMALL = 1 << 20  # an entry that unpacks to less is no bomb, however well it packs
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
          ValueError, struct.error)  # fmt: skip


class Bomb(Invalid):
    code = "archive_bomb"


class BadArchive(Invalid):
    code = "bad_archive"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an archive may hold."""

    entries: int = 2_000
    listing: int = 1 << 20  # bytes of the directory at its end
    inflated: int = 512 << 20
    ratio: int = 100


def require_harmless(stream: BinaryIO, bounds: Bounds = Bounds()) -> list[zipfile.ZipInfo]:
    """Look through a whole archive without keeping anything; return what it lists.

    Nothing is believed: sizes are bounded as they are declared, then as they really unpack.

    Raises:
        Bomb: too many entries, or they unpack to too much.
        BadArchive: broken, encrypted, overlapping, or names that lead out of a folder.
    """
    size = _require_short_listing(stream, bounds)
    try:
        with zipfile.ZipFile(stream) as archive:
            listed = archive.infolist()
            _require_bounds(listed, size, bounds)
            for entry in listed:
                _unpack(archive, entry)
    except FAULTS as fault:
        raise BadArchive(_("压缩文件已损坏。"), field="file") from fault
    stream.seek(0)
    return listed


def _require_short_listing(stream: BinaryIO, bounds: Bounds) -> int:
    """Refuse a directory that would itself fill the memory; return the size of the archive."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - COMMENT - END_BYTES - LOCATOR_BYTES))
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_BYTES:
        raise BadArchive(_("压缩文件已损坏。"), field="file")
    count, listing = struct.unpack("<HL", tail[at + 10 : at + 16])
    if END_64 in tail[max(0, at - LOCATOR_BYTES) : at]:
        raise Bomb(_("压缩文件过大。"), field="file")
    if count > bounds.entries or listing > bounds.listing:
        raise Bomb(_("压缩文件里的条目过多。"), field="file")
    return size


def _require_bounds(listed: list[zipfile.ZipInfo], size: int, bounds: Bounds) -> None:
    if len(listed) > bounds.entries:
        raise Bomb(_("压缩文件里的条目过多。"), field="file")
    if sum(one.file_size for one in listed) > bounds.inflated:
        raise Bomb(_("压缩文件解开后过大。"), field="file")
    for one in listed:
        if one.file_size > SMALL and one.file_size > bounds.ratio * max(1, one.compress_size):
            raise Bomb(_("压缩文件解开后过大。"), field="file")
        if one.flag_bits & ENCRYPTED:
            raise BadArchive(_("不接受加密的压缩文件。"), field="file")
        if _leads_out(one.filename):
            raise BadArchive(_("压缩文件里有不安全的路径。"), field="file")
    if sum(one.compress_size for one in listed) > size:
        raise Bomb(_("压缩文件里的条目互相重叠。"), field="file")


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name[:1] in "/\\" or name[1:2] == ":"


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read one entry to its end: it may not be longer than declared, and its sum must fit."""
    with archive.open(entry) as content:
        while content.read(CHUNK):
            pass
