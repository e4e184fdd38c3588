"""The lane of sounds: characters as toneless syllables, Latin runs read as pinyin."""

import re
from functools import lru_cache
from itertools import islice, product

from moderation.engine import tables
from moderation.engine.fold import fold
from moderation.engine.tables import PLANES, SOUND, SYLLABLES

MAX_KEYS = 8  # readings of one term
MAX_RUN = 40  # letters of one Latin run
_RUN = re.compile("[a-z]{2,}")
_VOWELS = frozenset("aeiouv")
_LONGEST = max(map(len, SYLLABLES))
_SPELT = frozenset(name for name in SYLLABLES if not _VOWELS.isdisjoint(name))


def hear(folded: str) -> str:
    """Return the folded text with every Han character as its usual syllable."""
    return folded.translate(SOUND)


@lru_cache(maxsize=32768)
def readings(char: str) -> tuple[str, ...]:
    """Return the syllable code points of one character, the usual reading first."""
    return tuple(tables.readings(char))


@lru_cache(maxsize=32768)
def _ways(char: str) -> tuple[str, ...]:
    folded = fold(char)
    return tuple(dict.fromkeys((*_heard(folded), *readings(char)))) if folded else ()


def syllable_count(text: str) -> int:
    """Count the Han characters of a term."""
    return sum(1 for ways in map(readings, text) if ways)


def keys(term: str) -> list[str]:
    """Return the ways a term can sound, at most MAX_KEYS; none if it has no Han character."""
    if not any(map(readings, term)):
        return []
    choices = [ways for ways in map(_ways, term) if ways]
    return list(dict.fromkeys("".join(way) for way in islice(product(*choices), MAX_KEYS)))


def _heard(folded: str) -> list[str]:
    if len(folded) > 1:
        return [hear(folded)]
    code = ord(folded)
    if code < PLANES and SOUND[code] != code:
        return [chr(SOUND[code]), *readings(folded)[1:]]
    return [folded]


@lru_cache(maxsize=4096)
def segment(run: str) -> tuple[str, ...] | None:
    """Split a Latin run into pinyin syllables; a first letter may stand alone (vxin).

    Returns:
        The pieces, or None if the run is not pinyin.
    """
    if len(run) > MAX_RUN:
        return None
    whole = _split(run)
    if whole is None and len(run) > 2:
        rest = _split(run[1:])
        whole = None if rest is None else (run[0], *rest)
    return whole


def _split(run: str) -> tuple[str, ...] | None:
    best: list[tuple[str, ...] | None] = [None] * (len(run) + 1)
    best[len(run)] = ()
    for start in range(len(run) - 1, -1, -1):
        for size in range(min(_LONGEST, len(run) - start), 0, -1):
            rest = best[start + size]
            piece = run[start : start + size]
            if rest is not None and piece in _SPELT:
                best[start] = (piece, *rest)
                break
    return best[0]


def pinyin(folded: str) -> tuple[str, list[int], list[int]] | None:
    """Hear a text with its Latin runs read as pinyin.

    Returns:
        The heard text and, for each of its characters, where it starts and ends in `folded`;
        None if no run reads as pinyin.
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for run in _RUN.finditer(folded):
        syllables = segment(run.group())
        if syllables is None:
            continue
        _copy(folded, done, run.start(), pieces, starts, ends)
        done = run.start()
        for syllable in syllables:
            pieces.append(SYLLABLES[syllable] if syllable in _SPELT else syllable)
            starts.append(done)
            done += len(syllable)
            ends.append(done)
    if not pieces:
        return None
    _copy(folded, done, len(folded), pieces, starts, ends)
    return "".join(pieces), starts, ends


def _copy(
    folded: str, start: int, end: int, pieces: list[str], starts: list[int], ends: list[int]
) -> None:
    pieces.append(hear(folded[start:end]))
    starts.extend(range(start, end))
    ends.extend(range(start + 1, end + 1))
