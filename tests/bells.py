"""A Redis for bells that a test may kill."""

from collections.abc import Iterator

import pytest

from livecompliance.kernel import live
from tools.embedded import EmbeddedRedis


def _forget() -> None:
    live._client.cache_clear()
    live._broken_until.clear()


@pytest.fixture
def own_redis(tmp_path, settings) -> Iterator[EmbeddedRedis]:
    """Ring and hear through a Redis of our own."""
    server = EmbeddedRedis(tmp_path / "redis", durable=True).start()
    layer = settings.CHANNEL_LAYERS["default"]
    config = layer["CONFIG"] | {"hosts": [server.url()]}
    settings.CHANNEL_LAYERS = {"default": layer | {"CONFIG": config}}
    _forget()
    yield server
    live._client(0).close()
    _forget()
    server.discard()
