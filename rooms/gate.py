"""The gate before every broadcast: other apps register checks, a session starts when all agree."""

from collections.abc import Callable

from livecompliance.kernel.actors import Actor
from rooms.models import Room

Check = Callable[[Actor, Room], None]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Ask `check(actor, room)` before every start; it raises a DomainError to refuse."""
    _checks[name] = check


def pass_through(actor: Actor, room: Room) -> list[str]:
    """Run every check, in the order of their names; return the names of those passed."""
    for name in sorted(_checks):
        _checks[name](actor, room)
    return sorted(_checks)
