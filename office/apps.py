"""Office as a Django app."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"

    def ready(self) -> None:
        from office import acts, tasks  # noqa: F401  (they register themselves)
