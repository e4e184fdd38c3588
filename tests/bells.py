"""A Redis for bells that a test may kill."""

import pytest

from livecompliance.kernel import live


def _forget() -> None:
    live._client.cache_clear()
    live._broken_until.clear()


@pytest.fixture
def own_redis(own_services, settings):
    """Ring and hear through a Redis of our own."""
    layer = settings.CHANNEL_LAYERS["default"]
    config = layer["CONFIG"] | {"hosts": [own_services.redis.url()]}
    settings.CHANNEL_LAYERS = {"default": layer | {"CONFIG": config}}
    _forget()
    yield own_services.redis
    live._client(0).close()
    _forget()
