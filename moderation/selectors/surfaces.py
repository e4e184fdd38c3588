"""Where on the platform a room is not shown, by the services that its operator's tier gives."""

from collections.abc import Collection
from uuid import UUID

from livecompliance.kernel.actors import Actor
from tiers import selectors as tiers

# Where on the platform a service puts a room; nothing is boosted for money where it is not given.
SURFACES = {
    "paid_traffic": ("paid",),
    "recommendation": ("first_screen", "popup"),
    "hot_list": ("hot_list",),
    "search": ("search",),
}


def surfaces_without(services: Collection[str]) -> list[str]:
    """Return on which surfaces nobody is shown whose tier gives only these services."""
    return [
        one for service, places in SURFACES.items() if service not in services for one in places
    ]


def withheld(actor: Actor, room_id: UUID) -> list[str]:
    """Return where a room is not shown, by the tier of its operator.

    Law: M-tiering, O117-tiering
    """
    return surfaces_without(tiers.entitlements(actor, room_id=room_id).services)
