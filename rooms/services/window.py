"""The event ids of a session's recent past, as hashes: have these come before?"""

import numpy as np
from numpy.typing import NDArray

WINDOW = 20_000  # events whose ids are known again
SLACK = 2_000
Hashes = NDArray[np.uint64]
NONE: Hashes = np.empty(0, dtype="<u8")


class Window:
    """The last 20,000 ids at least: the older ones sorted in an array, the younger in a set.

    Moving arrays for every batch costs more than all questions together; so ids gather in the
    set, and move over to the array ten batches at a time.
    """

    def __init__(self) -> None:
        self._arrived, self._sorted = NONE, NONE
        self._young: set[int] = set()
        self._parts: list[bytes] = []

    def known(self, hashes: bytes) -> list[int]:
        """Return the positions in `hashes`, eight bytes each, of those that came before."""
        asked = np.frombuffer(hashes, dtype="<u8")
        each, young, found = asked.tolist(), self._young, set[int]()
        if not young.isdisjoint(each):
            found.update(place for place, one in enumerate(each) if one in young)
        if len(self._sorted):
            at = np.searchsorted(self._sorted, asked)
            at[at == len(self._sorted)] = 0
            found.update(np.flatnonzero(self._sorted[at] == asked).tolist())
        return sorted(found)

    def add(self, hashes: bytes) -> None:
        """Remember ids, in the order in which they came."""
        self._parts.append(hashes)
        self._young.update(np.frombuffer(hashes, dtype="<u8").tolist())
        if len(self._young) >= SLACK:
            young = np.frombuffer(b"".join(self._parts), dtype="<u8")
            self._arrived = np.concatenate((self._arrived, young))[-WINDOW:]
            self._sorted = np.sort(self._arrived)
            self._young.clear()
            self._parts.clear()
