"""Charter as a Django app."""

from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "charter"

    def ready(self) -> None:
        from charter import acts, gate, tasks  # noqa: F401  (they register themselves)
        from charter.selectors import copied  # noqa: F401
