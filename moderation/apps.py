"""Moderation as a Django app."""

from django.apps import AppConfig

from livecompliance.kernel import wrapped


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from moderation import acts, adapters, search, subscribers, tasks  # noqa: F401  (they register)
        from moderation.models import Decision, Reply
        from moderation.selectors import compliance, copied, presence  # noqa: F401
        from tiers import selectors as tiers

        wrapped.register(Decision, "content_sealed")
        wrapped.register(Reply, "body_sealed")
        tiers.counter_register("findings", compliance.findings_by_room)
        tiers.counter_register("measures", compliance.measures_by_room)
        tiers.presence_register(presence.seen)
