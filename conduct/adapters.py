"""What conduct gives to the app below: its watches of batches, and the lists as a pack."""

from conduct import selectors, services
from livecompliance.kernel.actors import Actor
from moderation import services as moderation
from moderation.selectors.family import family_register


def own_packs(actor: Actor) -> moderation.OwnPacks | None:
    """Return the tenant's lists as a pack: one question of the index, the rows only when new."""
    stamp = selectors.lists_stamp(actor)
    return moderation.OwnPacks(stamp, lambda: [selectors.pack_of(actor)]) if stamp else None


moderation.own_packs_register(own_packs)
for watch in (services.jumps_watch, services.criticism_watch, services.traffic_watch):
    moderation.watch_register(watch)
family_register(
    {
        "F-OTHERS": {"zh": "为他人推广引流", "en": "Promotion for barred others"},
        "CRITICISM-HIDDEN": {"zh": "不利评价被集中处置", "en": "Criticism removed"},
        "TRAFFIC-ODD": {"zh": "数据异常", "en": "Odd figures"},
    }
)
