"""Rooms as a Django app."""

from django.apps import AppConfig

from livecompliance.kernel import wrapped


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        from filings import services as filings
        from rooms import acts, search, subscribers, tasks  # noqa: F401  (they register themselves)
        from rooms.models import Session
        from rooms.selectors import copied  # noqa: F401
        from rooms.selectors.hours import live_seconds

        wrapped.register(Session, "wrapped_key")
        filings.live_seconds_from(live_seconds)
