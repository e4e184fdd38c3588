"""Which role a migration uses: the app role works, the owner migrates."""

from typing import Any

from django.db import models


class ByRole:
    """Only the owner migrates. Who looks through which role is said where he looks (looking.py)."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return None

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str | None:
        return None

    def allow_relation(self, left: models.Model, right: models.Model, **hints: Any) -> bool | None:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return db == "owner"
