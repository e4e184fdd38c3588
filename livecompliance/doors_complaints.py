"""Who may enter where, of complaints; livecompliance/doors.py says it for all."""

from livecompliance.doorways import (
    EVERYBODY,
    MERCHANT,
    OFFICER,
    PROGRAMS,
    STREAMER,
    WATCHERS,
    Door,
)

DEEDS = (
    *("acknowledge", "take", "handle", "ask", "answer", "reply", "note", "heard"),
    *("merge", "part", "reopen", "close", "report"),
    *("refer", "relay", "accept", "send_back", "excuse", "link"),
    *("case", "sanction", "draft", "take_back"),
)
OWN = (
    *("my-complaints", "my-complaint", "my-complaint-answer", "my-complaint-file"),
    "my-shared-file",
)
RECEIPT = ("say", "contest", "withdraw", "settle", "sued", "particulars", "particulars-read")
NOTICE_DEEDS = ("take", "done", "declare", "arrive", "sue", "end", "resume", "fault")
PARTICULARS_DEEDS = ("give", "decline", "ask")
TERMS_DONE = ("draft", "edit", "publish", "discard")

PAGES: dict[str, Door] = {
    "public-transparency": EVERYBODY,
    **dict.fromkeys(("complaints", "complaint"), WATCHERS),
    **{f"complaint_{one}": OFFICER for one in DEEDS},
    "complaint-hold": OFFICER,
    "complaint-find": OFFICER,
    "complaint-particulars": OFFICER,
    **{f"particulars_{one}": OFFICER for one in PARTICULARS_DEEDS},
    "complaint-file": OFFICER,
    **{f"complaint-file-{one}": OFFICER for one in ("look", "share", "unshare")},
    **dict.fromkeys(OWN, MERCHANT | STREAMER),
    **dict.fromkeys(("complaint-terms", "complaint-terms-one"), WATCHERS),
    "complaint-clusters": WATCHERS,
    "complaints-export": WATCHERS,
    **dict.fromkeys(("complaint-figures", "complaint-figures-table"), WATCHERS),
    "complaint-figures-report": WATCHERS,
    **{f"complaint-figures-{one}": OFFICER for one in ("draft", "publish", "discard")},
    "complaint-cluster-dismiss": OFFICER,
    **dict.fromkeys(("complaint-notices", "complaint-notice"), WATCHERS),
    **{f"notice_{one}": OFFICER for one in NOTICE_DEEDS},
    **dict.fromkeys(("ip-notices", "ip-notice", "ip-notice-declare"), STREAMER),
    **{f"complaint-terms-{one}": OFFICER for one in TERMS_DONE},
}
API: dict[str, Door] = {
    **dict.fromkeys(("GET complaints-api", "GET complaint-api"), WATCHERS),
    **dict.fromkeys(("POST complaints-api", "POST complaint-acknowledge-api"), OFFICER),
    "POST complaint-answer-api": OFFICER,
    "POST complaint-follow-api": PROGRAMS,
    **dict.fromkeys(
        ("GET complaint-terms-api", "GET complaint-notices-api", "GET complaint-notice-api"),
        WATCHERS,
    ),
    **dict.fromkeys(
        (
            "POST complaint-notices-api",
            "POST complaint-notice-declare-api",
            "POST complaint-notice-done-api",
            "POST complaint-attachments-api",
        ),
        OFFICER,
    ),
    **{f"POST complaint-receipt-{one}-api": PROGRAMS for one in RECEIPT},
    "GET complaint-referrals-api": WATCHERS,
    "GET complaint-particulars-api": WATCHERS,
    "POST complaint-trade-api": OFFICER,
    **dict.fromkeys(("POST complaint-refer-api", "POST complaint-referral-answer-api"), OFFICER),
}
FOR_ONE = frozenset({"ip-notice", "ip-notice-declare", "complaint-particulars-api", *OWN})
