"""The portal of authorities: what they see of the platforms that they supervise."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        for name in ("acts", "tasks"):  # they register themselves
            import_module(f"portal.{name}")
