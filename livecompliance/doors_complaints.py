"""Who may enter where, of complaints; livecompliance/doors.py says it for all."""

from livecompliance.doorways import OFFICER, PROGRAMS, WATCHERS, Door

DEEDS = (
    *("acknowledge", "take", "handle", "ask", "answer", "reply", "note", "heard"),
    *("merge", "part", "reopen", "close", "report"),
)
TERMS_DONE = ("draft", "edit", "publish", "discard")

PAGES: dict[str, Door] = {
    **dict.fromkeys(("complaints", "complaint"), WATCHERS),
    **{f"complaint_{one}": OFFICER for one in DEEDS},
    **dict.fromkeys(("complaint-terms", "complaint-terms-one"), WATCHERS),
    "complaint-clusters": WATCHERS,
    "complaint-cluster-dismiss": OFFICER,
    **{f"complaint-terms-{one}": OFFICER for one in TERMS_DONE},
}
API: dict[str, Door] = {
    **dict.fromkeys(("GET complaints-api", "GET complaint-api"), WATCHERS),
    **dict.fromkeys(("POST complaints-api", "POST complaint-acknowledge-api"), OFFICER),
    "POST complaint-answer-api": OFFICER,
    "POST complaint-follow-api": PROGRAMS,
}
