"""The kernel as a Django app: no models, only commands and start-up checks."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "livecompliance.kernel"
    label = "kernel"

    def ready(self) -> None:
        # They register themselves.
        from livecompliance.kernel import checks as _checks  # noqa: F401
        from livecompliance.kernel.pg import checks, grants  # noqa: F401
