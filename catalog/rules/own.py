"""What a tenant adds to the base pack: stricter, never laxer. Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import structs

from catalog.rules.pack import Action, Entry, papers

MOST_ENTRIES, MOST_WORDS, MOST_TERM = 2_000, 500, 60
FIRST_NUMBER = 1_001  # of a tenant's own entries; the base pack's stand before them
ID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
NOTES = ("except_zh", "except_en", "note_zh", "note_en")
LONGEST = {"zh": 60, "en": 160, "basis": 200} | dict.fromkeys(NOTES, 600)
STRENGTH: Mapping[Action, int] = {"warn": 1, "gate": 2, "block": 3}
Origin = Literal["base", "stricter", "own"]


class Fault(NamedTuple):
    """What is wrong with an entry: a code, which entry and field, and what the words need."""

    code: str
    at: str
    field: str
    detail: str = ""


class Placed(NamedTuple):
    """An entry of the catalogue as it is applied, and where it comes from."""

    entry: Entry
    origin: Origin


def read(body: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Return entries as they are kept in a version.

    Raises:
        msgspec.ValidationError: one of them is none.
    """
    return msgspec.convert(list(body), list[Entry])


def kept(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return entries as a version keeps them: plain, in the order of their ids."""
    told: list[dict[str, Any]] = msgspec.to_builtins(sorted(entries, key=lambda one: one.id))
    return told


def seen_of(entry: Entry | None) -> str:
    """Return what tells one wording of an entry from another; nothing of one that is new."""
    return hashlib.sha256(msgspec.json.encode(entry)).hexdigest()[:16] if entry else ""


def numbered(entries: Iterable[Entry], base: Mapping[str, Entry]) -> list[Entry]:
    """Give each entry the number it has in the catalogue: the base's, or the next free one."""
    rows = list(entries)
    taken = {one.number for one in rows if one.id not in base and one.number >= FIRST_NUMBER}
    free, seen, out = max(taken, default=FIRST_NUMBER - 1) + 1, set[int](), []
    for one in rows:
        number = base[one.id].number if one.id in base else one.number
        if one.id not in base and (number < FIRST_NUMBER or number in seen):
            number, free = free, free + 1
        seen.add(number)
        out.append(structs.replace(one, number=number))
    return out


def merged(
    base: Sequence[Entry], own: Iterable[Entry], harmless: Callable[[str], bool]
) -> list[Placed]:
    """Return the catalogue that a tenant's entries make of the base pack: nowhere laxer than it.

    Args:
        harmless: tells of a word whether the base finds nothing in it; only such a word may
            cover a term, whatever was thought when it was written and the base was another.
    """
    mine = {one.id: one for one in own}
    out = []
    for one in base:
        other = mine.pop(one.id, None)
        placed = Placed(stricter(one, other), "stricter") if other else Placed(one, "base")
        out.append(placed)
    rest = sorted(mine.values(), key=lambda one: (one.number, one.id))
    out += [Placed(one, "own") for one in rest]
    listed = {word for one in base for word in one.allow}
    return [
        Placed(structs.replace(one.entry, allow=_safe(one, listed, harmless)), one.origin)
        if one.origin != "base"
        else one
        for one in out
    ]


def _safe(one: Placed, listed: set[str], harmless: Callable[[str], bool]) -> list[str]:
    return [word for word in one.entry.allow if word in listed or harmless(word)]


def stricter(base: Entry, mine: Entry) -> Entry:
    """Return an entry of the base as a tenant made it stricter.

    Name, number, law and confidence stay the base's. Of each other thing the stricter counts,
    so that an entry written for an older pack takes nothing away from a newer one.
    """
    action = max(base.action, mine.action, key=lambda one: STRENGTH[one])
    return structs.replace(
        base,
        action=action,
        classes=_union(base.classes, mine.classes),
        terms=_union(base.terms, mine.terms),
        allow=list(mine.allow),
        unless=[word for word in base.unless if word in mine.unless],
        documents=_union(base.documents, mine.documents) if action == "gate" else [],
        since=min(base.since, mine.since),
        until=_later(base.until, mine.until),
        note_zh=mine.note_zh or base.note_zh,
        note_en=mine.note_en or base.note_en,
        hits=_union(base.hits, mine.hits),
        passes=list(mine.passes),
    )


def _union(one: Iterable[Any], other: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys((*one, *other)))


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def faults(own: Sequence[Entry], base: Mapping[str, Entry]) -> list[Fault]:
    """Return everything that words alone show to be wrong with a tenant's entries."""
    found = [*_together(own, base)]
    for one in own:
        found += _shape(one)
        found += _contradiction(one)
        if one.id in base:
            found += laxer(one, base[one.id])
    return found


def _together(own: Sequence[Entry], base: Mapping[str, Entry]) -> Iterator[Fault]:
    twice = [key for key, n in Counter(one.id for one in own).items() if n > 1]
    yield from (Fault("twice", key, "id") for key in twice)
    if len(own) > MOST_ENTRIES:
        yield Fault("too_many_entries", "", "", str(MOST_ENTRIES))
    yield from _at_odds(own, base)


def _at_odds(own: Sequence[Entry], base: Mapping[str, Entry]) -> Iterator[Fault]:
    """What one entry finds another allows: neither would do what is written."""
    allowed = {word: one.id for one in own for word in one.allow}
    taken_out = {word: one.id for one in own if one.id in base for word in _gone(base[one.id], one)}
    for one in own:
        for word in one.terms:
            if allowed.get(word, one.id) != one.id:
                yield Fault("allowed_elsewhere", one.id, "terms", f"{word} · {allowed[word]}")
        for word in one.allow:
            if taken_out.get(word, one.id) != one.id:
                yield Fault("removed_elsewhere", one.id, "allow", f"{word} · {taken_out[word]}")


def _gone(base: Entry, mine: Entry) -> set[str]:
    return set(base.allow) - set(mine.allow)


def _shape(one: Entry) -> Iterator[Fault]:
    if not ID.fullmatch(one.id):
        yield Fault("id", one.id[:60], "id")
    for field, most in LONGEST.items():
        if len(getattr(one, field)) > most:
            yield Fault("long", one.id, field, str(most))
    for field in ("zh", "basis", "terms", "classes"):
        said = getattr(one, field)
        if not (said.strip() if isinstance(said, str) else said):
            yield Fault("empty", one.id, field)
    yield from _words(one)


def _words(one: Entry) -> Iterator[Fault]:
    for field in ("terms", "allow", "unless"):
        words: Collection[str] = getattr(one, field)
        if len(words) > MOST_WORDS:
            yield Fault("too_many_words", one.id, field, str(MOST_WORDS))
        if any(not word.strip() for word in words):
            yield Fault("empty_word", one.id, field)
        for word in words:
            if len(word) > MOST_TERM:
                yield Fault("long_word", one.id, field, word[:20])


def _contradiction(one: Entry) -> Iterator[Fault]:
    for word in sorted(set(one.terms) & set(one.allow)):
        yield Fault("both", one.id, "allow", word)
    for name in one.documents:
        if name not in papers():
            yield Fault("unknown_document", one.id, "documents", name)
    if one.action == "gate" and not one.documents:
        yield Fault("gate_without_document", one.id, "documents")
    if one.action != "gate" and one.documents:
        yield Fault("document_without_gate", one.id, "documents")
    if one.until is not None and one.until < one.since:
        yield Fault("never_in_force", one.id, "until")


def laxer(mine: Entry, base: Entry) -> Iterator[Fault]:
    """Say in what a tenant's wording of a base entry would let through more than the base does."""
    if STRENGTH[mine.action] < STRENGTH[base.action]:
        yield Fault("laxer_action", mine.id, "action", base.action)
    yield from _fewer(mine, base)
    added = [word for word in mine.unless if word not in base.unless]
    if added:
        yield Fault("laxer_unless", mine.id, "unless", "、".join(added[:10]))
    if mine.since > base.since:
        yield Fault("laxer_from", mine.id, "from", base.since.isoformat())
    if mine.until is not None and (base.until is None or mine.until < base.until):
        yield Fault("laxer_until", mine.id, "until", base.until.isoformat() if base.until else "")


def _fewer(mine: Entry, base: Entry) -> Iterator[Fault]:
    fields = ("classes", "terms", *(["documents"] if mine.action == "gate" else []))
    for field in fields:
        missing = [word for word in getattr(base, field) if word not in getattr(mine, field)]
        if missing:
            yield Fault(f"laxer_{field}", mine.id, field, "、".join(missing[:10]))
