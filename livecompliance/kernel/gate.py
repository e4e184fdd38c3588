"""The gate before every broadcast: apps register checks here, `rooms` asks them all and decides.

It stands in the kernel so that apps below the rooms (who is on air, what was agreed) register
theirs as those above do (what is set before the audience, what is sold).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """A broadcast that somebody wants to begin, or a cast that changes on air.

    `marketers` are the parties who will be seen or heard, `unknown` the names that were declared
    and belong to no party. `session_id` is empty before the broadcast.

    Whoever asks and knows the tenant's policy and the platform's own numbers (of the room, and of
    parties by id) says them, so that no check looks them up again; None: nobody knows them yet.
    """

    room_id: UUID
    operator_id: UUID | None
    marketers: tuple[UUID, ...]
    at: datetime
    form: str = "video"
    category: str = ""
    session_id: UUID | None = None
    unknown: tuple[str, ...] = ()
    is_virtual_image: bool = False
    virtual_hosts: tuple[UUID, ...] = ()
    technologies: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    policy: Mapping[str, Any] | None = None
    room_number: str = ""
    numbers: Mapping[UUID, str] | None = None

    @property
    def parties(self) -> tuple[UUID, ...]:
        """Return everybody who is asked about, the operator first, each once."""
        first = (self.operator_id,) if self.operator_id else ()
        return tuple(dict.fromkeys((*first, *self.marketers)))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: a code, the clause that says so, whom it is about, and what the words need.

    `data` holds no personal data: it goes into the record and to the integrator.
    `retry_after` is for what passes by itself: so many seconds later it may be otherwise.
    """

    code: str
    clause: str
    party: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    retry_after: int = 0


class Words(NamedTuple):
    """What a reason says, and what would cure it: lazy texts with %(name)s from its data.

    `is_listed`: somebody stands on a list of those who may not broadcast at all. Who is on air
    then is stopped at once, where others are told to mend what they lack.
    """

    message: Any
    cure: Any
    is_listed: bool = False


Check = Callable[[Actor, Asked], Iterable[Reason]]
_checks: dict[str, Check] = {}
_words: dict[str, Words] = {}


def register(name: str, check: Check, words: Mapping[str, Words]) -> None:
    """Ask `check` before every broadcast and at every change of the cast.

    Args:
        name: "app.what"; registering again replaces it.
        check: returns reasons against, none to agree. It asks the database once, however many
            are on air, and opens no connection to anybody else.
        words: for every code that it may give.
    """
    _checks[name] = check
    _words.update(words)


def names() -> list[str]:
    """Return the checks that are asked, in their order."""
    return sorted(_checks)


def ask(actor: Actor, asked: Asked) -> list[Reason]:
    """Ask every check, in the order of their names; return all reasons against. None: agreed."""
    return [reason for name in names() for reason in _checks[name](actor, asked)]


def words_of(code: str) -> Words:
    """Return what a code says; the code itself where nobody registered words."""
    return _words.get(code, Words(code, ""))


def said(reason: Reason) -> dict[str, str]:
    """Return a reason's message and cure in the language of the moment."""
    found = words_of(reason.code)
    return {"message": str(found.message) % reason.data, "cure": str(found.cure) % reason.data}
