"""Tax as a Django app."""

from django.apps import AppConfig


class TaxConfig(AppConfig):
    name = "tax"

    def ready(self) -> None:
        from tax import acts, tasks  # noqa: F401  (they register themselves)
        from tax.selectors import copied  # noqa: F401
