"""The doors of suppliers, claims, prices and advertising: what stands behind what is sold."""

from livecompliance.doorways import MERCHANT, OFFICER, STREAMER, WATCHERS, Door

READ = ("suppliers-api", "supplier-api", "supplier-papers-api", "recalls-api",
        "claim-evidence-api", "adverts-api", "endorsements-api", "advertisement-api")  # fmt: skip
ASKED = ("papers-check-api", "claims-check-api", "prices-check-api")

PAGES: dict[str, Door] = {
    **dict.fromkeys(("suppliers", "supplier", "supplier-*"), WATCHERS),
    "supplier_*": OFFICER,
    "my-supplies": MERCHANT | STREAMER,
    "my_supplies_give": MERCHANT,
}
API: dict[str, Door] = {
    "GET room-promotion-api": WATCHERS,
    **{f"GET {one}": WATCHERS for one in READ},
    **{f"POST {one}": OFFICER for one in READ},
    **dict.fromkeys(("POST paper-file-api", "POST prices-api", "POST advert-end-api"), OFFICER),
    **{f"POST {one}": WATCHERS for one in ASKED},
}
