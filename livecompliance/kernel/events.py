"""In-process events: a lower app announces, upper apps listen, in the same transaction."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
_listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event: type[E], listener: Callable[[E], None]) -> None:
    """Call `listener` for every `event` published. Subscribing twice is subscribing once."""
    if listener not in _listeners[event]:
        _listeners[event].append(listener)


def publish(event: object) -> None:
    """Tell every listener, now. A listener that fails fails the publisher's transaction."""
    for listener in _listeners[type(event)]:
        listener(event)
