"""What may happen to a complaint, and where it stands afterwards."""

RECEIVED, ACKNOWLEDGED, IN_HAND, ANSWERED = "received", "acknowledged", "in_hand", "answered"
CLOSED, REOPENED, WITHDRAWN, MERGED = "closed", "reopened", "withdrawn", "merged"
OPEN = (RECEIVED, ACKNOWLEDGED, IN_HAND, REOPENED)  # somebody of the platform must act
SETTLED = (ANSWERED, CLOSED, WITHDRAWN, MERGED)

ACKNOWLEDGE, TAKE, HANDLE, ASK = "acknowledge", "take", "handle", "ask"
ANSWER, CLOSE, REOPEN, WITHDRAW = "answer", "close", "reopen", "withdraw"
MERGE, PART, SAY, CONVEY = "merge", "part", "say", "convey"
REFER, HEAR, LINK = "refer", "hear", "link"
CASE, DRAFT = "case", "draft"
ENQUIRE, GIVE, DECLINE = "enquire", "give", "decline"
EVERY = (*OPEN, *SETTLED)
STANDING = frozenset(EVERY) - {WITHDRAWN}  # whoever took it back asks for nothing

# act: from which states, and to which; None leaves the state as it is.
STEPS: dict[str, tuple[frozenset[str], str | None]] = {
    ACKNOWLEDGE: (frozenset({RECEIVED}), ACKNOWLEDGED),
    TAKE: (frozenset(OPEN), IN_HAND),
    HANDLE: (frozenset(OPEN), IN_HAND),
    ASK: (frozenset(OPEN), IN_HAND),
    ANSWER: (frozenset(OPEN), ANSWERED),
    CONVEY: (frozenset({MERGED}), ANSWERED),  # the answer to what it was merged into
    CLOSE: (frozenset({ANSWERED}), CLOSED),
    REOPEN: (frozenset({ANSWERED, CLOSED, WITHDRAWN}), REOPENED),
    WITHDRAW: (frozenset({*OPEN, MERGED}), WITHDRAWN),
    MERGE: (frozenset(OPEN), MERGED),
    PART: (frozenset({MERGED}), IN_HAND),
    SAY: (frozenset({*OPEN, ANSWERED, MERGED}), None),
    REFER: (frozenset(OPEN), None),  # the seller is asked
    HEAR: (frozenset({*OPEN, MERGED}), None),  # and answers
    CASE: (frozenset(EVERY), None),  # what was learnt is looked into, whoever takes it back
    DRAFT: (frozenset(EVERY), None),
    LINK: (frozenset({*OPEN, ANSWERED, MERGED}), None),  # what it is about was found out
    ENQUIRE: (STANDING, None),  # a consumer asks who sold, and what is on file of his purchase
    GIVE: (STANDING, None),
    DECLINE: (STANDING, None),
}


def can(act: str, state: str) -> bool:
    """Tell whether something may happen to a complaint that stands so."""
    return state in STEPS[act][0]


def after(act: str, state: str) -> str:
    """Return where a complaint stands after something happened to it."""
    return STEPS[act][1] or state


def is_open(state: str) -> bool:
    """Tell whether somebody of the platform still has to act."""
    return state in OPEN
