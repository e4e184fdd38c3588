"""Who may enter where, of the negative catalogue; livecompliance/doors.py says it for all."""

from livecompliance.doorways import EVERYBODY, OFFICER, WATCHERS, Door

PAGES: dict[str, Door] = {
    **dict.fromkeys(("catalogue", "catalogue-*"), WATCHERS),
    "catalogue_*": OFFICER,
    "public-catalogue": EVERYBODY,
}
READ = ("catalogue", "catalogue-table", "catalogue-entries", "catalogue-entry",
        "catalogue-versions", "catalogue-version", "catalogue-draft",
        "catalogue-affected")  # fmt: skip
DONE = ("draft", "put", "remove", "publish", "discard", "withdraw", "import")
API: dict[str, Door] = {
    **{f"GET {one}-api": WATCHERS for one in READ},
    **{f"POST catalogue-{one}-api": OFFICER for one in DONE},
}
