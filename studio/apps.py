"""The rule studio as a Django app."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "studio"

    def ready(self) -> None:
        from studio import acts, gate, subscribers  # noqa: F401  (they register themselves)
        from studio.services import backtest  # noqa: F401  (so does the kind of job)
