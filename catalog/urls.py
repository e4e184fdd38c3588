"""Addresses of the pages of what is sold and who supplies it."""

from django.urls import path

from catalog.views import (
    adverts,
    affected,
    catalogue,
    claims,
    desk,
    editions,
    goods,
    holds,
    mine,
    offers,
    suppliers,
)

SUPPLIER, PAPER = "suppliers/<uuid:supplier_id>", "suppliers/papers/<uuid:paper_id>"
urlpatterns = [
    path("goods", goods.goods, name="goods"),
    path("goods/import", goods.bring, name="goods_import"),
    path("goods/recheck", goods.recheck, name="goods_recheck"),
    path("goods/<uuid:product_id>", goods.product, name="goods-product"),
    path("goods/decide", desk.decide, name="goods_decide_several"),
    path("goods/undo", desk.undo, name="goods_undo"),
    path("goods/<uuid:product_id>/take", desk.take, name="goods_take"),
    path("goods/<uuid:product_id>/decide", goods.decide, name="goods_decide"),
    path("rooms/<uuid:room_id>/offers", offers.offers, name="offers"),
    path("rooms/<uuid:room_id>/offers/propose", offers.propose, name="offers_propose"),
    path("offers/<uuid:offer_id>/approve", offers.decide, {"move": "approve"}, "offers_approve"),
    path("offers/<uuid:offer_id>/refuse", offers.decide, {"move": "refuse"}, "offers_refuse"),
    path("offers/<uuid:offer_id>/withdraw", offers.withdraw, name="offers_withdraw"),
    path("me/supplies/give", mine.give, name="my_supplies_give"),
    path("me/supplies", mine.supplies, name="my-supplies"),
    path("suppliers/people/<uuid:merchant_id>/untie", suppliers.untie, name="supplier_untie"),
    path("suppliers", suppliers.suppliers, name="suppliers"),
    path("suppliers/add", suppliers.add, name="supplier_add"),
    path("suppliers/papers", suppliers.papers, name="supplier-papers"),
    path(f"{PAPER}/approve", suppliers.decide, {"move": "approve"}, name="supplier_approve"),
    path(f"{PAPER}/refuse", suppliers.decide, {"move": "refuse"}, name="supplier_refuse"),
    path(f"{PAPER}/look", suppliers.decide, {"move": "look"}, name="supplier_paper_look"),
    path(f"{PAPER}/withdraw", suppliers.decide, {"move": "withdraw"}, name="supplier_withdraw"),
    path("suppliers/recalls", suppliers.recalls, name="supplier-recalls"),
    path("suppliers/recalls/add", suppliers.recall_add, name="supplier_recall_add"),
    path("suppliers/recalls/import", suppliers.recall_import, name="supplier_recall_import"),
    path("suppliers/recalls/<uuid:recall_id>/lift", suppliers.recall_lift, name="supplier_lift"),
    path("suppliers/claims", claims.claims, name="supplier-claims"),
    path("suppliers/claims/add", claims.claim_add, name="supplier_claim_add"),
    *(
        path(
            f"suppliers/claims/<uuid:evidence_id>/{move}",
            claims.claim_decide,
            {"move": move},
            name=f"supplier_claim_{move}",
        )
        for move in ("approve", "refuse", "withdraw", "look")
    ),
    path(
        "suppliers/claims/<uuid:evidence_id>/hold", holds.evidence_hold, name="supplier_claim_hold"
    ),
    path("suppliers/adverts/<uuid:advert_id>/hold", holds.advert_hold, name="supplier_advert_hold"),
    path("suppliers/adverts", adverts.adverts, name="supplier-adverts"),
    *(
        path(
            f"suppliers/adverts/<uuid:advert_id>/{move}",
            adverts.advert_decide,
            {"move": move},
            name=f"supplier_advert_{move}",
        )
        for move in ("approve", "refuse", "end")
    ),
    *(
        path(
            f"suppliers/endorsements/<uuid:endorsement_id>/{move}",
            adverts.endorsement_decide,
            {"move": move},
            name=f"supplier_endorsement_{move}",
        )
        for move in ("approve", "refuse")
    ),
    path("suppliers/prices", claims.price_list, name="supplier-prices"),
    path(SUPPLIER, suppliers.supplier, name="supplier"),
    path(f"{SUPPLIER}/change", suppliers.act, {"move": "change"}, name="supplier_change"),
    path(f"{SUPPLIER}/look", suppliers.act, {"move": "look"}, name="supplier_look"),
    path(f"{SUPPLIER}/close", suppliers.act, {"move": "close"}, name="supplier_close"),
    path(f"{SUPPLIER}/hold", holds.supplier_hold, name="supplier_hold"),
    path(f"{SUPPLIER}/tie", suppliers.act, {"move": "tie"}, name="supplier_tie"),
    path(f"{SUPPLIER}/give", suppliers.act, {"move": "give"}, name="supplier_give"),
    path("catalogue", catalogue.listed, name="catalogue"),
    path("catalogue/entries/<slug:entry_id>", catalogue.entry, name="catalogue-entry"),
    path("catalogue/asked", catalogue.asked, name="catalogue-asked"),
    path("catalogue/versions", editions.listed, name="catalogue-versions"),
    path("catalogue/versions/<uuid:edition_id>", editions.version, name="catalogue-version"),
    path("catalogue/draft", editions.begin, name="catalogue_begin"),
    path("catalogue/draft/<uuid:catalogue_draft_id>/entry", editions.edit, name="catalogue_edit"),
    path("catalogue/draft/<uuid:catalogue_draft_id>/tried", editions.tried, name="catalogue_tried"),
    path(
        "catalogue/draft/<uuid:catalogue_draft_id>/affected",
        affected.affected,
        name="catalogue-affected",
    ),
    path(
        "catalogue/draft/<uuid:catalogue_draft_id>/entries/<slug:entry_id>/remove",
        editions.remove,
        name="catalogue_remove",
    ),
    path("catalogue/versions/<uuid:edition_id>/<slug:deed>", editions.act, name="catalogue_act"),
]
