"""What a complaint may be about: rooms by what was typed; broadcasts, goods, findings of a room."""

from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from catalog import selectors as catalog
from catalog.models import Offer
from complaints import policies
from complaints.models import Complaint
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid, NotFound
from moderation import selectors as moderation
from moderation.models import Finding
from rooms import selectors as rooms
from rooms.models import Room, Session
from rooms.selectors.search import room_search

MOST = 30


class Places(NamedTuple):
    """What of the complaint's room may be named, the likeliest first."""

    sessions: list[Session]
    offers: list[Offer]
    findings: list[Finding]


def places_of(actor: Actor, row: Complaint) -> Places:
    """Return what of its room a complaint may be about; nothing while the room is not known."""
    if row.room is None:
        return Places([], [], [])
    at = row.happened_at or row.filed_at
    moment = rooms.moment_of(actor, row.room, at, row.session)
    findings = moderation.finding_list(actor, moment.session.pk)[:MOST] if moment else []
    return Places(
        rooms.sessions_about(actor, row.room, at)[:MOST],
        catalog.offers_of_room(actor, row.room.pk)[:MOST],
        list(findings),
    )


def room_typed(actor: Actor, text: str) -> Room:
    """Return the room that somebody typed: its address here, its number, or its title.

    Raises:
        Forbidden: no officer. NotFound: there is none such. Invalid: there are several.
    """
    policies.require_handle(actor)
    typed = text.strip().rstrip("/")
    last = typed.rpartition("/")[2]
    try:
        return rooms.room_get(actor, UUID(last))
    except ValueError:
        found = room_search(actor, typed[:80], 2) if typed else []
    exact = [one for one in found if typed in (one.external_id, one.title)]
    if len(exact) == 1:
        found = exact
    if not found:
        raise NotFound(_("没有这个直播间。请填写直播间的标题、编号，或它在这里的网址。"))
    if len(found) > 1:
        raise Invalid(_("有几个直播间符合，请填写完整的标题或编号。"), field="room")
    return found[0]
