"""Catalog as a Django app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"

    def ready(self) -> None:
        from catalog import acts, gate, search, subscribers, tasks  # noqa: F401  (they register themselves)
