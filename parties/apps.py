"""Parties as a Django app."""

from django.apps import AppConfig

from livecompliance.kernel import wrapped


class PartiesConfig(AppConfig):
    name = "parties"

    def ready(self) -> None:
        from parties import acts, gate, search, services, subscribers, tasks  # noqa: F401
        from parties.models import Provider
        from parties.selectors import member  # noqa: F401

        wrapped.register(Provider, "secret")
