"""Who is at the door: sockets whose person or key may have lost its place ask again at once."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from livecompliance.kernel import live
from livecompliance.kernel.actors import Actor
from rooms import hub

Doubt = Callable[[], None]
_doors: "WeakKeyDictionary[asyncio.AbstractEventLoop, Doors]" = WeakKeyDictionary()


def current() -> "Doors":
    """Return the doors of the running event loop."""
    return _doors.setdefault(asyncio.get_running_loop(), Doors())


class Doors:
    """Every open socket of one event loop, by tenant. Bells are hints: the table says who goes.

    A bell that nobody could hear costs time only: every socket asks again by itself, later.
    """

    def __init__(self) -> None:
        self._inside: dict[UUID, dict[object, tuple[Actor, Doubt]]] = {}
        self._heard_of: set[UUID] = set()

    def enter(self, who: object, actor: Actor, doubt: Doubt) -> None:
        """Call `doubt` whenever it is said that `actor` may have lost his place."""
        tenant_id = actor.tenant_id
        if tenant_id not in self._inside:
            self._inside[tenant_id] = {}
            hub.current().bells.listen(_group(tenant_id), partial(self._heard, tenant_id))
        self._inside[tenant_id][who] = actor, doubt

    async def leave(self, who: object) -> None:
        """Call no more."""
        for tenant_id in [tenant for tenant, inside in self._inside.items() if who in inside]:
            inside = self._inside[tenant_id]
            del inside[who]
            if not inside:
                del self._inside[tenant_id]
                self._heard_of.discard(tenant_id)
                await hub.current().bells.ignore(_group(tenant_id))

    def _heard(self, tenant_id: UUID, hint: dict[str, Any]) -> None:
        """Doubt whom a bell means, and whoever came in before bells could be heard at all.

        A subscription that comes back after a fault puts nobody in doubt: thousands would ask
        at once, and the time at which each asks by himself is near.
        """
        is_first = tenant_id not in self._heard_of
        self._heard_of.add(tenant_id)
        for actor, doubt in tuple(self._inside.get(tenant_id, {}).values()):
            if is_first or (hint and _means(hint, actor)):
                doubt()


def _group(tenant_id: UUID) -> str:
    return live.group_name(tenant_id, live.ACCESS, "all")


def _means(hint: dict[str, Any], actor: Actor) -> bool:
    """Tell whether a bell means this actor; one that names nobody means everybody."""
    named = {name: hint[name] for name in ("user", "key") if name in hint}
    return not named or {actor.kind: actor.reference} == named
