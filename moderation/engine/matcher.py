"""A matcher of plain terms with the whole normalisation: what other code and other tests call."""

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from moderation.engine import lexicon, scan
from moderation.engine.loader import least_syllables
from moderation.engine.resolve import Finding, resolve
from moderation.engine.source import FamilySource, PackSource, TermSource
from moderation.engine.spans import Disjoint
from moderation.engine.tables import FOLD
from moderation.engine.types import Match

Mode: TypeAlias = Literal["overlapping", "leftmost_longest"]
NEVER = 10_000  # more syllables than a term has
GUESSED = ("repeat", "variant", "sound", "pinyin")


class Matcher:
    """Finds terms in texts."""

    def __init__(
        self, words: lexicon.Lexicon, mode: Mode, skip_separators: bool, ignore_repeat: bool
    ) -> None:
        self._lexicons = (words,)
        self._mode = mode
        self._skip = skip_separators
        self._repeat = ignore_repeat

    @classmethod
    def from_terms(
        cls,
        terms: Iterable[str],
        *,
        mode: Mode = "overlapping",
        allow: Iterable[str] = (),
        skip_separators: bool = True,
        ignore_repeat: bool = True,
        sound: int | None = None,
        variants: bool | None = None,
    ) -> "Matcher":
        """Compile terms.

        Args:
            terms: the words; single characters are taken as meant.
            mode: every hit, or the leftmost longest that do not overlap.
            allow: words whose occurrences excuse the hits they cover.
            skip_separators: look through signs and spaces inside a term.
            ignore_repeat: look through repeated characters.
            sound: least number of syllables for the lane of sounds (default: the longer the
                list, the more); 0 switches it off.
            variants: force the disguises of terms on or off (default: on up to 20,000 terms).

        Raises:
            PackError: a term folds to nothing.
        """
        sources: list[str | TermSource] = [
            TermSource(t=word, single=True) for word in dict.fromkeys(terms)
        ]
        family = FamilySource(code="terms", terms=sources, allow=list(allow))
        least = least_syllables(len(sources)) if sound is None else sound or NEVER
        pack = PackSource(pack="terms", families=[family], sound=least, variants=variants)
        return cls(lexicon.from_packs([pack]), mode, skip_separators, ignore_repeat)

    def find(self, text: str) -> list[Match]:
        """Return the terms in one text, in reading order, in code points of the original."""
        return self._matches(text, scan.scan(self._lexicons, text))

    def find_many(self, texts: Sequence[str]) -> list[list[Match]]:
        """Return the terms in each of many texts: the same as `find` on each, faster."""
        if not texts:
            return []
        batch = scan.BatchScan(self._lexicons, texts)
        out: list[list[Match]] = [[] for _ in texts]
        for index, hits in batch.hits.items():
            scanned = scan.Scanned(batch.batch.folded(index), hits, 0)
            out[index] = self._matches(texts[index], scanned)
        return out

    def _matches(self, text: str, scanned: scan.Scanned) -> list[Match]:
        if not scanned.hits:
            return []
        found = resolve(text, scanned)
        if not self._repeat:
            found = [f for f in found if f.lane != "repeat"]
        if not self._skip:
            found = [f for f in found if not _has_gap(text[f.start : f.end], f)]
        if self._mode == "leftmost_longest":
            found = _longest(found)
        return _as_matches(found)


def _has_gap(raw: str, finding: Finding) -> bool:
    inner = [FOLD[ord(char)] is None for char in raw]
    wanted = [FOLD[ord(char)] is None for char in finding.term.text.strip()]
    return any(inner) and not any(wanted)


def _longest(found: list[Finding]) -> list[Finding]:
    """Keep the leftmost longest; guesses only fill what sure hits leave free."""
    taken = Disjoint()
    ranked = sorted(found, key=lambda f: (f.lane in GUESSED, f.start, -f.end))
    return [f for f in ranked if taken.add(f.start, f.end)]


def _as_matches(found: list[Finding]) -> list[Match]:
    if len(found) == 1:
        only = found[0]
        return [Match(only.start, only.end, only.term.text)]
    spans: dict[tuple[int, int], Match] = {}
    for f in sorted(found, key=lambda f: (f.start, f.end, -f.sure)):
        spans.setdefault((f.start, f.end), Match(f.start, f.end, f.term.text))
    return list(spans.values())
