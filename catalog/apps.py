"""Catalog as a Django app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"

    def ready(self) -> None:
        from catalog import acts  # noqa: F401  (it registers itself)
