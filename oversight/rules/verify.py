"""Check a package of evidence: every byte, every proof, every signature. Standard library only.

    python3 verify.py PACKAGE.zip --key 'NAME+ID+KEY'

The key is what you trust: take it from the platform's public page or from whoever you have it
from, never from the package itself. Without one the package is only held against the key inside,
and the answer says so. The copy of this program inside a package is only as good as the package:
whoever doubts it takes it from another package, or from the product.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import io
import json
import re
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from ledger.merkle import leaf_hash, verify_inclusion
from oversight.rules.chain import Chain
from oversight.rules.clips import require_clips
from oversight.rules.container import CHUNK, Fault, Member, members_of
from oversight.rules.curve import is_signed
from oversight.rules.timestamps import TIMESTAMP, require_stamp
from oversight.rules.words import said

FORMAT = "live-commerce-evidence/1"
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)\Z")
SIGNATURE, TAGS, PAYLOAD = "signature.txt", "tagmanifest-sha256.txt", "manifest-sha256.txt"
RECORD, PACKAGE = "data/record/", "data/package.json"
DASH = "\u2014 "
MOST_TEXT, MOST_LINE, MOST_INFLATED = 64 << 20, 4 << 20, 48 << 20
BROKEN = (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


class Summary(NamedTuple):
    """What a package that holds is: whose, about what, how much, and which key vouches for it."""

    package: str
    origin: str
    about: str
    recipient: str
    made_at: str
    members: int
    entries: int
    segments: int
    events: int
    withheld: int
    tree: int
    key: str
    trust: str  # given, or inside
    clips: int = 0  # recordings in it
    lacking: int = 0  # recordings that were asked for and are not; recordings.json says why
    stamp: str = ""  # the instant that a timestamp over the checkpoint names; read, not believed


class Bag:
    """A package whose container holds: its members by name, without the folder around them."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        found = members_of(stream)
        self.root = found[0].name.partition("/")[0] + "/"
        stray = next((one.name for one in found if not one.name.startswith(self.root)), None)
        if stray:
            raise Fault("added", stray)
        self.members = {one.name[len(self.root) :]: one for one in found}

    def member(self, name: str) -> Member:
        if name not in self.members:
            raise Fault("missing", name)
        return self.members[name]

    def read(self, name: str) -> bytes:
        """Return one member's content; what is read whole is small."""
        one = self.member(name)
        if one.size > MOST_TEXT:
            raise Fault("too_large", name)
        self.stream.seek(one.start)
        return self.stream.read(one.size)

    def text(self, name: str) -> str:
        try:
            return self.read(name).decode()
        except UnicodeDecodeError:
            raise Fault("unreadable", name) from None

    def json(self, name: str) -> Any:
        return parsed(self.text(name), name)

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a member, whatever its size."""
        one = self.member(name)
        self.stream.seek(one.start)
        yield from _lines(io.BufferedReader(_Window(self.stream, one.size), CHUNK), name, one.size)

    def inflated(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a gzip member, up to what one may hold."""
        packed = gzip.GzipFile(fileobj=io.BytesIO(self.read(name)))
        try:
            yield from _lines(packed, name, MOST_INFLATED)
        except (OSError, EOFError, zlib.error):
            raise Fault("unreadable", name) from None


class _Window(io.RawIOBase):
    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._left, self._at = stream, size, stream.tell()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._stream.seek(self._at)
        piece = self._stream.read(min(len(buffer), self._left))
        buffer[: len(piece)] = piece
        self._at, self._left = self._at + len(piece), self._left - len(piece)
        return len(piece)


def _lines(stream: Any, name: str, most: int) -> Iterator[bytes]:
    while line := stream.readline(MOST_LINE):
        most -= len(line)
        if most < 0 or line[-1:] != b"\n":
            raise Fault("bomb" if most < 0 else "unreadable", name)
        yield line[:-1]


def parsed(text: str | bytes, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Fault("unreadable", where) from None


# The bag and its signature.


def key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def public_of(verifier: str) -> tuple[str, bytes]:
    """Return name and key (32 bytes) of a verifier key `name+id+key`; Fault when it is none."""
    try:
        name, its_id, body = verifier.strip().split("+", 2)
        raw = base64.b64decode(body, validate=True)
        if raw[:1] != b"\x01" or len(raw) != 33 or bytes.fromhex(its_id) != key_id(name, raw[1:]):
            raise ValueError
    except ValueError:
        raise Fault("bad_key", verifier.strip()[:120]) from None
    return name, raw[1:]


def signed_text(origin: str, package: str, tags_sha256: str) -> str:
    """Return what the signature of a package is over; no checkpoint reads like it."""
    return f"{origin}\n{FORMAT}\n{package}\n{tags_sha256}\n"


def note_of(text: str, name: str, public: bytes, signature: bytes) -> str:
    """Return a signed note (C2SP signed-note)."""
    body = base64.b64encode(key_id(name, public) + signature).decode()
    return f"{text}\n{DASH}{name} {body}\n"


def require_note(note: str, where: str, keys: Mapping[str, Sequence[bytes]]) -> tuple[str, bytes]:
    """Return the text of a note and the key that signed it, written in the only way there is."""
    text, _, line = note.rpartition("\n\n")
    name, _, body = line[len(DASH) : -1].partition(" ")
    try:
        raw = base64.b64decode(body, validate=True)
    except ValueError:
        raw = b""
    text += "\n"
    for public in keys.get(name, ()):
        if raw[:4] == key_id(name, public) and is_signed(public, text.encode(), raw[4:]):
            if note != note_of(text, name, public, raw[4:]):
                break
            return text, public
    is_ours = any(raw[:4] == key_id(name, one) for one in keys.get(name, ()))
    raise Fault("signature" if is_ours else "other_key", where)


def _listed(bag: Bag, name: str) -> dict[str, str]:
    """Read a manifest: digest by name, in order."""
    text, found = bag.text(name), {}
    for line in text.splitlines():
        match = LINE.match(line)
        if not match or match[2] in found:
            raise Fault("manifest", name)
        found[match[2]] = match[1]
    if text != "".join(f"{digest}  {one}\n" for one, digest in found.items()):
        raise Fault("manifest", name)
    return found


def _require_whole(bag: Bag) -> None:
    """Compare what is there with what the manifests name, each with its digest, in their order."""
    payload, tags = _listed(bag, PAYLOAD), _listed(bag, TAGS)
    wanted = [*payload, *tags, TAGS, SIGNATURE]
    for name in wanted:
        bag.member(name)
    for name in bag.members:
        if name not in payload and name not in tags and name not in (TAGS, SIGNATURE):
            raise Fault("added", name)
    if list(bag.members) != wanted:
        first = next(a for a, b in zip(bag.members, wanted) if a != b)  # noqa: B905
        raise Fault("moved", first)
    for name, digest in [*tags.items(), *payload.items()]:
        if bag.members[name].sha256 != digest:
            raise Fault("digest", name)
    if bag.read("bagit.txt") != BAGIT:
        raise Fault("manifest", "bagit.txt")


def _require_signed(bag: Bag, told: Any, keys: Mapping[str, Sequence[bytes]]) -> bytes:
    text, public = require_note(bag.text(SIGNATURE), SIGNATURE, keys)
    if text != signed_text(told["origin"], told["package"], bag.members[TAGS].sha256):
        raise Fault("signature", SIGNATURE)
    return public


# The record.


def _require_record(
    bag: Bag, told: Any, keys: Mapping[str, Sequence[bytes]]
) -> tuple[int, int, Any]:
    """Check every entry against the signed tree; return how many, the tree's size, the order."""
    text, _ = require_note(bag.text(RECORD + "checkpoint.txt"), RECORD + "checkpoint.txt", keys)
    lines = text.split("\n")
    if len(lines) != 4 or lines[0] != told["origin"]:
        raise Fault("checkpoint", RECORD + "checkpoint.txt")
    size, root = int(lines[1]), base64.b64decode(lines[2])
    count, order = 0, None
    for pair in range(1, told["record"] + 1):
        for entry in _proved(bag, pair, size, root):
            count, order = count + 1, entry if entry["id"] == told["entry"] else order
    if order is None or order["data"].get("package") != told["package"]:
        raise Fault("unordered", PACKAGE)
    return count, size, order


def _proved(bag: Bag, pair: int, size: int, root: bytes) -> Iterator[Any]:
    """Yield the entries of one file that lead to the tree, as they are read."""
    entries, proofs = f"{RECORD}entries-{pair:04}.ndjson", f"{RECORD}proofs-{pair:04}.ndjson"
    ways = bag.lines(proofs)
    for body in bag.lines(entries):
        entry, way = parsed(body, entries), parsed(next(ways, b"null"), proofs)
        if not way or way["entry"] != entry["id"]:
            raise Fault("proof", f"{proofs}: {entry['id']}")
        hashes = [bytes.fromhex(one) for one in way["way"]]
        if not verify_inclusion(leaf_hash(body), way["leaf"], size, hashes, root):
            raise Fault("proof", f"{proofs}: {entry['id']}")
        yield entry
    if next(ways, None) is not None:
        raise Fault("proof", proofs)


# What happened in a broadcast.


def _require_session(bag: Bag, told: Any, anchors: Mapping[str, Any]) -> Chain:
    """Check one broadcast from its first segment to the end that the record holds."""
    found = Chain(told["salt"])
    for name in told["files"]:
        lines = bag.inflated(name)
        for line in lines:
            found.take(parsed(line, name), lines, name)
    anchor = anchors.get(told["session"])
    if anchor != [found.segments, found.events, found.chain.hex()]:
        raise Fault("anchor", f"data/sessions/{told['session']}")
    return found


def verify(stream: BinaryIO, keys: Mapping[str, Sequence[bytes]] | None = None) -> Summary:
    """Check a whole package against keys that are trusted, or the one inside where none are.

    Args:
        keys: public keys (32 bytes) by the name that signs; None trusts the package's own.

    Raises:
        Fault: the first thing that does not hold.
    """
    try:
        return _verified(Bag(stream), keys)
    except BROKEN:
        raise Fault("unreadable", PACKAGE) from None


def _verified(bag: Bag, keys: Mapping[str, Sequence[bytes]] | None) -> Summary:
    _require_whole(bag)
    told, trust = bag.json(PACKAGE), "given"
    if told["format"] != FORMAT:
        raise Fault("format", PACKAGE)
    if keys is None:
        name, public = public_of(bag.text(RECORD + "key.txt"))
        keys, trust = {name: [public]}, "inside"
    public = _require_signed(bag, told, keys)
    entries, tree, order = _require_record(bag, told, keys)
    anchors = order["data"]["sessions"]
    chains = [_require_session(bag, one, anchors) for one in told["sessions"]]
    clips = require_clips(bag, order["data"].get("clips"))
    stamp = ""
    if TIMESTAMP in bag.members:
        stamp = require_stamp(bag.read(TIMESTAMP), bag.read(RECORD + "checkpoint.txt")).at
    return Summary(
        told["package"], told["origin"], told["about"], told["recipient"], told["made_at"],
        len(bag.members), entries, sum(one.segments for one in chains),
        sum(one.events for one in chains), sum(one.withheld for one in chains), tree,
        hashlib.sha256(public).hexdigest()[:16], trust, *clips, stamp,
    )  # fmt: skip


def told_lines(found: Summary) -> list[str]:
    """Return a summary as lines for a person."""
    of_clips = f"{found.clips} recordings; {found.lacking} asked for and not in it, each with why"
    clips = [of_clips] if found.clips or found.lacking else []
    stamps = [said("stamp").format(at=found.stamp)] if found.stamp else []
    return [
        f"HOLDS: package {found.package} of {found.origin}",
        f"about {found.about}, for {found.recipient}, made {found.made_at}",
        f"{found.members} files, {found.entries} entries of the record in a signed tree of"
        f" {found.tree}, {found.segments} segments with {found.events} events"
        f" ({found.withheld} withheld, proved by digest)",
        *clips,
        *stamps,
        said(f"trust_{found.trust}").format(key=found.key),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer on the command line: 0 when everything holds, 1 and the first thing that does not."""
    parser = argparse.ArgumentParser(description="Verify a package of evidence.")
    parser.add_argument("package", type=Path)
    parser.add_argument("--key", action="append", help="a verifier key, NAME+ID+KEY, to trust")
    given = parser.parse_args(arguments)
    keys: dict[str, list[bytes]] = {}
    try:
        for one in given.key or ():
            name, public = public_of(one)
            keys.setdefault(name, []).append(public)
        with given.package.open("rb") as stream:
            lines, code = told_lines(verify(stream, keys or None)), 0
    except Fault as fault:
        lines, code = [fault_line(fault)], 1
    except OSError as fault:
        lines, code = [f"{given.package}: {fault.strerror}"], 1
    sys.stdout.write("\n".join(lines) + "\n")
    return code


def fault_line(fault: Fault) -> str:
    """Return what does not hold, in words."""
    where = " ".join(one for one in (fault.where, fault.found) if one)
    return f"DOES NOT HOLD: {where}: {said(fault.code)}"


if __name__ == "__main__":
    sys.exit(main())
