"""Who may enter where, of the negative catalogue; livecompliance/doors.py says it for all."""

from livecompliance.doorways import EVERYBODY, OFFICER, WATCHERS, Door

PAGES: dict[str, Door] = {
    **dict.fromkeys(("catalogue", "catalogue-*"), WATCHERS),
    "catalogue_*": OFFICER,
    "public-catalogue": EVERYBODY,
}
API: dict[str, Door] = {}
