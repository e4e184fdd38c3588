"""The doors of what is sold: goods, imports, offers."""

from livecompliance.doorways import (
    OFFICER,
    PROGRAMS,
    STREAMER,
    WATCHERS,
    WATCHERS_AND_STREAMER,
    Door,
)

PRODUCTS_READ = ("products-api", "product-api")
PRODUCTS_DONE = ("products-api", "products-check-api", "product-imports-api",
                 "product-import-cancel-api")  # fmt: skip

GOODS_DONE = ("goods_import", "goods_recheck", "goods_decide", "goods_decide_several",
              "goods_undo", "goods_take")  # fmt: skip

PAGES: dict[str, Door] = {
    **dict.fromkeys(("goods", "goods-product"), WATCHERS),
    **dict.fromkeys(GOODS_DONE, OFFICER),
    "offers": WATCHERS_AND_STREAMER,
    **dict.fromkeys(("offers_propose", "offers_withdraw"), OFFICER | STREAMER),
    **dict.fromkeys(("offers_approve", "offers_refuse"), OFFICER),
}
API: dict[str, Door] = {
    **{f"GET {one}": WATCHERS for one in PRODUCTS_READ},
    **{f"POST {one}": OFFICER for one in PRODUCTS_DONE},
    "GET product-import-api": OFFICER,
    **dict.fromkeys(("POST product-decide-api", "POST offer-decide"), OFFICER),
    "GET room-offers": WATCHERS_AND_STREAMER,
    **dict.fromkeys(("POST room-offers", "POST offer-withdraw"), OFFICER | STREAMER),
    "POST seller-display": OFFICER | STREAMER,
    "POST offer-snapshots": PROGRAMS,
}
