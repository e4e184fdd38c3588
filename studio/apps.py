"""The rule studio as a Django app."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "studio"

    def ready(self) -> None:
        from studio import acts, gate, subscribers, tasks  # noqa: F401  (they register themselves)
        from studio.services import (  # noqa: F401  (so do the kinds of jobs)
            backtest,
            pack_build,
            pack_tables,
        )
