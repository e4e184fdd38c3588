"""Doorbells for live updates: a ring says that something changed, the table says what.

A bell is one PUBLISH in the wire format of the channel layer (channels_redis, pub/sub), from
a connection that is kept, so that ringing costs a worker a tenth of a millisecond.
"""

import logging
import time
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import redis
from channels_redis.utils import decode_hosts
from django.conf import settings
from django.db import connection, transaction
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)
TIMEOUT_S = 0.2
BREAK_S = 1.0
ACCESS = "access"  # the bell of those who may have lost their place
_broken_until: dict[int, float] = {}


def group_name(tenant_id: UUID, kind: str, pk: UUID | str) -> str:
    """Return the group of one watched thing. A group always carries its tenant."""
    return f"t.{tenant_id.hex}.{kind}.{pk.hex if isinstance(pk, UUID) else pk}"


def channel_of(group: str) -> str:
    """Return the Redis channel on which the layer, and we, publish to a group."""
    return f"{_config()['prefix']}__group__{group}"


def shards() -> list[dict[str, Any]]:
    """Return how to reach each Redis that carries bells, as keyword arguments of a client."""
    return [dict(host) for host in decode_hosts(_config()["hosts"])]


def shard_of(channel: str) -> int:
    """Return which Redis carries a channel: the layer's own arithmetic."""
    return int((zlib.crc32(channel.encode()) & 0xFFF) / (4096 / len(shards())))


def pack(hint: Mapping[str, int | str]) -> bytes:
    """Return a bell as it travels."""
    return msgspec.msgpack.encode({"type": "bell", **hint})


def unpack(raw: bytes) -> dict[str, Any]:
    """Return what a bell hints at; nothing for what is not a bell."""
    try:
        hint: dict[str, Any] = msgspec.msgpack.decode(raw, type=dict[str, Any])
    except msgspec.MsgspecError:
        return {}
    return hint


def ring(tenant_id: UUID, kind: str, pk: UUID | str, **hint: int | str) -> bool:
    """Ring one group's bell now; tell whether it could be rung. Never raises for a dead Redis.

    A Redis that fails is left alone five times as long as the failure took, a second at most:
    one that hangs must not slow every commit, and one that is back must be heard at once.
    """
    return _peal([_Bell(channel_of(group_name(tenant_id, kind, pk)), pack(hint))])


def ring_on_commit(tenant_id: UUID, kind: str, pk: UUID | str, **hint: int | str) -> None:
    """Ring once the current transaction commits, with whatever else it rings, in one message."""
    bell = _Bell(channel_of(group_name(tenant_id, kind, pk)), pack(hint))
    if not connection.in_atomic_block:
        _peal([bell])
        return
    within = set(connection.savepoint_ids)
    for waiting in connection.run_on_commit:
        savepoints, hook = waiting[:2]
        if savepoints == within and isinstance(hook, _Peal):
            hook.add(bell)
            return
    transaction.on_commit(_Peal([bell]), robust=True)


class _Bell(NamedTuple):
    channel: str
    packed: bytes


class _Peal:
    """The bells of one transaction, each rung once."""

    def __init__(self, bells: list[_Bell]) -> None:
        self.bells = bells

    def add(self, bell: _Bell) -> None:
        if bell not in self.bells:
            self.bells.append(bell)

    def __call__(self) -> None:
        _peal(self.bells)


def _peal(bells: list[_Bell]) -> bool:
    """Ring several bells; tell whether all could be rung."""
    by_shard: dict[int, list[_Bell]] = {}
    for bell in bells:
        by_shard.setdefault(shard_of(bell.channel), []).append(bell)
    rung = [_rung(shard, some) for shard, some in by_shard.items()]
    return all(rung)


def _rung(shard: int, bells: list[_Bell]) -> bool:
    began = time.monotonic()
    if began < _broken_until.get(shard, 0.0):
        return False
    try:
        if len(bells) == 1:
            _client(shard).publish(*bells[0])
        else:
            pipe = _client(shard).pipeline(transaction=False)
            for bell in bells:
                pipe.publish(*bell)
            pipe.execute()
    except (RedisError, OSError) as fault:
        now = time.monotonic()
        _broken_until[shard] = now + min(BREAK_S, 5 * (now - began))
        log.warning("doorbell unreachable, sockets poll instead: %s", type(fault).__name__)
        return False
    return True


def _config() -> dict[str, Any]:
    layers: Any = settings.CHANNEL_LAYERS
    found: dict[str, Any] = layers["default"]["CONFIG"]
    return found


@cache
def _client(shard: int) -> "redis.Redis":
    options = shards()[shard] | {
        "socket_timeout": TIMEOUT_S,
        "socket_connect_timeout": TIMEOUT_S,
        # One try more, at once: the kept connection may be of a Redis that was restarted.
        "retry": Retry(NoBackoff(), 1),
    }
    address = options.pop("address", None)
    return redis.Redis.from_url(address, **options) if address else redis.Redis(**options)
