"""Which sealed values can be unmasked: every app registers its own, one place opens them."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from livecompliance.kernel.actors import Actor


class Reading(NamedTuple):
    """A value in clear: its kind, itself, whose it is (as the record names things), and the clause
    under which looking at it is recorded; the approval it rests on, where one is needed.
    """

    kind: str
    value: str
    subject: tuple[str, UUID]
    clause: str = "PIPL-security-measures"
    approval: str = ""


Reader = Callable[[Actor, UUID], Reading]
_readers: dict[str, Reader] = {}


def register(name: str, reader: Reader) -> None:
    """Let values be unmasked.

    Args:
        name: "app.model.field", as pages and the record say it.
        reader: opens one row's value. It checks who may (Forbidden) and raises NotFound for what
            is not there, is another tenant's, or was destroyed.
    """
    _readers[name] = reader


def find(name: str) -> Reader | None:
    """Return what opens a field's values; nothing for a field that cannot be unmasked."""
    return _readers.get(name)


def names() -> list[str]:
    """Return every field that can be unmasked."""
    return sorted(_readers)
