"""What an operator of each kind must publish of itself, by which clause. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

ORGANISED, NATURAL = "O117-publicity", "O117-publicity-natural"
COMPOSITIONS = ("personal", "family")
SEALED = ("name", "keeper", "code", "address", "contact")


class Item(NamedTuple):
    """One thing on the card.

    Args:
        is_listed: it is a list, which may truly be empty: nobody has to hold a licence or to work
            with an agency, and the card then says that there is none.
        is_personal: until it is published it is masked like anything that names a person.
    """

    name: str
    is_listed: bool = False
    is_personal: bool = False


_COMPANY = (Item("name"), Item("code"), Item("address"), Item("licences", is_listed=True))
ITEMS: dict[str, tuple[Item, ...]] = {
    "company": _COMPANY,
    "other": _COMPANY,
    "individual": (
        Item("name"),
        Item("keeper", is_personal=True),
        Item("code"),
        Item("address"),
        Item("composition"),
    ),
    "natural": (
        Item("address", is_personal=True),
        Item("contact", is_personal=True),
        Item("agencies", is_listed=True),
    ),
}
# What nobody types because the platform has it on file, verified.
FROM_THE_FILE = frozenset({"name", "code", "licences", "agencies"})


def clause_of(kind: str) -> str:
    """Return the clause that says what an operator of this kind publishes.

    Law: O117-publicity, O117-publicity-natural
    """
    return ORGANISED if kind in ("company", "other") else NATURAL


def names_of(kind: str) -> tuple[str, ...]:
    """Return what stands on the card of this kind, in the order of the article."""
    return tuple(item.name for item in ITEMS[kind])


def personal_of(kind: str) -> frozenset[str]:
    """Return what of it names or reaches a person."""
    return frozenset(item.name for item in ITEMS[kind] if item.is_personal)


def typed_of(kind: str) -> tuple[str, ...]:
    """Return what the operator says himself: everything that is not on file."""
    return tuple(name for name in names_of(kind) if name not in FROM_THE_FILE)


def missing(kind: str, filled: Iterable[str]) -> list[str]:
    """Return what the article asks for and the card does not say.

    Law: O117-publicity, O117-publicity-natural
    """
    there = set(filled)
    return [item.name for item in ITEMS[kind] if not item.is_listed and item.name not in there]


def changed(kind: str, old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    """Return in what two versions differ, in the order of the article."""
    return [name for name in names_of(kind) if (old.get(name) or "") != (new.get(name) or "")]
