"""Goods as a platform hands them in."""

import pytest
from django.test import Client

from catalog import services
from catalog.models import Product
from livecompliance.kernel.tenancy import acting
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

    return send


def stored(actor, *items):
    """Keep goods; return the products."""
    with acting(actor):
        found = services.products_check(actor=actor, items=items, is_kept=True)
        numbers = [str(one.product.external_id) for one in found.answers if one.product]
        rows = {one.external_id: one for one in Product.objects.filter(external_id__in=numbers)}
    return [rows[one] for one in numbers]
