"""Oversight as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        from oversight import acts, tasks  # noqa: F401  (they register themselves)
        from oversight.selectors import own  # noqa: F401

        autodiscover_modules("selectors.duty")  # every app says what it knows of its duties
