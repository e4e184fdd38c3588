"""API addresses of what is sold."""

from django.urls import path

from catalog.api import (
    adverts,
    affected,
    catalogue,
    claims,
    editions,
    imports,
    offers,
    products,
    suppliers,
)

EDITION = "catalogue/versions/<uuid:edition_id>"
DRAFT = "catalogue/draft/<uuid:catalogue_draft_id>"
urlpatterns = [
    path("products", products.ProductsApi.as_view(), name="products-api"),
    path("products:check", products.ProductsCheckApi.as_view(), name="products-check-api"),
    path("product-imports", imports.ImportsApi.as_view(), name="product-imports-api"),
    path(
        "product-imports/<uuid:import_id>", imports.ImportApi.as_view(), name="product-import-api"
    ),
    path(
        "product-imports/<uuid:import_id>/cancel",
        imports.ImportCancelApi.as_view(),
        name="product-import-cancel-api",
    ),
    path("rooms/<uuid:room_id>/offers", offers.OffersApi.as_view(), name="room-offers"),
    path("offers/<uuid:offer_id>/decide", offers.OfferDecideApi.as_view(), name="offer-decide"),
    path(
        "offers/<uuid:offer_id>/withdraw", offers.OfferWithdrawApi.as_view(), name="offer-withdraw"
    ),
    path("offers/<uuid:offer_id>/snapshots", offers.SnapshotsApi.as_view(), name="offer-snapshots"),
    path(
        "sessions/<uuid:session_id>/seller-display",
        offers.SellerDisplayApi.as_view(),
        name="seller-display",
    ),
    path(
        "products/<uuid:product_id>/decide",
        offers.ProductDecideApi.as_view(),
        name="product-decide-api",
    ),
    path("products/<uuid:product_id>", products.ProductApi.as_view(), name="product-api"),
    path("adverts", adverts.AdvertsApi.as_view(), name="adverts-api"),
    path("adverts/<uuid:advert_id>/end", adverts.AdvertEndApi.as_view(), name="advert-end-api"),
    path("endorsements", adverts.EndorsementsApi.as_view(), name="endorsements-api"),
    path(
        "sessions/<uuid:session_id>/advertisement",
        adverts.StatementApi.as_view(),
        name="advertisement-api",
    ),
    path("claims:check", claims.ClaimsCheckApi.as_view(), name="claims-check-api"),
    path("claim-evidence", claims.EvidenceApi.as_view(), name="claim-evidence-api"),
    path("prices", claims.PricesApi.as_view(), name="prices-api"),
    path("prices:check", claims.PricesCheckApi.as_view(), name="prices-check-api"),
    path("suppliers", suppliers.SuppliersApi.as_view(), name="suppliers-api"),
    path("suppliers/<uuid:supplier_id>", suppliers.SupplierApi.as_view(), name="supplier-api"),
    path(
        "suppliers/<uuid:supplier_id>/papers",
        suppliers.SupplierPapersApi.as_view(),
        name="supplier-papers-api",
    ),
    path("papers:check", suppliers.PapersCheckApi.as_view(), name="papers-check-api"),
    path("papers/<uuid:paper_id>/file", suppliers.PaperFileApi.as_view(), name="paper-file-api"),
    path("recalls", suppliers.RecallsApi.as_view(), name="recalls-api"),
    path("catalogue", catalogue.CatalogueApi.as_view(), name="catalogue-api"),
    path("catalogue/table", catalogue.CatalogueTableApi.as_view(), name="catalogue-table-api"),
    path(
        "catalogue/entries", catalogue.CatalogueEntriesApi.as_view(), name="catalogue-entries-api"
    ),
    path(
        "catalogue/entries/<str:entry_id>",
        catalogue.CatalogueEntryApi.as_view(),
        name="catalogue-entry-api",
    ),
    path(
        "catalogue/versions",
        catalogue.CatalogueEditionsApi.as_view(),
        name="catalogue-versions-api",
    ),
    path(EDITION, catalogue.CatalogueEditionApi.as_view(), name="catalogue-version-api"),
    path(
        f"{EDITION}/withdraw",
        editions.CatalogueWithdrawApi.as_view(),
        name="catalogue-withdraw-api",
    ),
    path(
        f"{DRAFT}/affected", affected.CatalogueAffectedApi.as_view(), name="catalogue-affected-api"
    ),
    path("catalogue/draft", editions.CatalogueDraftApi.as_view(), name="catalogue-draft-api"),
    path(
        f"{DRAFT}/entries",
        editions.CatalogueDraftEntriesApi.as_view(),
        name="catalogue-put-api",
    ),
    path(
        f"{DRAFT}/entries/<str:entry_id>/remove",
        editions.CatalogueDraftRemoveApi.as_view(),
        name="catalogue-remove-api",
    ),
    path(f"{DRAFT}/publish", editions.CataloguePublishApi.as_view(), name="catalogue-publish-api"),
    path(f"{DRAFT}/import", editions.CatalogueImportApi.as_view(), name="catalogue-import-api"),
    path(f"{DRAFT}/discard", editions.CatalogueDiscardApi.as_view(), name="catalogue-discard-api"),
]
