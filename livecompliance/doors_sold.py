"""The doors of what is sold: goods, imports, offers."""

from livecompliance.doorways import OFFICER, WATCHERS, Door

PRODUCTS_READ = ("products-api", "product-api")
PRODUCTS_DONE = ("products-api", "products-check-api", "product-imports-api",
                 "product-import-cancel-api")  # fmt: skip

PAGES: dict[str, Door] = {}
API: dict[str, Door] = {
    **{f"GET {one}": WATCHERS for one in PRODUCTS_READ},
    **{f"POST {one}": OFFICER for one in PRODUCTS_DONE},
    "GET product-import-api": OFFICER,
}
