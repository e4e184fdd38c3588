"""Filings as a Django app."""

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "filings"

    def ready(self) -> None:
        from filings import acts, gate, services, tasks  # noqa: F401  (they register themselves)
        from filings.selectors import copied  # noqa: F401
