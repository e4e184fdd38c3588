"""Rooms as a Django app."""

from django.apps import AppConfig

from livecompliance.kernel import wrapped


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        from rooms import acts, search, tasks  # noqa: F401  (they register themselves)
        from rooms.models import Session

        wrapped.register(Session, "wrapped_key")
