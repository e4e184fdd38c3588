"""Fold many texts at once: one joined string, arrays for the way back to the originals."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from moderation.engine.fold import FIVE
from moderation.engine.tables import EXPANSIONS, LUT, SEVERAL, SIZE, SOUND_LUT

SEPARATOR = 10  # the line feed: no folded text and no key contains it
Codes = NDArray[np.uint32]
Places = NDArray[np.int64]


_VOWEL = np.zeros(128, dtype=bool)
_VOWEL[[ord(char) for char in "aeiouv"]] = True


def decode(codes: Codes) -> str:
    """Turn an array of code points into a string."""
    return codes.tobytes().decode("utf-32-le")


class Batch:
    """Texts folded together; `joined` is scanned once, `place` leads back to the originals."""

    __slots__ = (
        "_spans",
        "codes",
        "count",
        "folded_ends",
        "folded_starts",
        "joined",
        "place",
        "starts",
    )

    def __init__(self, texts: Sequence[str]) -> None:
        """Fold `texts`; at least one."""
        joined = "\n".join(texts)
        if "\u2164" in joined or "\u2174" in joined:
            joined = FIVE.sub("⑤", joined)
        raw = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        ends = np.cumsum(lengths + 1) - 1
        self.count = len(texts)
        self.starts: Places = ends - lengths
        codes = LUT.take(raw, mode="clip")
        codes[ends[:-1]] = SEPARATOR
        place = np.flatnonzero(codes)
        codes = codes[place]
        self.codes, self.place = _expand(codes, place)
        cuts = np.flatnonzero(self.codes == SEPARATOR)
        self.folded_starts: Places = np.concatenate(([0], cuts + 1))
        self.folded_ends: Places = np.concatenate((cuts, [len(self.codes)]))
        self.joined = decode(self.codes)
        self._spans = list(zip(self.folded_starts.tolist(), self.folded_ends.tolist(), strict=True))

    def folded(self, index: int) -> str:
        """Return one folded text."""
        start, end = self._spans[index]
        return self.joined[start:end]

    def texts_at(self, positions: Places) -> Places:
        """Return the number of the text each folded position lies in."""
        return np.searchsorted(self.folded_starts, positions, side="right") - 1

    def sounds(self) -> str:
        """Return the joined text with every Han character as its syllable."""
        return decode(SOUND_LUT.take(self.codes, mode="clip"))

    def repeats(self) -> tuple[str, Places] | None:
        """Return the collapsed form of the texts that repeat, and where its runs begin and end."""
        codes = self.codes
        if len(codes) < 2:
            return None
        same = np.zeros(len(codes), dtype=bool)
        np.equal(codes[1:], codes[:-1], out=same[1:])
        same &= codes != SEPARATOR
        found = np.flatnonzero(same)
        if not len(found):
            return None
        chosen = np.zeros(self.count, dtype=bool)
        chosen[self.texts_at(found)] = True
        wanted = np.repeat(chosen, self.folded_ends - self.folded_starts + 1)[: len(codes)]
        kept = np.flatnonzero(wanted & ~same)
        return decode(codes[kept]), np.append(kept, len(codes))

    def ascii_counts(self) -> Places:
        """Return how many ASCII letters and digits each folded text has."""
        plain = np.concatenate(([0], np.cumsum((self.codes < 128) & (self.codes != SEPARATOR))))
        counts: Places = plain[self.folded_ends] - plain[self.folded_starts]
        return counts

    def latin_runs(self) -> list[int]:
        """Return the numbers of the texts where a vowel touches another Latin letter."""
        codes = self.codes
        letters = (codes >= 97) & (codes <= 122)
        vowels = _VOWEL.take(codes, mode="clip")
        near = letters[1:] & letters[:-1] & (vowels[1:] | vowels[:-1])
        pairs = np.flatnonzero(near)
        if not len(pairs):
            return []
        texts = self.texts_at(pairs)  # in order
        found: list[int] = texts[np.append(True, texts[1:] != texts[:-1])].tolist()
        return found


def _expand(codes: Codes, place: Places) -> tuple[Codes, Places]:
    """Replace the entries that stand for several characters."""
    wide = np.flatnonzero(codes >= SEVERAL)
    if not len(wide):
        return codes, place
    counts = np.ones(len(codes), dtype=np.int64)
    strings = [EXPANSIONS[n] for n in (codes[wide] - SEVERAL).tolist()]
    counts[wide] = [len(s) for s in strings]
    first = np.cumsum(counts) - counts
    out = np.repeat(codes, counts)
    for start, string in zip(first[wide].tolist(), strings, strict=True):
        out[start : start + len(string)] = [ord(c) for c in string]
    return out, np.repeat(place, counts)


assert len(LUT) == SIZE  # noqa: S101 - the clip mode of take() must never clip a fold
