"""What other apps keep about a person: each registers a section of his copy, and what the law has
it keep of him."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from parties.models import Party

MOST = 5_000  # rows of one section, the newest
Row = dict[str, Any]
Kept = dict[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a person's copy.

    Args:
        name: its key in `data.json`.
        label: what it is called on the page.
        rows: finds it, for whoever may have the copy; the key opens what is sealed with the
            party's own, and is None once it was destroyed.
        fields: what the values are called, by name, where `export_words` does not say it.
        words: what values are called, by field and value.
        models: whose choices are the words of the rest.
    """

    name: str
    label: Any
    rows: Callable[[Actor, Party, DataKey | None], Iterable[Row]]
    fields: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    models: tuple[type[Any], ...] = ()


_holding: set[str] = set()
_sections: dict[str, Section] = {}
_keepers: dict[str, tuple[Mapping[str, str], Callable[[Actor, Party], Iterable[Kept]]]] = {}


def section_register(section: Section) -> None:
    """Let an app tell a person what it keeps of him."""
    _sections[section.name] = section


def sections() -> list[Section]:
    """Return every section, in the order of their apps."""
    return list(_sections.values())


def keeper_register(
    what: str,
    words: Mapping[str, str],
    find: Callable[[Actor, Party], Iterable[Kept]],
    *,
    holds: bool = False,
) -> None:
    """Let an app say what of a person the law has it keep: that, by which clause, until when.

    Most hold no erasure up: his name and numbers are sealed with his own key, which goes when the
    terms of `services.kept_of` are over. What stays names him by his id alone.

    Args:
        words: what it is called, in both languages.
        holds: the law has the name and the numbers themselves kept, until the term is over.
    """
    if holds:
        _holding.add(what)
    _keepers[what] = (words, find)


def keeper_words() -> dict[str, Mapping[str, str]]:
    """Return what the things are called that apps keep."""
    return {what: words for what, (words, _find) in _keepers.items()}


def kept_elsewhere(actor: Actor, party_id: UUID) -> list[Kept]:
    """Return what other apps keep of a party because the law says so, and holds nothing up."""
    return _found(actor, party_id, set(_keepers) - _holding)


def kept_holding(actor: Actor, party_id: UUID) -> list[Kept]:
    """Return what other apps keep of a party by its name and numbers."""
    return _found(actor, party_id, _holding)


def is_holding(what: str) -> bool:
    """Tell whether a thing of this name is kept with the name and the numbers."""
    return what in _holding


def _found(actor: Actor, party_id: UUID, wanted: Iterable[str]) -> list[Kept]:
    party = Party.objects.of(actor).get(pk=party_id)
    return [one for what in sorted(wanted) for one in _keepers[what][1](actor, party)]


def row_of(given: Any, *names: str) -> Row:
    """Return some fields of a row as a copy holds them."""
    return {name: text_of(getattr(given, name)) for name in names}


def text_of(value: Any) -> Any:
    """Return a value as JSON holds it: days and instants in ISO form."""
    return value.isoformat() if isinstance(value, date) else value
