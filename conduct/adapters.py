"""What conduct gives to the app below: its watches of batches, and the lists as a pack."""

from conduct import selectors, services
from livecompliance.kernel.actors import Actor
from moderation import services as moderation


def own_packs(actor: Actor) -> moderation.OwnPacks | None:
    """Return the tenant's lists as a pack: one question of the index, the rows only when new."""
    stamp = selectors.lists_stamp(actor)
    return moderation.OwnPacks(stamp, lambda: [selectors.pack_of(actor)]) if stamp else None


moderation.own_packs_register(own_packs)
moderation.watch_register(services.jumps_watch)
