"""Rooms as a Django app."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        from rooms import acts, tasks  # noqa: F401  (they register themselves)
