"""API addresses of what is sold."""

from django.urls import path

from catalog.api import products

urlpatterns = [
    path("products", products.ProductsApi.as_view(), name="products-api"),
    path("products:check", products.ProductsCheckApi.as_view(), name="products-check-api"),
    path("products/<uuid:product_id>", products.ProductApi.as_view(), name="product-api"),
]
