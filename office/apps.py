"""Office as a Django app."""

from django.apps import AppConfig

from livecompliance.kernel import wrapped


class OfficeConfig(AppConfig):
    name = "office"

    def ready(self) -> None:
        from office import acts, tasks  # noqa: F401  (they register themselves)
        from office.models import File

        wrapped.register(File, "wrapped_key")
