"""What may happen to a right holder's notice, and where it stands afterwards. Pure."""

RECEIVED, IN_FORCE, DECLARED = "received", "in_force", "declared"
WAITING, SUED, ENDED = "waiting", "sued", "ended"
STANDING = (IN_FORCE, DECLARED, WAITING, SUED)  # measures stand
TAKE, AMEND, DECLARE, ARRIVE = "take", "amend", "declare", "arrive"
SUE, SUE_LATE, LAPSE, END, RESUME = "sue", "sue_late", "lapse", "end", "resume"
FAULT = "fault"
WAIT, CONVEY = "notice_wait", "notice_convey"
SUBJECT = "ip_notice"
LAW_WAIT = ("ECL-ip-wait", "wait")

# act: from which states, and to which; None leaves the state as it is.
STEPS: dict[str, tuple[frozenset[str], str | None]] = {
    TAKE: (frozenset({RECEIVED}), IN_FORCE),
    AMEND: (frozenset({RECEIVED, IN_FORCE, DECLARED, WAITING, SUED}), None),
    DECLARE: (frozenset({IN_FORCE}), DECLARED),
    ARRIVE: (frozenset({DECLARED}), WAITING),
    SUE: (frozenset({IN_FORCE, DECLARED, WAITING, SUED}), None),
    SUE_LATE: (frozenset({ENDED}), None),
    LAPSE: (frozenset({WAITING}), ENDED),
    END: (frozenset({RECEIVED, *STANDING}), ENDED),
    RESUME: (frozenset({ENDED}), None),
    FAULT: (frozenset({RECEIVED, *STANDING, ENDED}), None),
}


def can(act: str, state: str) -> bool:
    """Tell whether something may happen to a notice that stands so."""
    return state in STEPS[act][0]


def after(act: str, state: str, *, is_sued: bool) -> str:
    """Return where a notice stands after something happened to it.

    Once the right holder has said that he complained or sued, a declaration that arrives starts
    no wait: the measures stand until that is decided.

    Law: ECL-ip-wait
    """
    found = STEPS[act][1] or state
    if act == SUE:
        return SUED if state in (DECLARED, WAITING) else state
    if act == RESUME:
        return SUED if is_sued else IN_FORCE
    if act == ARRIVE and is_sued:
        return SUED
    return found
