"""Accounts as a Django app."""

from django.apps import AppConfig

from livecompliance.kernel import wrapped


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import acts, search, subscribers  # noqa: F401  (they register themselves)
        from accounts.api import schema  # noqa: F401
        from accounts.models import TenantKey

        wrapped.register(TenantKey, "wrapped")
