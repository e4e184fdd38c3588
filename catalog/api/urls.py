"""API addresses of what is sold."""

from django.urls import path

from catalog.api import imports, products, suppliers

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
    path("products/<uuid:product_id>", products.ProductApi.as_view(), name="product-api"),
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
]
