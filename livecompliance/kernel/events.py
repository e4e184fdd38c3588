"""In-process events: a lower app announces, upper apps listen, in the same transaction.

What somebody waits for may hold events back: whatever follows from them is then done later, by
whoever was handed them, and as surely (see the sequels of the record).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

E = TypeVar("E")
_listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


class _Holding(NamedTuple):
    kinds: tuple[type[Any], ...]
    held: list[object]


_holding: ContextVar[_Holding | None] = ContextVar("events held back", default=None)


def subscribe(event: type[E], listener: Callable[[E], None]) -> None:
    """Call `listener` for every `event` published. Subscribing twice is subscribing once."""
    if listener not in _listeners[event]:
        _listeners[event].append(listener)


def publish(event: object) -> None:
    """Tell every listener, now. A listener that fails fails the publisher's transaction."""
    holding = _holding.get()
    if holding is not None and isinstance(event, holding.kinds):
        holding.held.append(event)
        return
    for listener in list(_listeners[type(event)]):
        listener(event)


@contextmanager
def held_back(*kinds: type[Any]) -> Iterator[list[object]]:
    """Tell nobody of events of these kinds that are published within; give them, in order."""
    holding = _Holding(kinds, [])
    token = _holding.set(holding)
    try:
        yield holding.held
    finally:
        _holding.reset(token)


def kind_named(name: str) -> type[Any]:
    """Return the kind of event that somebody listens to under `name_of` it.

    Raises:
        LookupError: nobody does, or not any more.
    """
    for kind in list(_listeners):
        if name_of(kind) == name:
            return kind
    raise LookupError(name)


def name_of(kind: type[Any]) -> str:
    """Return by which name an event is kept that is told later."""
    return f"{kind.__module__}.{kind.__qualname__}"
