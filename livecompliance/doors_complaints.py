"""Who may enter where, of complaints; livecompliance/doors.py says it for all."""

from livecompliance.doorways import OFFICER, WATCHERS, Door

TERMS_DONE = ("draft", "edit", "publish", "discard")

PAGES: dict[str, Door] = {
    **dict.fromkeys(("complaint-terms", "complaint-terms-one"), WATCHERS),
    **{f"complaint-terms-{one}": OFFICER for one in TERMS_DONE},
}
API: dict[str, Door] = {}
