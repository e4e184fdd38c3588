"""The duties of a platform: apps register controls here, the duty board reads them all.

A control looks at facts of one tenant and says whether a clause is kept now. It stands in the
kernel so that every app can say what it knows of the clauses that it obeys.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from livecompliance.kernel.actors import Actor


class State(StrEnum):
    """How a duty stands. In the order of how much it wants somebody."""

    BREACHED = "breached"
    AT_RISK = "at_risk"
    MET = "met"
    IDLE = "idle"  # nothing to judge: no broadcast, no such goods, nobody concerned


RANKS = {state: rank for rank, state in enumerate(State)}
NO_DATA: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a control found.

    Args:
        state: how the duty stands by this control.
        code: which of the control's words say it.
        figure: the one number that proves it, out of `of` where there is a whole.
        due: when something of it is due next.
        data: what the words need; no personal data, it is kept.
    """

    state: State
    code: str
    figure: int | None = None
    of: int | None = None
    due: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=lambda: NO_DATA)


Read = Callable[[Actor, datetime], Reading]


@dataclass(frozen=True, slots=True)
class Control:
    """Something that keeps clauses, and how it is seen that it does.

    Args:
        name: "app.what", never reused: readings are kept under it.
        clauses: ids of the clauses that it keeps.
        title: what is done, as a lazy text.
        words: by the code of a reading, a lazy text with %(figure)s, %(of)s and its data.
        read: looks at the facts of a moment that is now; a handful of statements, no writes.
        page: the name of the address where the evidence stands.
    """

    name: str
    clauses: tuple[str, ...]
    title: Any
    words: Mapping[str, Any]
    read: Read
    page: str = ""


_controls: dict[str, Control] = {}


def register(*controls: Control) -> None:
    """Have the duty board read these controls; registering again replaces."""
    for control in controls:
        _controls[control.name] = control


def controls() -> list[Control]:
    """Return every control, in the order of their names."""
    return [_controls[name] for name in sorted(_controls)]


def control_find(name: str) -> Control | None:
    """Return a control by its name; None where it is no longer there."""
    return _controls.get(name)


def said(control: Control, code: str, values: Mapping[str, Any]) -> str:
    """Return a reading in words; the code itself where the control no longer has words for it."""
    words = control.words.get(code)
    return code if words is None else str(words % values)


def worst(states: Iterable[State]) -> State | None:
    """Return the state that wants somebody the most; None of none.

    What is idle does not count beside what is judged.
    """
    return min(states, key=RANKS.__getitem__, default=None)


def counted(
    wrong: int, whole: int, *, soon: int = 0, due: datetime | None = None, **data: Any
) -> Reading:
    """Return the usual reading of a number: nothing may be wrong.

    Codes: `none` where there is nothing to judge, `wrong`, `soon`, `ok`. The figure is how many
    of the whole are in order.
    """
    given = {"wrong": wrong, "soon": soon, **data}
    if wrong:
        return Reading(State.BREACHED, "wrong", max(whole - wrong, 0), whole, due, given)
    if soon:
        return Reading(State.AT_RISK, "soon", whole, whole, due, given)
    if not whole:
        return Reading(State.IDLE, "none", 0, 0, due, given)
    return Reading(State.MET, "ok", whole, whole, due, given)
