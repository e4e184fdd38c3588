"""Hosts that failed again and again are left alone for a while, each by itself."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

FAILURES, REST_S, LONGEST_REST_S = 5, 10.0, 300.0
MOST_HOSTS = 1_024


@dataclass(slots=True)
class _State:
    failures: int = 0
    until: float = 0.0


class Rests:
    """One breaker per host: after five failures in a row it rests, twice as long every time.

    When the rest is over one call is let through; it ends the rest or begins the next.
    """

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, _State] = OrderedDict()
        self._lock = Lock()

    def is_resting(self, host: str) -> bool:
        """Tell whether to leave `host` alone now; the first caller after a rest is let through."""
        now = time.monotonic()
        with self._lock:
            state = self._hosts.get(host)
            if state is None or state.failures < FAILURES:
                return False
            if now < state.until:
                return True
            state.until = now + REST_S  # the others wait for what this one finds
            return False

    def failed(self, host: str) -> None:
        """Note that `host` gave no answer."""
        with self._lock:
            state = self._hosts.setdefault(host, _State())
            self._hosts.move_to_end(host)
            state.failures += 1
            beyond = min(state.failures - FAILURES, 10)
            if beyond >= 0:
                rest = min(REST_S * 2**beyond, LONGEST_REST_S)
                state.until = time.monotonic() + rest
            while len(self._hosts) > MOST_HOSTS:
                self._hosts.popitem(last=False)

    def answered(self, host: str) -> None:
        """Note that `host` answered, whatever it said."""
        with self._lock:
            self._hosts.pop(host, None)

    def clear(self) -> None:
        """Forget every host."""
        with self._lock:
            self._hosts.clear()
