"""Somebody may have lost his place: have every open socket of his ask again, at once."""

from uuid import UUID

from livecompliance.kernel import live


def access_doubt(tenant_id: UUID, *, user: UUID | None = None, key: UUID | None = None) -> None:
    """Ring, once this is committed, for the sockets of a person or a key, or of the whole tenant.

    Without Redis they find out by themselves within half a minute.
    """
    named = {name: str(who) for name, who in (("user", user), ("key", key)) if who is not None}
    live.ring_on_commit(tenant_id, live.ACCESS, "all", **named)
