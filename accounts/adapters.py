"""django-allauth, told that nobody signs up by himself."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People join by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[Any]:
        return ["username"]


def client_ip(request: HttpRequest) -> str:
    """Return the address that a request came from, past the proxies that settings trust."""
    return str(AccountAdapter(request).get_client_ip(request))
