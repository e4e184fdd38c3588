"""Stage as a Django app."""

from django.apps import AppConfig

from livecompliance.kernel import wrapped


class StageConfig(AppConfig):
    name = "stage"

    def ready(self) -> None:
        from stage import acts, gate, subscribers, tasks  # noqa: F401  (they register themselves)
        from stage.models import ElementVersion
        from stage.selectors import copied  # noqa: F401

        wrapped.register(ElementVersion, "content_sealed")
