"""What tests of pages share: a signed-in browser, and the words of an answer."""

from typing import Any

from django.test import Client

from accounts.models import User
from livecompliance.kernel.actors import Actor


def browser_of(actor: Actor, language: str = "zh-hans") -> Client:
    """Sign a person in."""
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def page_text(response: Any) -> str:
    return response.content.decode()
