"""Oversight as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from livecompliance.kernel import wrapped


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        from oversight import acts, adapters, gate, subscribers, tasks  # noqa: F401  (register)
        from oversight.models import Package
        from oversight.selectors import own, own_outbox  # noqa: F401
        from oversight.services import inspection, making, statements, violator_import  # noqa: F401

        wrapped.register(Package, "told_sealed")

        autodiscover_modules("selectors.duty")  # every app says what it knows of its duties
