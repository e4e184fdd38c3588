"""Calling the API of parties as a platform's own system would."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from accounts.models import Tenant
from tests.rooms.conftest import key_of

Call = Callable[..., Any]
SCOPES = ("parties.read", "parties.write")


def caller(owner: Tenant, *scopes: str) -> Call:
    """Return what calls as a key of a tenant: `call("post", "parties", {...}, lang="en")`."""
    header, client = key_of(owner, *(scopes or SCOPES)), Client()

    def call(method: str, path: str, body: Any = None, *, lang: str = "zh-hans") -> Any:
        extra = {"HTTP_AUTHORIZATION": header, "HTTP_ACCEPT_LANGUAGE": lang}
        raw = "" if body is None else json.dumps(body, ensure_ascii=False)
        return client.generic(
            method.upper(), f"/api/v1/{path}", raw, content_type="application/json", **extra
        )

    return call


def person(number: str = "", **fields: Any) -> dict[str, Any]:
    """Return the body by which somebody is registered."""
    made: dict[str, Any] = {
        "kind": "natural",
        "roles": ["operator", "marketer"],
        "public_name": "小满",
        "name": "林小满",
        "mobile": "138 0000 1234",
        "address": "杭州市滨江区某路 1 号",
    }
    papers = {"document": {"kind": "resident_id", "number": number}} if number else {}
    return made | papers | fields
