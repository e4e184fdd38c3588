"""Office as a Django app."""

from django.apps import AppConfig

from livecompliance.kernel import wrapped


class OfficeConfig(AppConfig):
    name = "office"

    def ready(self) -> None:
        from office import acts, subscribers, tasks  # noqa: F401  (they register themselves)
        from office.models import File
        from office.rules import letters

        wrapped.register(File, "wrapped_key")
        letters.templates()  # a template that must not be used stops the process here
