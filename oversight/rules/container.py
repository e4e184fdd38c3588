"""One file that holds many: a ZIP of which every byte is determined by what is in it.

Nothing is compressed, times and permissions are constant, names are plain. So whoever reads one
can say of every byte of every header what it must be, and whatever else stands there is named:
compression, encryption, links, paths that lead out, comments, bytes before, between or behind.
Any archiver opens it. Written from front to back; no more than one member is in memory.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, NamedTuple

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
HEAD, ENTRY, LAST = "<4sHHHHHIIIHH", "<4sHHHHHHIIIHHHHHII", "<4sHHHHIIH"
MADE_BY, NEEDED, UTF8, STORED, TIME, DATE = 0x0314, 20, 0x0800, 0, 0, 0x21  # 1980-01-01 00:00
PLAIN_FILE = 0o100644 << 16
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,7}\Z")
MOST_MEMBERS, MOST_BYTES = 60_000, 0xFFFFFFFE  # what a ZIP holds without extensions
DIRECTORY = 64 << 20  # what is left for the lines at the end
CHUNK = 1 << 20


class Fault(Exception):
    """The first thing that does not hold: what, and where."""

    def __init__(self, code: str, where: str = "", found: str = "") -> None:
        super().__init__(code, where, found)
        self.code, self.where, self.found = code, where, found


class Member(NamedTuple):
    """One file inside; `offset` is that of its header."""

    name: str
    offset: int
    size: int
    crc: int
    sha256: str

    @property
    def start(self) -> int:
        """Return where its content begins."""
        return self.offset + struct.calcsize(HEAD) + len(self.name)


def local_of(name: bytes, size: int, crc: int) -> bytes:
    """Return the header before a member's content."""
    return struct.pack(
        HEAD, LOCAL, NEEDED, UTF8, STORED, TIME, DATE, crc, size, size, len(name), 0
    ) + name  # fmt: skip


def central_of(one: Member) -> bytes:
    """Return a member's line in the directory at the end."""
    name = one.name.encode()
    return struct.pack(
        ENTRY, CENTRAL, MADE_BY, NEEDED, UTF8, STORED, TIME, DATE, one.crc, one.size, one.size,
        len(name), 0, 0, 0, 0, PLAIN_FILE, one.offset,
    ) + name  # fmt: skip


def end_of(count: int, size: int, offset: int) -> bytes:
    """Return the last bytes of the file."""
    return struct.pack(LAST, END, 0, 0, count, count, size, offset, 0)


class Writer:
    """Puts members into a container, one behind the other.

    Args:
        write: takes the bytes, in order.
        members: what an earlier writer of the same container had put in.
    """

    def __init__(
        self, write: Callable[[bytes], object], members: list[Member] | None = None
    ) -> None:
        self._write = write
        self.members = list(members or [])
        self.is_closed = False
        last = self.members[-1] if self.members else None
        self.offset = last.start + last.size if last else 0

    def add(self, name: str, content: bytes) -> Member:
        """Write one member.

        Raises:
            ValueError: the name is not plain or there already, or no more fits.
        """
        crc = zlib.crc32(content)
        digest = hashlib.sha256(content).hexdigest()
        return self.stream(Member(name, self.offset, len(content), crc, digest), [content])

    def stream(self, told: Member, pieces: Iterable[bytes]) -> Member:
        """Write one member whose sums are known, a piece at a time; its place is here.

        Raises:
            ValueError: as `add`; or the pieces are not what was told of them.
        """
        self._require_room(told.name, told.size)
        made = told._replace(offset=self.offset)
        self._write(local_of(made.name.encode(), made.size, made.crc))
        size, crc, digest = 0, 0, hashlib.sha256()
        for piece in pieces:
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            digest.update(piece)
            self._write(piece)
        if (size, crc, digest.hexdigest()) != (made.size, made.crc, made.sha256):
            raise ValueError(f"{made.name} is not what was told of it")
        self.members.append(made)
        self.offset = made.start + made.size
        return made

    def _require_room(self, name: str, size: int) -> None:
        if not NAME.match(name) or any(one.name == name for one in self.members):
            raise ValueError(f"no name for a member: {name}")
        is_full = self.offset + size > MOST_BYTES - DIRECTORY
        if is_full or len(self.members) >= MOST_MEMBERS:
            raise ValueError("the container is full")

    def close(self) -> None:
        """Write the directory."""
        lines = b"".join(central_of(one) for one in self.members)
        self._write(lines + end_of(len(self.members), len(lines), self.offset))
        self.is_closed = True


def members_of(stream: BinaryIO) -> list[Member]:
    """Read a container from its first byte to its last; return what is in it, in order.

    Raises:
        Fault: the first byte that is not what it must be.
    """
    found: list[Member] = []
    names: set[str] = set()
    offset = 0
    while True:
        head = stream.read(4)
        if head != LOCAL:
            break
        one = _member(stream, offset, head)
        if one.name.lower() in names:
            raise Fault("twice", one.name)
        if len(found) >= MOST_MEMBERS:
            raise Fault("too_many", one.name)
        names.add(one.name.lower())
        found.append(one)
        offset = one.start + one.size
    _directory(stream, found, offset, head)
    return found


def _member(stream: BinaryIO, offset: int, head: bytes) -> Member:
    fixed = head + stream.read(struct.calcsize(HEAD) - 4)
    if len(fixed) != struct.calcsize(HEAD):
        raise Fault("cut_short", f"byte {offset}")
    fields = struct.unpack(HEAD, fixed)
    raw = stream.read(min(fields[9], 1_000))
    name = raw.decode("ascii", "replace")
    _require_plain(fields, name, offset)
    crc, size = fields[6], fields[8]
    if fixed + raw != local_of(raw, size, crc):
        raise Fault("header", name, f"byte {offset}")
    found_crc, sha256 = _summed(stream, name, size)
    if found_crc != crc:
        raise Fault("altered", name)
    return Member(name, offset, size, crc, sha256)


def _require_plain(fields: tuple[Any, ...], name: str, offset: int) -> None:
    """Refuse what could do harm, in words of its own; `fields` are those of a header."""
    if fields[2] & 1:
        raise Fault("encrypted", name)
    if fields[3] != STORED:
        raise Fault("compressed", name)
    if not NAME.match(name):
        raise Fault("bad_name", ascii(name)[:120], f"byte {offset}")


def _summed(stream: BinaryIO, name: str, size: int) -> tuple[int, str]:
    crc, digest, left = 0, hashlib.sha256(), size
    while left:
        piece = stream.read(min(left, CHUNK))
        if not piece:
            raise Fault("cut_short", name)
        crc = zlib.crc32(piece, crc)
        digest.update(piece)
        left -= len(piece)
    return crc, digest.hexdigest()


def _directory(stream: BinaryIO, members: list[Member], offset: int, head: bytes) -> None:
    """Compare the directory, from its first four bytes on, with what it must be."""
    rest, size = head, 0
    for one in members:
        wanted = central_of(one)
        have = rest + stream.read(len(wanted) - len(rest))
        rest, size = b"", size + len(wanted)
        if have != wanted:
            raise _directory_fault(have, one, offset)
    wanted = end_of(len(members), size, offset)
    have = rest + stream.read(len(wanted) - len(rest))
    if not members or have != wanted:
        raise Fault("cut_short" if len(have) < len(wanted) else "no_directory", f"byte {offset}")
    if stream.read(1):
        raise Fault("behind", f"byte {offset + size + len(wanted)}")


def _directory_fault(have: bytes, one: Member, offset: int) -> Fault:
    if len(have) < len(central_of(one)):
        return Fault("cut_short", one.name)
    if have[:4] != CENTRAL:
        return Fault("no_directory", one.name, f"byte {offset}")
    if (int.from_bytes(have[38:42], "little") >> 28) == 0o12:
        return Fault("link", one.name)
    return Fault("directory", one.name)
