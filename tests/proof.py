"""What tests do to prove who somebody is, as the step-up page would have it."""

from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from accounts.models import User
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "a-long-pass-phrase-7"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REASON = "季度审计抽查"


def browser(actor: Actor, **options: Any) -> Client:
    """Return the browser of a person who is signed in and proved nothing lately."""
    client = Client(**options)
    client.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)
    return client


def with_password(actor: Actor) -> None:
    """Give a person the password; whoever has it already stays signed in elsewhere."""
    user = User.objects.get(pk=actor.user_id)
    if not user.has_usable_password():
        user.set_password(PASSWORD)
        user.save()


def with_code(actor: Actor) -> None:
    """Give a person an authenticator app."""
    TOTP.activate(User.objects.get(pk=actor.user_id), SECRET)


def code(steps: int = 0) -> str:
    """Return what the app shows now, or some half minutes from now."""
    return format_hotp_value(hotp_value(SECRET, int(clock.now().timestamp()) // 30 + steps))


def step_up(client: Client, purpose: str, **given: str) -> Any:
    """Send the form of the step-up page."""
    return client.post("/step-up", {"purpose": purpose, "reason": REASON} | given)


def stepped_up(actor: Actor, purpose: str, **options: Any) -> Client:
    """Return the browser of a person who has just proved who he is, by password."""
    with_password(actor)
    client = browser(actor, **options)
    step_up(client, purpose, password=PASSWORD)
    return client
