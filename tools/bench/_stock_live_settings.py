"""The settings of the stock way: the channel layer that Channels' own documentation configures."""

import os

from livecompliance.settings import dev
from livecompliance.settings.dev import *  # noqa: F403

_PUBSUB = os.environ.get("LC_BENCH_LAYER") == "pubsub"
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"
        if _PUBSUB
        else "channels_redis.core.RedisChannelLayer",
        # Its capacity of 100 would lose most of a burst: raised, so that it can be counted at all.
        "CONFIG": {"hosts": [dev.REDIS_URL]} | ({} if _PUBSUB else {"capacity": 100_000}),
    }
}
