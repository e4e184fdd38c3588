"""Compiled packs as one file: a header that says what made it, then flat columns. No pickle."""

import hashlib
import mmap
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from moderation.engine import automaton
from moderation.engine.compiler import Columns, Compiled, compile_packs, encode_packs
from moderation.engine.lexicon import Lexicon, Table, from_compiled
from moderation.engine.loader import Paths, load, pack_files
from moderation.engine.source import PackSource, TermSource
from moderation.engine.tables import FOLD_HASH
from moderation.engine.types import PackError

MAGIC = b"LCPK\x00\x01"
_PAD = b"\x00\x00"  # so that the columns lie at multiples of eight
_DIGEST = hashlib.sha256().digest_size
_PACKS = msgspec.msgpack.Decoder(list[PackSource])
_EXTRAS = msgspec.msgpack.Decoder(list[TermSource])
_ARRAYS: dict[str, type[np.generic]] = {
    "offsets": np.uint32,
    "family": np.uint16,
    "weight": np.float32,
    "flags": np.uint8,
    "extra": np.int32,
    "key_starts": np.uint32,
    "key_terms": np.uint32,
    "sound_starts": np.uint32,
    "sound_terms": np.uint32,
}


class Header(msgspec.Struct):
    """What made an image, and where its sections lie: name to (start, length)."""

    fold: str
    sections: dict[str, tuple[int, int]]


_HEADER = msgspec.msgpack.Decoder(Header)


def dump(compiled: Compiled) -> bytes:
    """Return the image of compiled packs."""
    sections = _sections(compiled)
    placed: dict[str, tuple[int, int]] = {}
    at = 0
    for name, data in sections.items():
        placed[name] = (at, len(data))
        at += len(data) + -len(data) % 8
    header = msgspec.msgpack.encode(Header(FOLD_HASH, placed))
    header += b"\xc1" * (-len(header) % 8)
    padded = (data + bytes(-len(data) % 8) for data in sections.values())
    body = b"".join((len(header).to_bytes(8, "little"), header, *padded))
    return MAGIC + hashlib.sha256(body).digest() + _PAD + body


def _sections(compiled: Compiled) -> dict[str, bytes]:
    texts = [text.encode("utf-8", "surrogatepass") for text in compiled.columns.texts]
    sizes = np.fromiter(map(len, texts), dtype=np.uint32, count=len(texts))
    key_starts, key_terms = compiled.keys.flat()
    sound_starts, sound_terms = compiled.sounds.flat()
    columns = compiled.columns
    arrays: dict[str, NDArray[Any]] = {
        "offsets": np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32),
        "family": columns.family,
        "weight": columns.weight,
        "flags": columns.flags,
        "extra": columns.extra,
        "key_starts": key_starts,
        "key_terms": key_terms,
        "sound_starts": sound_starts,
        "sound_terms": sound_terms,
    }
    plain, heard = compiled.images
    return {
        "packs": encode_packs(compiled.packs),
        "extras": msgspec.msgpack.encode(compiled.extras),
        "texts": b"".join(texts),
        "plain": plain,
        "heard": heard,
        "keys": b"" if plain else "\n".join(compiled.keys.entries).encode(),
        "sounds": b"" if heard else "\n".join(compiled.sounds.entries).encode(),
        **{name: array.tobytes() for name, array in arrays.items()},
    }


class Image:
    """An image in memory, checked, with its sections by name."""

    def __init__(self, data: bytes | mmap.mmap, name: str) -> None:
        """Check the image; raises PackError if it is damaged or made by other tables."""
        view = memoryview(data)
        start = len(MAGIC) + _DIGEST + len(_PAD)
        whole = len(data) >= start + 8 and data[start - len(_PAD) : start] == _PAD
        if data[: len(MAGIC)] != MAGIC or not whole:
            raise PackError(f"{name}: not a compiled pack of this version")
        if hashlib.sha256(view[start:]).digest() != data[len(MAGIC) : len(MAGIC) + _DIGEST]:
            raise PackError(f"{name}: damaged, its checksum does not agree")
        size = int.from_bytes(view[start : start + 8], "little")
        self._base = start + 8 + size
        packed = bytes(view[start + 8 : self._base]).rstrip(b"\xc1")
        self._header = _HEADER.decode(packed)
        if self._header.fold != FOLD_HASH:
            raise PackError(f"{name}: made with other fold tables; compile it again")
        self._view = view

    def section(self, name: str) -> memoryview:
        """Return the bytes of one section."""
        start, size = self._header.sections[name]
        return self._view[self._base + start : self._base + start + size]

    def array(self, name: str) -> NDArray[Any]:
        """Return one column."""
        return np.frombuffer(self.section(name), dtype=_ARRAYS[name])

    def lines(self, name: str) -> list[str]:
        """Return a section of keys, one a line."""
        text = bytes(self.section(name)).decode()
        return text.split("\n") if text else []


def restore(data: bytes | mmap.mmap, name: str = "pack") -> Lexicon:
    """Return the lexicon of an image; a mapped file's columns are shared by all who map it.

    Raises:
        PackError: the image is damaged, of another version, or made with other tables.
    """
    image = Image(data, name)
    offsets, blob = image.array("offsets"), image.section("texts")

    def text(index: int) -> str:
        raw = bytes(blob[int(offsets[index]) : int(offsets[index + 1])])
        return raw.decode("utf-8", "surrogatepass")

    arrays = (image.array(column) for column in ("family", "weight", "flags", "extra"))
    columns = Columns([], *arrays)
    packs = _PACKS.decode(image.section("packs"))
    lexicon = Lexicon(packs, columns, _EXTRAS.decode(image.section("extras")), text)
    lexicon.plain = _table(lexicon, image, "plain", "key")
    lexicon.heard = _table(lexicon, image, "heard", "sound")
    return lexicon


def _table(lexicon: Lexicon, image: Image, automaton_name: str, column: str) -> Table:
    starts = cast("NDArray[np.uint32]", image.array(f"{column}_starts"))
    terms = cast("NDArray[np.uint32]", image.array(f"{column}_terms"))
    data = bytes(image.section(automaton_name))
    if not data and len(starts) > 1:
        find = automaton.restore(b"", lambda: image.lines(f"{column}s"))
    else:
        find = automaton.restore(data, list)
    return Table(lexicon, find, starts, terms)


def cached(paths: Paths, directory: Path | None) -> Lexicon:
    """Return the lexicon of packs, from the cache directory where it has been compiled before.

    Raises:
        PackError: a pack cannot be used.
    """
    if directory is None:
        return from_compiled(compile_packs(load(paths)))
    path = image_path(paths, directory)
    if path.exists():
        try:
            return restore(path.read_bytes(), str(path))
        except PackError:
            path.unlink(missing_ok=True)
    compiled = compile_packs(load(paths))
    write(path, dump(compiled))
    return from_compiled(compiled)


def image_path(paths: Paths, directory: Path) -> Path:
    """Return where the compiled form of packs lies in a cache directory."""
    return directory / f"pack-{digest(paths)}.bin"


def digest(paths: Paths) -> str:
    """Return the hash of everything a compiled pack depends on."""
    hasher = hashlib.sha256(MAGIC + FOLD_HASH.encode())
    for path in pack_files(paths):
        try:
            data = path.read_bytes()
        except OSError as error:
            raise PackError(f"{path}: {error.strerror or error}") from error
        hasher.update(f"\n{path.name}\n{len(data)}\n".encode())
        hasher.update(data)
    return hasher.hexdigest()


def write(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees all of it or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".pack-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def prune(directory: Path, keep: Iterable[str]) -> None:
    """Delete compiled packs of the cache whose hash is not in `keep`."""
    kept = {f"pack-{name}.bin" for name in keep}
    for path in directory.glob("pack-*.bin"):
        if path.name not in kept:
            path.unlink(missing_ok=True)
