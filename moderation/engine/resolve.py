"""From raw hits to findings: boundaries, gaps, conditions, allow spans, one hit per term."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from moderation.engine.compiler import COLLAPSED, VARIANT
from moderation.engine.conditions import Spot, plain
from moderation.engine.lexicon import Term
from moderation.engine.scan import FOLDED, HEARD, PINYIN, REPEAT, Hit, Scanned
from moderation.engine.spans import Cover, Disjoint
from moderation.engine.tables import FOLD
from moderation.engine.types import Lane

CLAUSE_MARKS = frozenset("，。！？；：,!?;…\n")
DIGIT_MARKS = frozenset(".:：．/／-－–—~～,，、。·年月点")
GUESSES = frozenset({"sound", "pinyin"})
GAP_FACTOR, CLAUSE_FACTOR = 0.95, 0.5
SURE: dict[Lane, float] = {
    "plain": 1.0,
    "fold": 1.0,
    "repeat": 0.85,
    "variant": 0.8,
    "sound": 0.6,
    "pinyin": 0.6,
    "rule": 1.0,
}
Allowed: TypeAlias = tuple[int, int, Term]
_LANES: dict[int, Lane] = {FOLDED: "fold", REPEAT: "repeat", HEARD: "sound", PINYIN: "pinyin"}


class Apart(NamedTuple):
    """Lists whose terms are counted, and those in shadow: they neither hit nor excuse."""

    listed: frozenset[str]
    shadowed: frozenset[str]


class Noted(NamedTuple):
    """What lists of a tenant did to one text beside its findings.

    `excused` are the terms that excused a hit; `would` what lists in shadow would have found,
    and the terms by which they would have excused one.
    """

    excused: Sequence[Term]
    would: "Sequence[Finding]"
    would_excuse: Sequence[Term]


NOTHING = Noted((), (), ())


class Finding(NamedTuple):
    """One term found in one text, with how sure the lane is."""

    start: int
    end: int
    term: Term
    lane: Lane
    sure: float
    first: int
    last: int


def resolve(text: str, scanned: Scanned) -> list[Finding]:
    """Return what the hits of one text amount to, in reading order."""
    found, allowed = _collected(text, scanned)
    if allowed:
        excused = Cover((start, end) for start, end, _ in allowed)
        found = [f for f in found if not excused.covers(f.start, f.end)]
    return _distinct(found) if len(found) > 1 else found


def resolve_apart(
    text: str, scanned: Scanned, apart: Apart, role: str
) -> tuple[list[Finding], Noted]:
    """Return what `resolve` returns without lists in shadow, and what a tenant's lists did.

    Where nothing excuses anything and no list is in shadow, it costs what `resolve` does.

    Args:
        role: who spoke; what does not concern the speaker excuses nothing.
    """
    found, allowed = _collected(text, scanned)
    if apart.shadowed:
        return _beside(found, allowed, apart, role)
    if not allowed or not found:
        return (_distinct(found) if len(found) > 1 else found), NOTHING
    cover = Cover((start, end) for start, end, _ in allowed)
    kept, gone = _parted(found, cover)
    mine = [one for one in allowed if _pack(one[2]) in apart.listed] if gone else []
    noted = Noted(_excusing(mine, _heard(gone, role)), (), ()) if mine else NOTHING
    return (_distinct(kept) if len(kept) > 1 else kept), noted


def _beside(
    found: list[Finding], allowed: list[Allowed], apart: Apart, role: str
) -> tuple[list[Finding], Noted]:
    shadowed = apart.shadowed
    standing = [one for one in allowed if _pack(one[2]) not in shadowed]
    cover = Cover((start, end) for start, end, _ in standing)
    kept, gone = _parted([f for f in found if f.term.family.pack not in shadowed], cover)
    would, _excused = _parted([f for f in found if f.term.family.pack in shadowed], cover)
    mine = [one for one in standing if _pack(one[2]) in apart.listed]
    aside = [one for one in allowed if _pack(one[2]) in shadowed]
    noted = Noted(
        _excusing(mine, _heard(gone, role)),
        _distinct(_heard(would, role)),
        _excusing(aside, _heard(kept, role)),
    )
    return _distinct(kept), noted


def _collected(text: str, scanned: Scanned) -> tuple[list[Finding], list[Allowed]]:
    found: list[Finding] = []
    allowed: list[Allowed] = []
    folded = scanned.folded
    for hit in scanned.hits:
        if not _broken(text, folded, hit):
            _collect(text, folded, hit, found, allowed)
    return found, allowed


def _parted(found: list[Finding], cover: Cover) -> tuple[list[Finding], list[Finding]]:
    """Return what nothing covers, and what something does."""
    kept: list[Finding] = []
    gone: list[Finding] = []
    for f in found:
        (gone if cover.covers(f.start, f.end) else kept).append(f)
    return kept, gone


def _heard(found: list[Finding], role: str) -> list[Finding]:
    """Return what concerns whoever spoke."""
    return [f for f in found if role in f.term.family.speakers]


def _pack(term: Term) -> str:
    return term.family.pack


def _excusing(allowed: list[Allowed], found: list[Finding]) -> list[Term]:
    """Return the terms that cover something that was found, each once."""
    terms = {
        term: None
        for start, end, term in allowed
        if any(start <= f.start and f.end <= end for f in found)
    }
    return list(terms)


def _broken(text: str, folded: str, hit: Hit) -> bool:
    if hit.lane != PINYIN and cuts_word(text, folded, hit):
        return True
    return hit.lane == REPEAT and doubles_digit(text, folded, hit)


def _certainty(text: str, hit: Hit) -> float:
    if hit.end - hit.start == hit.last - hit.first:
        return 1.0
    return gap_factor(text[hit.start : hit.end], hit.last - hit.first)


def cuts_word(text: str, folded: str, hit: Hit) -> bool:
    """Whether a hit that begins or ends with a Latin letter continues a Latin word."""
    _, _, first, last, start, end = hit
    if folded[first] <= "z" and start and folded[first] >= "a" and is_letter(text[start - 1]):
        return True
    if folded[last - 1] > "z":
        return False
    return folded[last - 1] >= "a" and end < len(text) and is_letter(text[end])


def doubles_digit(text: str, folded: str, hit: Hit) -> bool:
    """Whether a hit collapsed digits that mean a number: 第11 is not 第一, 第一一 is."""
    run = folded[hit.first : hit.last]
    doubled = any(a == b and "0" <= a <= "9" for a, b in pairwise(run))
    return doubled and any(char.isdigit() for char in text[hit.start : hit.end])


def is_letter(char: str) -> bool:
    """Whether a character of the original reads as a Latin letter."""
    read = FOLD[ord(char)]
    if isinstance(read, int):
        return 97 <= read <= 122
    return bool(read) and "a" <= str(read)[-1] <= "z"


def gap_factor(raw: str, size: int) -> float:
    """Judge what was skipped inside a hit.

    Returns:
        0 for a hit that skipping made up (看，下 or 8.9), else how sure it still is.
    """
    gaps: list[str] = []
    before, gap = "", ""
    for char in raw:
        if FOLD[ord(char)] is None:
            gap += char
            continue
        if gap:
            if gap in DIGIT_MARKS and before.isdigit() and char.isdigit():
                return 0.0
            gaps.append(gap)
            gap = ""
        before = char
    if not gaps:
        return 1.0
    if len(gaps) == 1 and gaps[0] in CLAUSE_MARKS:
        return 0.0 if size == 2 else CLAUSE_FACTOR
    return GAP_FACTOR


def _collect(
    text: str,
    folded: str,
    hit: Hit,
    found: list[Finding],
    allowed: list[Allowed],
) -> None:
    entries, lane, first, last, start, end = hit
    sure = _certainty(text, hit)
    for term, kind in entries:
        if (not sure and term.exact is None) or (kind == COLLAPSED and lane != REPEAT):
            continue
        if term.allow:
            if kind != VARIANT:
                allowed.append((start, end, term))
        elif not term.guarded or _counts(text, folded, hit, term):
            named = _LANES[lane]
            if kind == VARIANT:
                named = "variant"
            elif lane == FOLDED and text[start:end] == term.text:
                named = "plain"
            found.append(Finding(start, end, term, named, (sure or 1.0) * SURE[named], first, last))


def _counts(text: str, folded: str, hit: Hit, term: Term) -> bool:
    if term.boundary and _touched(text, hit):
        return False
    if term.exact is not None and not _exactly(text, hit, term.exact):
        return False
    if term.condition is None:
        return True
    return term.condition(Spot(text, folded, hit.start, hit.end, hit.first, hit.last))


def _touched(text: str, hit: Hit) -> bool:
    sides = (text[hit.start - 1 : hit.start] if hit.start else "", text[hit.end : hit.end + 1])
    return any(side and (is_letter(side) or _is_digit(side)) for side in sides)


def _is_digit(char: str) -> bool:
    read = FOLD[ord(char)]
    return isinstance(read, int) and 48 <= read <= 57 and not "\u4e00" <= char <= "\u9fff"


def _exactly(text: str, hit: Hit, exact: str) -> bool:
    around = len(exact)
    window = plain(text[max(0, hit.start - around) : hit.end + around])
    return exact in window


def _distinct(found: list[Finding]) -> list[Finding]:
    """Keep the surest of overlapping hits of one term; drop sounds that plain words explain."""
    plain_words = Cover((f.start, f.end) for f in found if f.lane not in GUESSES)
    taken: dict[Term, Disjoint] = {}
    kept = []
    for f in sorted(found, key=lambda f: (-f.sure, f.start, -f.end, f.term.text)):
        if f.lane in GUESSES and plain_words.covers(f.start, f.end):
            continue
        if taken.setdefault(f.term, Disjoint()).add(f.start, f.end):
            kept.append(f)
    kept.sort(key=lambda f: (f.start, f.end, f.term.text))
    return kept
