"""Which role a query and a migration use: the app role works, the owner migrates."""

from typing import Any

from django.db import models

from livecompliance.kernel import tenancy


class ByRole:
    """Regulators read through their own, read-only role; only the owner migrates."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        actor = tenancy.bound()
        return "regulator" if actor is not None and actor.has("regulator") else None

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str | None:
        return None

    def allow_relation(self, left: models.Model, right: models.Model, **hints: Any) -> bool | None:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return db == "owner"
