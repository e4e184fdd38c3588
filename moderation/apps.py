"""Moderation as a Django app."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from moderation import acts, subscribers, tasks  # noqa: F401  (they register themselves)
