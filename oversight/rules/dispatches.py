"""The life of a report to an authority: drafted, approved, sent, received; and how often tried."""

from datetime import timedelta

DRAFT, SECOND, QUEUED, SENT = "draft", "second", "queued", "sent"
RECEIVED, ANSWERED, FAILED = "received", "answered", "failed"
WITHDRAWN, CORRECTED, DROPPED = "withdrawn", "corrected", "dropped"
LEFT = frozenset({SENT, RECEIVED, ANSWERED})
OVER = frozenset({WITHDRAWN, CORRECTED, DROPPED})
TABS: dict[str, tuple[str, ...]] = {
    "open": (DRAFT, SECOND, FAILED),
    "queued": (QUEUED,),
    "sent": (SENT, RECEIVED, ANSWERED),
    "over": (WITHDRAWN, CORRECTED, DROPPED),
}

EDIT, APPROVE, REFUSE, DROP, RECALL = "edit", "approve", "refuse", "drop", "recall"
CARRY, HAND, GIVE_UP, RETRY = "carry", "hand", "give_up", "retry"
RECEIPT, FEEDBACK, CORRECT, WITHDRAW = "receipt", "feedback", "correct", "withdraw"
ACTS: dict[str, frozenset[str]] = {
    EDIT: frozenset({DRAFT}),
    APPROVE: frozenset({DRAFT, SECOND}),
    REFUSE: frozenset({SECOND}),
    DROP: frozenset({DRAFT, SECOND, FAILED}),
    RECALL: frozenset({QUEUED, FAILED}),
    CARRY: frozenset({QUEUED}),
    GIVE_UP: frozenset({QUEUED}),
    HAND: frozenset({QUEUED, FAILED}),
    RETRY: frozenset({FAILED}),
    RECEIPT: frozenset({SENT}),
    FEEDBACK: LEFT,
    CORRECT: LEFT,
    WITHDRAW: LEFT,
}
REPORT, CORRECTION, WITHDRAWAL = "report", "correction", "withdrawal"
ENDS = {CORRECTION: CORRECTED, WITHDRAWAL: WITHDRAWN}  # what becomes of what it is about
ALWAYS_TWO = frozenset({"crime", "identity", "tax"})  # matters that name people to an authority
WAITS_S = (60, 300, 1_800, 7_200, 21_600, 43_200)  # after the first failure, the second, …
MOST_TRIES = len(WAITS_S) + 1


def can(act: str, state: str) -> bool:
    """Tell whether something can be done to a report that stands so."""
    return state in ACTS[act]


def wants_two(matter: str, kind: str, *, always: bool) -> bool:
    """Tell whether a second officer must agree: for what names people or takes back what was said.

    Law: O117-truthful-data
    """
    return always or matter in ALWAYS_TWO or kind == WITHDRAWAL


def wait_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many failures; None when it is given up."""
    return timedelta(seconds=WAITS_S[tries - 1]) if tries < MOST_TRIES else None


def number_of(made_on: str, key: str) -> str:
    """Return the number by which people and authorities speak of a report."""
    return f"B{made_on}-{key[-8:].upper()}"
