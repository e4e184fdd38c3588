"""Which sealed values can be unmasked: every app registers its own, one place opens them; what an
app knows of a person is asked whoever keeps the value."""

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


class Leave(NamedTuple):
    """That something may be opened: the clause it is recorded under, the approval it rests on."""

    clause: str
    approval: str


Reader = Callable[[Actor, UUID], Reading]
Guard = Callable[[Actor, tuple[str, UUID]], Leave | None]
_readers: dict[str, Reader] = {}
_guards: dict[str, Guard] = {}


def register(name: str, reader: Reader) -> None:
    """Let values be unmasked.

    Args:
        name: "app.model.field", as pages and the record say it.
        reader: opens one row's value. It checks who may (Forbidden) and raises NotFound for what
            is not there, is another tenant's, or was destroyed.
    """
    _readers[name] = reader


def guard_register(name: str, guard: Guard) -> None:
    """Have something asked before any value of somebody is shown, whichever app keeps it.

    Args:
        guard: given whose it is; None when that needs no leave. It raises when there is none.
    """
    _guards[name] = guard


def guarded(actor: Actor, found: Reading) -> Reading:
    """Return a reading with the leave it rests on; whoever has none is refused here."""
    for name in sorted(_guards):
        leave = _guards[name](actor, found.subject)
        if leave is not None:
            found = found._replace(clause=leave.clause, approval=leave.approval or found.approval)
    return found


def find(name: str) -> Reader | None:
    """Return what opens a field's values; nothing for a field that cannot be unmasked."""
    return _readers.get(name)


def names() -> list[str]:
    """Return every field that can be unmasked."""
    return sorted(_readers)
