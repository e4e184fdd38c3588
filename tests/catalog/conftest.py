"""Goods as a platform hands them in; an entry of its own, a second officer, a version."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Tenant
from catalog import services
from catalog.models import Draft, Edition, Offer, Product
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from rooms.models import Room
from tests import builders
from tests.architecture.test_api_matrix import key_of

TEA = {"external_id": "sku-1", "title": "明前龙井茶 250g", "price": "198.00"}
LIQUOR = {"external_id": "sku-2", "title": "酱香型白酒 53度", "price": "899"}
GUN = {"external_id": "sku-3", "title": "1比1仿真手枪全金属可抛壳"}
NEAR = {"external_id": "sku-4", "title": "仿真水枪 大容量"}


@pytest.fixture
def call(harbour):
    return caller(key_of(harbour, "goods", scopes=["catalog.read", "catalog.write"]))


def caller(key):
    """Return what sends as the platform's own system does."""
    headers = {"Authorization": f"Bearer {key}"}

    def send(method, path, body=None):
        kind = {"content_type": "application/json"} if body is not None else {}
        return getattr(Client(), method)(f"/api/v1/{path}", body, headers=headers, **kind)

    send.headers = headers
    return send


def stored(actor, *items):
    """Keep goods; return the products."""
    with acting(actor), transaction.atomic():
        found = services.products_check(actor=actor, items=items, is_kept=True)
        numbers = [str(one.product.external_id) for one in found.answers if one.product]
        rows = {one.external_id: one for one in Product.objects.filter(external_id__in=numbers)}
    return [rows[one] for one in numbers]


COINS: dict[str, Any] = {
    "id": "star-coins", "classes": ["U"], "action": "block", "zh": "星币", "en": "Star coins",
    "basis": "平台规则 7", "terms": ["琥珀星币"], "hits": ["琥珀星币 100 枚"],
}  # fmt: skip


@pytest.fixture
def mei(harbour: Tenant) -> Actor:
    """Mei is Harbour's other compliance officer."""
    return builders.person(harbour, "mei", "officer")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., datetime]:
    """Let time pass."""
    really, moved = clock.now, [timedelta()]

    def pass_(**by: float) -> datetime:
        moved[0] += timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: really() + moved[0])
        return clock.now()

    return pass_


def drafted(author: Actor, *entries: dict[str, Any], note: str = "新增星币") -> Draft:
    """Begin a draft and put entries into it."""
    with acting(author):
        row = services.draft_begin(actor=author, note=note)
        for one in entries:
            row = services.entry_put(actor=author, draft_id=row.pk, entry=one)
        return row


def published(author: Actor, publisher: Actor, *entries: dict[str, Any], **more: Any) -> Edition:
    """Write a version and let another publish it."""
    row = drafted(author, *entries)
    with acting(publisher):
        return services.edition_publish(
            actor=publisher, draft_id=row.pk, revision=row.revision, **more
        )


def things(author: Actor) -> dict[str, str]:
    """Make a version and a draft with an entry in a tenant; return their ids."""
    row = drafted(author, COINS)
    with acting(author):
        made = services.edition_publish(
            actor=author, draft_id=row.pk, revision=row.revision, alone_reason="只有一名专员"
        )
    row = drafted(author, COINS | {"id": "moon-coins", "terms": ["琥珀月币"], "hits": []})
    return {
        "edition_id": str(made.pk),
        "catalogue_draft_id": str(row.pk),
        "entry_id": "star-coins",
        "deed": "copy",
    }


def is_untouched() -> bool:
    """Tell whether there are still one version, and a draft as it was."""
    return Edition.objects.count() == 1 and Draft.objects.get().revision == 2


def goods_of(officer: Actor, room: Room) -> dict[str, str]:
    """Make an ambiguous product that a room offers; return the ids."""
    (near,) = stored(officer, NEAR)
    with acting(officer), transaction.atomic():
        offer = services.offer_propose(
            actor=officer, room_id=room.pk, wish=services.Wish(near.external_id)
        )
    return {"product_id": str(near.pk), "offer_id": str(offer.pk)}


# What the fuzzer and the matrix of roles send: a draft and a version of `things` are there.
MOON = COINS | {"id": "sun-coins", "zh": "日币", "terms": ["琥珀日币"], "hits": []}
PUBLISHED = {"revision": 2, "note": "新增", "alone_reason": "只有一名专员"}
RIGHT: dict[str, dict[str, Any]] = {
    "catalogue_entry_put": MOON | {"revision": None, "documents": [], "passes": [], "until": None},
    "catalogue_publish": PUBLISHED | {"effective_at": None},
    "catalogue_discard": {"revision": 2},
}
CLOSED = {"catalogue_draft_begin", "catalogue_withdraw", "catalogue_import"}
DRAFT = "catalogue/draft/<uuid:catalogue_draft_id>"
WRITES: dict[str, tuple[Any, set[str]]] = {
    "catalogue/draft": ({}, {"officer"}),
    f"{DRAFT}/entries": (MOON, {"officer"}),
    f"{DRAFT}/entries/<str:entry_id>/remove": ({}, {"officer"}),
    f"{DRAFT}/publish": (PUBLISHED, {"officer"}),
    f"{DRAFT}/discard": ({"revision": 2}, {"officer"}),
    f"{DRAFT}/import": ({"file": "01a00000-0000-7000-8000-000000000000"}, set()),  # of his own
    "catalogue/versions/<uuid:edition_id>/withdraw": ({"note": "误加"}, {"officer"}),
}


def is_offer_untouched() -> bool:
    """Tell whether the one product still waits, and so does its offer."""
    return Product.objects.get().standing == Offer.objects.get().state == "waiting"
