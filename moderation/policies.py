"""Who may review, decide, be told and answer. Pure decisions: no queries, no writes."""

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from rooms import policies as rooms
from rooms.models import Room


def can_decide(actor: Actor) -> bool:
    """Officers take measures and decide reviews; rules act as the system."""
    return actor.has("officer", "system")


def require_decide(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may take measures and decide reviews."""
    if not can_decide(actor):
        raise Forbidden(_("只有合规专员可以作出处置。"))


def can_answer(actor: Actor, room: Room) -> bool:
    """The streamer answers for the room, or the platform's own system on the streamer's behalf."""
    return rooms.can_stream(actor, room) or actor.has("integrator")


def require_answer(actor: Actor, room: Room) -> None:
    """Raise Forbidden unless `actor` may say that a measure arrived or was understood."""
    if not can_answer(actor, room):
        raise Forbidden(_("只有该直播间的主播或平台系统可以确认。"))


def require_execute(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is the platform, which alone cuts traffic or a stream."""
    if not actor.has("integrator", "system"):
        raise Forbidden(_("只有平台系统可以回执。"))


def require_submit(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may hand in content for review before publication."""
    if not actor.has("integrator", "officer", "system"):
        raise Forbidden(_("你没有提交审核的权限。"))


def can_read(actor: Actor) -> bool:
    """Tell whether `actor` may read findings and decisions of the whole tenant."""
    return rooms.can_watch(actor)


def require_read(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may read findings and decisions of the whole tenant."""
    if not can_read(actor):
        raise Forbidden(_("你没有查看审核记录的权限。"))
