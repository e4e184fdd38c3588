"""The events of one broadcast are followed from the first to the last. Standard library only."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from typing import Any

from oversight.rules.container import Fault

SALT, MOST_COUNT = 16, 100_000


class Chain:
    """One broadcast's segments, from the first on: roots, the chain over them, the lines."""

    def __init__(self, salt: str) -> None:
        self._salt = bytes.fromhex(salt)
        self.segments = self.events = self.withheld = 0
        self.chain = bytes(32)

    def take(self, head: Any, lines: Iterable[bytes], where: str) -> None:
        """Check one segment; its lines are taken from what follows its head."""
        where = f"{where}: segment {head['segment']}"
        count, root = head["count"], bytes.fromhex(head["root"])
        is_next = head["segment"] == self.segments + 1 and 0 < count <= MOST_COUNT
        if not is_next or head["lines"] not in (0, count):
            raise Fault("segment", where)
        if head["lines"] and _root(self._digests(head, lines, where)) != root:
            raise Fault("segment", where)
        self.withheld += 0 if head["lines"] else count
        self.chain = hashlib.sha256(self.chain + root).digest()
        if self.chain.hex() != head["chain"]:
            raise Fault("chain", where)
        self.segments, self.events = self.segments + 1, self.events + count

    def _digests(self, head: Any, lines: Iterable[bytes], where: str) -> list[bytes]:
        count, sha256, found = head["count"], hashlib.sha256, []
        salts = self._salts(head, count)
        at = 0
        for _ in range(count):
            line = next(lines, None)  # type: ignore[call-overload]
            if line is None:
                raise Fault("segment", where)
            if line[:1] == b'"':
                self.withheld += 1
                found.append(bytes.fromhex(line[1:-1].decode("ascii", "replace")))
            else:
                found.append(sha256(b"\x00" + salts[at : at + SALT] + line).digest())
                at += SALT
        return found

    def _salts(self, head: Any, count: int) -> bytes:
        if not self._salt:
            return base64.b64decode(head["salts"])
        stream = hashlib.shake_256(self._salt + head["segment"].to_bytes(8, "big"))
        return stream.digest(SALT * count)


def _root(level: list[bytes]) -> bytes:
    sha256 = hashlib.sha256
    while len(level) > 1:
        last = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2])  # noqa: B905
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + last
    return level[0]
