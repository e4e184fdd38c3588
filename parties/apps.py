"""Parties as a Django app."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "parties"

    def ready(self) -> None:
        from parties import acts  # noqa: F401  (it registers itself)
