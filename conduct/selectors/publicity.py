"""Whether a room may be promoted, with every reason against it."""

from uuid import UUID

from django.utils.translation import gettext as _

from catalog import selectors as catalog
from catalog.selectors import Barrier
from conduct import policies
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from moderation.selectors.publicity import false_publicity
from rooms import selectors as rooms
from stage import selectors as stage
from stage.rules.minors import PROMOTED


def promotion_reasons(actor: Actor, room_id: UUID, kind: str) -> list[tuple[Barrier, str]]:
    """Return why a room may not be promoted in a way now, each in words; none: it may.

    An open finding of false publicity, no reviewed promotion of a known advertiser, and wherever
    the room may not be shown anyway.

    Raises:
        Forbidden: the actor does not see rooms.
        NotFound: no such room.
        Invalid: no such way of promotion.

    Law: M-no-false-help, M-paid-promotion, M-tiering
    """
    policies.require_see(actor)
    if kind not in PROMOTED:
        raise Invalid(_("没有这种推广方式。"), field="kind")
    room = rooms.room_get(actor, room_id)
    found = [
        Barrier("false_publicity", "M-no-false-help", str(one.pk))
        for one in false_publicity(actor, room.pk)[:10]
    ]
    if kind not in stage.placements(actor, room.pk) and not found:
        found.append(Barrier("surface_withheld", "M-tiering"))
    found += catalog.promotion_bars(actor, room.pk, kind, clock.now())
    return [(one, catalog.bar_words(one)) for one in found]
