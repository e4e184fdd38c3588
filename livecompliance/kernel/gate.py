"""The gate before every broadcast: apps register checks here, `rooms` asks them all and decides.

It stands in the kernel so that apps below the rooms (who is on air, what was agreed) register
theirs as those above do (what is set before the audience, what is sold).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language

from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor

# All of it is the program's own. The OFFSET has each look planned by itself: what PostgreSQL
# needs to plan a statement of one piece grows faster than its parts.
PART = "SELECT 'NAME', what, row FROM (LOOK OFFSET 0) AS seen(what, row)"
Seen = Mapping[str, list[Any]]  # rows by what they are


@dataclass(frozen=True, slots=True)
class Asked:
    """A broadcast that somebody wants to begin, or a cast that changes on air.

    `marketers` are the parties who will be seen or heard, `unknown` the names that were declared
    and belong to no party. `session_id` is empty before the broadcast.

    Whoever asks and knows the tenant's policy and the platform's own numbers (of the room, and of
    parties by id) says them, so that no check looks them up again; None: nobody knows them yet.
    `seen` is what the looks of the checks found, all in one statement; the gate fills it in.
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
    seen: Mapping[str, Seen] | None = None

    @property
    def parties(self) -> tuple[UUID, ...]:
        """Return everybody who is asked about, the operator first, each once."""
        first = (self.operator_id,) if self.operator_id else ()
        return tuple(dict.fromkeys((*first, *self.marketers)))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: a code, the clause that says so, whom it is about, and what the words need.

    `data` holds no personal data: it goes into the record and to the integrator. What has a name
    in both languages is given as `x_zh` and `x_en`, and said as %(x)s.
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
    `is_news`: it is told again, though the broadcast was not allowed before for other reasons.
    """

    message: Any
    cure: Any
    is_listed: bool = False
    is_news: bool = False


class Look(NamedTuple):
    """What a check needs to see of the database: its part of the statement that all share.

    Args:
        sql: a SELECT of (what it is, a row as JSON text), with named parameters.
        given: its parameters; None where this broadcast needs no such look.
    """

    sql: str
    given: Callable[[Actor, Asked], Mapping[str, Any] | None]


Check = Callable[[Actor, Asked], Iterable[Reason]]
_looks: dict[str, Look] = {}
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


def look_register(name: str, look: Look) -> None:
    """Let a check see something in the one statement that all looks share.

    Args:
        name: of the check. What its rows are called, and its parameters, begin with a word of its
            own; two looks that name a parameter alike mean the same by it.
    """
    _looks[name] = look


def seen(actor: Actor, asked: Asked, name: str) -> Seen:
    """Return the rows of one look: from the gate's statement, else from one of its own."""
    found = _see(actor, asked, [name]) if asked.seen is None else asked.seen
    return found.get(name, {})


def _see(actor: Actor, asked: Asked, wanted: Iterable[str]) -> dict[str, Seen]:
    tenancy.require(actor)
    parts: list[str] = []
    given: dict[str, Any] = {}
    found: dict[str, dict[str, list[Any]]] = {}
    for name in wanted:
        more = _looks[name].given(actor, asked)
        if more is not None:
            given |= more
            parts.append(PART.replace("NAME", name).replace("LOOK", _looks[name].sql))
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), given)
            for name, what, row in cursor.fetchall():
                found.setdefault(name, {}).setdefault(what, []).append(json.loads(row))
    return dict(found)


def names() -> list[str]:
    """Return the checks that are asked, in their order."""
    return sorted(_checks)


def ask(actor: Actor, asked: Asked) -> list[Reason]:
    """Ask every check, in the order of their names; return all reasons against. None: agreed."""
    asked = replace(asked, seen=_see(actor, asked, sorted(_looks)))
    return [reason for name in names() for reason in _checks[name](actor, asked)]


def words_of(code: str) -> Words:
    """Return what a code says; the code itself where nobody registered words."""
    return _words.get(code, Words(code, ""))


def said(reason: Reason) -> dict[str, str]:
    """Return a reason's message and cure in the language of the moment."""
    found, data = words_of(reason.code), _spoken(reason.data)
    return {"message": str(found.message) % data, "cure": str(found.cure) % data}


def _spoken(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data in which what has two names (`x_zh`, `x_en`) is called `x` by the one of now."""
    tongue = "_en" if (get_language() or "").startswith("en") else "_zh"
    named = {key[:-3]: value for key, value in data.items() if key.endswith(tongue)}
    return {**data, **named}
