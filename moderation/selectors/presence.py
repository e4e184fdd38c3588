"""Who is looking at which room now: kept in the cache for less than a minute, gone with it."""

from collections.abc import Sequence
from uuid import UUID

from django.core.cache import cache
from redis.exceptions import RedisError

from accounts import selectors as accounts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor

STAYS_S = 40
PROBE = "watching:probe"


def place(tenant_id: UUID, room_id: UUID) -> str:
    """Return the cache's key for those who look at one room."""
    return f"watching:{tenant_id.hex}:{room_id.hex}"


def watching(actor: Actor, room_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Return who looks at the rooms, by room; nobody when the cache is away."""
    if len(actor.tenant_ids) != 1 or not room_ids:
        return {}
    keys = {place(actor.tenant_id, room_id): room_id for room_id in room_ids}
    try:
        found: dict[str, dict[str, float]] = cache.get_many(list(keys))
    except (RedisError, OSError):
        return {}
    since = clock.now().timestamp() - STAYS_S
    return {
        keys[key]: [UUID(user) for user, at in sorted(seen.items()) if at >= since]
        for key, seen in found.items()
    }


def seen(actor: Actor, room_ids: Sequence[UUID]) -> dict[UUID, list[UUID]] | None:
    """Return who looks at the rooms, by room; None while the cache is away and nobody can know."""
    cache.set(PROBE, 1, STAYS_S)
    found = watching(actor, room_ids)
    return found if cache.get(PROBE) else None


def watchers(actor: Actor, room_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return the names of those who look at the rooms, by room."""
    seen = watching(actor, room_ids)
    people = {user for users in seen.values() for user in users}
    if not people:
        return {}
    members = accounts.membership_list(actor).filter(user_id__in=people)
    names = {one.user_id: str(one.user) for one in members}
    return {room: [names[user] for user in users if user in names] for room, users in seen.items()}
