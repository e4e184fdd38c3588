"""API addresses of what is sold."""

from django.urls import path

from catalog.api import imports, products

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
]
