"""The cast of charter: an operator, a marketer, an agency, and texts that hold for them."""

import pytest

from tests.charter import world


@pytest.fixture
def shop(harbour):
    """A tea shop that operates a live room."""
    return world.party(harbour, "operator", public_name="山野茶铺")


@pytest.fixture
def ayun(harbour):
    """Ayun sells live."""
    return world.party(harbour, "marketer", public_name="阿云")


@pytest.fixture
def stars(harbour):
    """An agency."""
    return world.party(harbour, "agency", public_name="繁星文化")


@pytest.fixture
def with_operators(harbour):
    return world.published(harbour, "platform_operator")


@pytest.fixture
def with_agencies(harbour):
    return world.published(harbour, "platform_agency")


@pytest.fixture
def first_course(harbour):
    return world.course(harbour)
