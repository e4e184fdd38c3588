"""The catalogue as people read it: found by words, class, action and origin; an entry's history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from catalog.models import Edition
from catalog.rules import diff, moments, own
from catalog.rules.own import Placed
from catalog.rules.pack import Entry
from catalog.selectors import words
from catalog.selectors.held import edition_marks, held_at, placed_of, placed_over
from catalog.selectors.release import base_of
from livecompliance.kernel.actors import Actor

CITED = ("id", "zh", "en", "basis", "except_zh", "except_en", "note_zh", "note_en")


class Wanted(NamedTuple):
    """What of the catalogue somebody looks for; empty is everything."""

    text: str = ""
    cls: str = ""
    action: str = ""
    origin: str = ""


class Past(NamedTuple):
    """What a version did to an entry: its row, and which fields are others than before."""

    edition: Edition
    how: str
    fields: tuple[diff.Field, ...]


def placed_find(placed: Iterable[Placed], wanted: Wanted) -> list[Placed]:
    """Return the entries that fit, in the order of the catalogue."""
    text = wanted.text.strip().casefold()
    return [one for one in placed if _fits(one, wanted) and (not text or _says(one.entry, text))]


def _fits(one: Placed, wanted: Wanted) -> bool:
    return (
        (not wanted.cls or wanted.cls in one.entry.classes)
        and wanted.action in ("", one.entry.action)
        and wanted.origin in ("", one.origin)
    )


def _says(entry: Entry, text: str) -> bool:
    said: list[str] = [getattr(entry, name) for name in CITED]
    said += [*entry.terms, *entry.allow, *(words.paper(name) for name in entry.documents)]
    return any(text in one.casefold() for one in said)


def edition_placed(actor: Actor, row: Edition) -> list[Placed]:
    """Return the whole catalogue as a version made it, over the base pack it was written over."""
    return placed_over(base_of(row.base_digest), own.read(row.body))


def edition_states(actor: Actor, moment: datetime) -> dict[int, str]:
    """Return of every version, by number, whether it holds, held, will hold or never does."""
    marks = edition_marks(actor)
    held, gone = held_at(actor, moment).number, {one.number for one in moments.never(marks)}
    return {one.number: _state(one, moment, held, gone) for one in marks}


def _state(one: Any, moment: datetime, held: int, gone: set[int]) -> str:
    if one.number == held:
        return "held"
    if one.number in gone:
        return "never"
    return "coming" if one.effective_at > moment else "past"


def entry_history(actor: Actor, entry_id: str) -> list[Past]:
    """Return which versions changed an entry, the newest first."""
    rows = (
        Edition.objects.of(actor)
        .select_related("author", "author_key", "publisher")
        .order_by("number")
    )
    before, found = None, []
    for row in rows:
        after = next((one for one in own.read(row.body) if one.id == entry_id), None)
        if before is None and after is not None:
            found.append(Past(row, "added", ()))
        elif before is not None and after is None:
            found.append(Past(row, "removed", ()))
        elif before is not None and after is not None and (seen := diff.fields_of(before, after)):
            found.append(Past(row, "changed", seen))
        before = after
    return found[::-1]


def placed_find_one(actor: Actor, entry_id: str, moment: datetime) -> Placed | None:
    """Return an entry of the catalogue of a moment, in force then or not."""
    placed = placed_of(actor, held_at(actor, moment))
    return next((one for one in placed if one.entry.id == entry_id), None)
