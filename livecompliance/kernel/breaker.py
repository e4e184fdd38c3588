"""Leave alone for a moment what has just failed."""

import time

LONGEST_S = 1.0
TIMES = 5


class Breaker:
    """Open for five times as long as the failure took, a second at most.

    One that hangs must not slow every caller; one that is back must be used at once, and a
    single slow answer on a busy machine must not silence it for long.
    """

    def __init__(self) -> None:
        self._until = 0.0

    def is_open(self) -> bool:
        """Tell whether to leave it alone now."""
        return time.monotonic() < self._until

    def broke(self, began: float) -> None:
        """Note a failure of an attempt that began at `began`, by `time.monotonic`."""
        now = time.monotonic()
        self._until = now + min(LONGEST_S, TIMES * (now - began))

    def close(self) -> None:
        """Forget the failure."""
        self._until = 0.0
