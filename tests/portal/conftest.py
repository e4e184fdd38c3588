"""What the tests of the portal share: a platform, and people of an authority who may look at it."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from accounts import services as accounts
from accounts.models import Grant, Tenant, User
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting

EVERYTHING = ("conduct", "goods", "complaints", "tax", "identity", "minors", "record")
BASIS = "浙网监函〔2026〕118 号"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PROVINCE = accounts.Office(name="浙江省网信办", kind="cac", level="province", region="33")
CITY = accounts.Office(name="杭州市市场监管局", kind="samr", level="city", region="3301")


def visitor(login: str = "gov:visitor", office: accounts.Office = PROVINCE) -> User:
    """Make a person of an authority, to whom nothing is granted yet."""
    authority = accounts.authority_enter(office=office)
    return accounts.regulator_enter(
        authority=authority, username=login, name="监管访客", password="a-long-pass-phrase-7"
    )


def grant(owner: Tenant, user: User, until: datetime | None = None, **given: Any) -> Grant:
    """Let a person of an authority look at a platform."""
    wish = {
        "matters": EVERYTHING,
        "until": until or clock.now() + timedelta(days=30),
        "basis": BASIS,
    }
    system = system_actor(owner.pk)
    with acting(system):
        return accounts.regulator_grant(
            actor=system, user_id=user.pk, given=accounts.Given(**wish | given)
        )


def browser_of(user: User, **options: Any) -> Client:
    """Return the browser of somebody who is signed in."""
    client = Client(headers={"Accept-Language": "zh-hans"}, **options)
    client.force_login(user, backend=BACKEND)
    return client


def looking_at(*owners: Tenant, **given: Any) -> Client:
    """Return the browser of a person of an authority to whom platforms are granted."""
    user = visitor()
    for owner in owners:
        grant(owner, user, **given)
    return browser_of(user, raise_request_exception=False)


def text(answer: Any) -> str:
    """Return the page of an answer."""
    assert answer.status_code == 200, answer.status_code
    body: str = answer.content.decode()
    return body
