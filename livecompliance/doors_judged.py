"""The doors of tiers and sanctions: what is judged of operators, marketers and agencies."""

from livecompliance.doorways import (
    OFFICER,
    SECURITY,
    STREAMER,
    WATCHERS,
    WATCHERS_AND_STREAMER,
    Door,
)

TIERS_SHOWN = ("tiers", "tiers-export", "tier-operator", "tier-policies", "tier-policy",
               "tier-watch")  # fmt: skip
TIERS_DONE = ("tier-set", "tier-release", "tier-policy-draft", "tier-policy-edit",
              "tier-policy-publish", "tier-policy-discard", "assignment-add",
              "assignment-end")  # fmt: skip
SANCTIONS_SHOWN = ("sanctions", "sanction", "sanction-notice", "sanction-appeals",
                   "sanction-appeal", "sanction-reports", "ladders", "ladder")  # fmt: skip
SANCTIONS_DONE = ("sanction-new", "sanction-step", "sanction-review", "sanction-lift",
                  "sanction-keep", "notice-served",
                  "appeal-paper", "appeal-reply", "appeal-decide", "ladder-draft", "ladder-edit",
                  "ladder-publish", "ladder-discard")  # fmt: skip
SANCTIONS_OWN = ("my-sanctions", "my-sanction", "my-notice", "appeal-file", "appeal-say")

PAGES: dict[str, Door] = {
    **dict.fromkeys(TIERS_SHOWN, WATCHERS),
    **dict.fromkeys(TIERS_DONE, OFFICER),
    **dict.fromkeys(SANCTIONS_SHOWN, WATCHERS),
    **dict.fromkeys(SANCTIONS_DONE, OFFICER),
    **dict.fromkeys(SANCTIONS_OWN, STREAMER),
    "sanction-sharing": WATCHERS | SECURITY,
    "sharing-choose": SECURITY,
    "match-see": OFFICER,
}
API: dict[str, Door] = {
    **dict.fromkeys(("GET sanctions-api", "GET sanction-reports-api"), WATCHERS),
    **dict.fromkeys(("GET sanction-api", "GET appeal-read"), WATCHERS_AND_STREAMER),
    **dict.fromkeys(("GET appeals-api", "GET matches-api"), WATCHERS),
    "POST party-marks": OFFICER | STREAMER,
    "POST sanctions-api": OFFICER,
    **dict.fromkeys(("POST sanction-keep-api", "POST served-api"), OFFICER),
    "POST appeal-api": STREAMER,
    "POST appeal-say-api": OFFICER | STREAMER,
    "POST appeal-decide-api": OFFICER,
}
