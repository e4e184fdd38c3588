"""Parts of files in the storage `files`, whatever it is: the file system, an object store."""

import hashlib
import io
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from livecompliance.kernel import crypto
from livecompliance.kernel.exceptions import Conflict, DomainError, Unavailable
from office import codec

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

log = logging.getLogger(__name__)
LANE = 1_000_000  # numbers of parts that a lane has to itself; the file's own come before them


class FileBroken(Conflict):
    """What lies in the storage is not what was put there."""

    code = "file_broken"


class StorageAway(Unavailable):
    """The storage cannot be reached now; nothing was kept, and nothing is lost."""

    code = "storage_away"


@contextmanager
def reached() -> Iterator[Storage]:
    """Give the storage; say what its client says of it in our words, and without its address.

    Raises:
        StorageAway: it is not answered for. Every client has exceptions of its own.
    """
    try:
        yield storage_of()
    except (OSError, DomainError):
        raise
    except Exception as fault:
        log.warning("file storage: %s", type(fault).__name__)
        raise StorageAway(_("文件存储暂时无法访问。什么都没有丢失，请稍后再试。")) from fault


class Place:
    """Where one file lies, and the key that seals it."""

    def __init__(self, tenant_id: UUID, file_id: UUID, key: bytes) -> None:
        self.folder = f"{tenant_id.hex}/{file_id.hex}"
        self.bound = f"{tenant_id}|office.file|content|{file_id}"
        self.key = key

    def write(self, index: int, content: bytes, *, is_last: bool) -> None:
        """Store one part; one that a killed process left there is replaced."""
        sealed = codec.part_seal(self.key, self.bound, index, content, is_last=is_last)
        name = self.name(index)
        with reached() as storage:
            if storage.exists(name):
                storage.delete(name)
            given = storage.save(name, ContentFile(sealed))
        if given != name:
            storage.delete(given)
            raise OSError(f"the storage kept {name} as {given}")

    def write_all(self, pieces: Iterable[bytes]) -> int:
        """Store a whole content; return in how many parts."""
        index, held = 0, b""
        for at, content in enumerate(codec.cut(pieces)):
            if at:
                self.write(at - 1, held, is_last=False)
            index, held = at, content
        self.write(index, held, is_last=True)
        return index + 1

    def read(self, parts: int) -> Iterator[bytes]:
        """Yield the content part by part.

        Raises:
            FileBroken: a part is missing or was altered.
        """
        for index in range(parts):
            yield self._part(index, is_last=index == parts - 1)

    def _part(self, index: int, *, is_last: bool) -> bytes:
        try:
            with reached() as storage, storage.open(self.name(index)) as stored:
                sealed = stored.read()
            return codec.part_open(self.key, self.bound, index, sealed, is_last=is_last)
        except (FileNotFoundError, crypto.KeyLost):
            raise FileBroken(_("文件已损坏或不完整，无法读取。")) from None

    def lane_write(self, lane: int, at: int, content: bytes) -> None:
        """Store a part of one of many contents that are written side by side.

        Each has a lane of its own, so that processes need not wait for each other.
        """
        self.write(LANE * (1 + lane) + at, content, is_last=False)

    def lane_read(self, lane: int, parts: int) -> Iterator[bytes]:
        """Yield what was stored on a lane.

        Raises:
            FileBroken: a part is missing or was altered.
        """
        for at in range(parts):
            yield self._part(LANE * (1 + lane) + at, is_last=False)

    def summed(self, parts: int) -> tuple[int, bytes]:
        """Return size and SHA-256 of what can be read back."""
        size, digest = 0, hashlib.sha256()
        for content in self.read(parts):
            size += len(content)
            digest.update(content)
        return size, digest.digest()

    def empty(self) -> None:
        """Remove every part, counted or not."""
        with reached() as storage:
            try:
                _folders, names = storage.listdir(self.folder)
            except FileNotFoundError:
                return
            for name in names:
                storage.delete(f"{self.folder}/{name}")
            if not _folders:
                storage.delete(self.folder)

    def name(self, index: int) -> str:
        return f"{self.folder}/{index:06d}"


def storage_of() -> Storage:
    """Return the storage that settings.STORAGES calls `files`."""
    return storages["files"]


class Reading(io.RawIOBase):
    """A file's content as a stream, of which one part at a time is in memory."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._held = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        target = memoryview(buffer).cast("B")
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._held = memoryview(piece)
        taken = min(len(target), len(self._held))
        target[:taken] = self._held[:taken]
        self._held = self._held[taken:]
        return taken
