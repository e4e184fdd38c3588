"""A real issuer, entered for an authority, and one of its people."""

import pytest
from django.core.cache import cache

from livecompliance.kernel import outbound
from tests.portal.conftest import grant, visitor
from tests.portal.issuer import Issuer as Server
from tests.portal.outside.arriving import entered


@pytest.fixture
def server():
    made = Server()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def near(settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = True
    settings.APART = True
    cache.clear()
    outbound._rests.clear()


@pytest.fixture
def row(server):
    return entered(server)


@pytest.fixture
def chen(harbour):
    user = visitor("gov:chen")
    grant(harbour, user)
    return user
