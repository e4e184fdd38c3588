"""The kernel as a Django app: no models, only commands and start-up checks."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "livecompliance.kernel"
    label = "kernel"

    def ready(self) -> None:
        from livecompliance.kernel.pg import checks, grants  # noqa: F401  (they register themselves)
