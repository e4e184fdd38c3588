"""Conduct as a Django app."""

from django.apps import AppConfig

from livecompliance.kernel import wrapped


class ConductConfig(AppConfig):
    name = "conduct"

    def ready(self) -> None:
        from conduct import acts, adapters, gate, subscribers, tasks  # noqa: F401  (they register themselves)
        from conduct.models import Target
        from conduct.selectors import guest_parties
        from conduct.services import landing  # noqa: F401  (so does the kind of job)
        from moderation import services as moderation

        moderation.people_register(guest_parties)
        wrapped.register(Target, "value_sealed")
