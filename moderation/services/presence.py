"""Note that somebody looks at a room, and forget it within a minute."""

from uuid import UUID

from django.core.cache import cache
from redis.exceptions import RedisError

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation.selectors import presence


def presence_note(*, actor: Actor, room_id: UUID) -> None:
    """Keep that the actor looks at a room now. Without a cache nobody is seen, nothing fails."""
    if actor.user_id is None or len(actor.tenant_ids) != 1:
        return
    key, now = presence.place(actor.tenant_id, room_id), clock.now().timestamp()
    try:
        seen: dict[str, float] = cache.get(key) or {}
        kept = {user: at for user, at in seen.items() if at >= now - presence.STAYS_S}
        cache.set(key, kept | {str(actor.user_id): now}, presence.STAYS_S)
    except (RedisError, OSError):
        return


def presence_forget(*, actor: Actor, room_id: UUID) -> None:
    """Forget at once that the actor looks at a room."""
    if actor.user_id is None or len(actor.tenant_ids) != 1:
        return
    key = presence.place(actor.tenant_id, room_id)
    try:
        seen: dict[str, float] = cache.get(key) or {}
        if seen.pop(str(actor.user_id), None) is not None:
            cache.set(key, seen, presence.STAYS_S)
    except (RedisError, OSError):
        return
