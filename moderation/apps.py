"""Moderation as a Django app."""

from django.apps import AppConfig

from livecompliance.kernel import wrapped


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from moderation import acts, search, subscribers, tasks  # noqa: F401  (they register)
        from moderation.models import Decision, Reply

        wrapped.register(Decision, "content_sealed")
        wrapped.register(Reply, "body_sealed")
