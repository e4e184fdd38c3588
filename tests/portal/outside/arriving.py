"""How somebody comes in by an issuer, in few words."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.test import Client

from accounts import services as accounts
from portal import services
from portal.models import Issuer
from tests.portal.conftest import PROVINCE
from tests.portal.issuer import CLIENT, SECRET
from tests.portal.issuer import Issuer as Server


def entered(server: Server, office: accounts.Office = PROVINCE, **wish) -> Issuer:
    authority = accounts.authority_enter(office=office)
    given = {"login_prefix": "gov:", "strong": ["mfa"]} | wish
    return services.issuer_enter(
        authority=authority, wish=services.Wish(server.url, CLIENT, SECRET, **given)
    )


def browser() -> Client:
    return Client(headers={"Accept-Language": "zh-hans"}, raise_request_exception=False)


def begun(client: Client, row: Issuer, **query) -> str:
    answer = client.get(f"/portal/sign-in/{row.pk}", query)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def path(address: str, **other) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{urlencode(dict(parse_qsl(parts.query)) | other)}"


def walked(client: Client, row: Issuer, server: Server, **query):
    """Go to the issuer, agree there, and come back."""
    return client.get(path(server.agree(begun(client, row, **query))))


def is_in(client: Client) -> bool:
    """Tell whether the portal knows him. (It sees none of his grants: they are not committed.)"""
    return client.get("/portal/harbour/duties").status_code == 403


def refused(answer, words: str = "不能登录") -> None:
    assert answer.status_code == 403, answer.status_code
    assert words in answer.content.decode()
