"""Who is acting, and for which tenant."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting person, key or background job.

    `tenant_ids` holds one id for everybody but regulators, who may look at
    several. `scopes` limits an API key; people and jobs have none.
    """

    tenant_ids: frozenset[UUID]
    user_id: UUID | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    key_id: UUID | None = None

    @property
    def tenant_id(self) -> UUID:
        """Return the one tenant acted for.

        Raises:
            LookupError: the actor looks at several tenants, or at none.
        """
        if len(self.tenant_ids) != 1:
            raise LookupError("this actor does not act for exactly one tenant")
        return next(iter(self.tenant_ids))

    @property
    def kind(self) -> str:
        """Return how the record names this actor: user, key or system."""
        if self.user_id is not None:
            return "user"
        return "key" if self.key_id is not None else "system"

    @property
    def reference(self) -> str:
        return str(self.user_id or self.key_id or "")

    def has(self, *roles: str) -> bool:
        """Tell whether the actor holds any of `roles`."""
        return not self.roles.isdisjoint(roles)

    def may(self, scope: str) -> bool:
        """Tell whether an API key carries `scope`; people are not limited by scopes."""
        return self.key_id is None or scope in self.scopes


def system_actor(tenant_id: UUID) -> Actor:
    """Return the actor that background jobs use inside one tenant."""
    return Actor(tenant_ids=frozenset({tenant_id}), roles=frozenset({"system"}))


class Caller(Protocol):
    """Whoever opened a socket, by whatever proof: asked again and again who that is now."""

    def actor(self) -> Actor | None:
        """Return the actor the proof stands for now; None once it stands for nobody."""
