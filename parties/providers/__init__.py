"""The port to whoever can say whether somebody is who he says: one question, one answer.

A provider is never asked inside a transaction, and what it cannot say is never taken for a yes.
"""

import time
from collections.abc import Callable

from livecompliance.kernel.outbound_rest import Rests
from parties.providers import http, sandbox
from parties.providers.port import (
    FAILING,
    PASSING,
    Question,
    Result,
    Setup,
    Unanswered,
    state_of,
)

__all__ = ["FAILING", "PASSING", "Question", "Result", "Setup", "Unanswered", "ask", "state_of"]

TRIES, PAUSE_S, LEAST_S = 2, 0.1, 0.2
AGAIN = frozenset({"unreachable", "bad_status"})  # what may pass by itself within the time left
Provider = Callable[[Setup, Question, float], Result]
PROVIDERS: dict[str, Provider] = {"sandbox": sandbox.ask, "http": http.ask}
rests = Rests()  # the circuit breaker: one for each tenant's provider


def ask(setup: Setup, question: Question) -> Result:
    """Ask a tenant's provider, twice at most, within its time.

    Returns:
        What it said, or why it said nothing: an outcome that `state_of` calls an error.
    """
    if rests.is_resting(setup.name):
        return Result("resting")
    began = time.monotonic()
    result = _asked(setup, question, began)
    if state_of(result.outcome) == "error":
        rests.failed(setup.name)
    else:
        rests.answered(setup.name)
    return result._replace(took_ms=round((time.monotonic() - began) * 1000))


def _asked(setup: Setup, question: Question, began: float) -> Result:
    result = Result("no_provider")
    for turn in range(TRIES):
        left = setup.timeout_s - (time.monotonic() - began)
        if turn and left < LEAST_S:
            break
        try:
            return PROVIDERS[setup.kind](setup, question, left)
        except Unanswered as failure:
            result = failure.result
        if result.outcome not in AGAIN:
            break
        time.sleep(PAUSE_S)
    return result
