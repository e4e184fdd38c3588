"""Who may declare, review and see what is set before the audience. Pure decisions."""

from django.utils.translation import gettext as _

from accounts.models import ADMINISTRATORS
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from rooms import policies as rooms
from rooms.models import Room


def can_declare(actor: Actor, room: Room) -> bool:
    """The platform's system, its officers, and the streamer of the room declare."""
    return actor.has("integrator", "officer", "system") or rooms.can_stream(actor, room)


def require_declare(actor: Actor, room: Room) -> None:
    """Raise Forbidden unless `actor` may declare what a room shows."""
    if not can_declare(actor, room):
        raise Forbidden(_("你没有申报开播要素的权限。"))


def can_review(actor: Actor) -> bool:
    """Officers review; rules act as the system."""
    return actor.has("officer", "system")


def require_review(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may approve and refuse."""
    if not can_review(actor):
        raise Forbidden(_("只有合规专员可以审核开播要素。"))


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see what waits in the whole tenant."""
    if not rooms.can_watch(actor):
        raise Forbidden(_("你没有查看开播要素的权限。"))


def require_report(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is the platform's system, which alone knows accounts."""
    if not actor.has("integrator", "system"):
        raise Forbidden(_("只有平台系统可以上报。"))


def require_prove(actor: Actor, room: Room) -> None:
    """Raise Forbidden unless `actor` may say that a notice was shown: streamer or platform."""
    if not (actor.has("integrator", "system") or rooms.can_stream(actor, room)):
        raise Forbidden(_("只有该直播间的主播或平台系统可以证明。"))


def can_declare_or_see(actor: Actor, room: Room) -> bool:
    """Tell whether `actor` may see what a room shows: watchers, the platform, its streamer."""
    return rooms.can_watch(actor) or can_declare(actor, room)


def require_see_policy(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is one of the administrators, who see how it is set."""
    if not actor.has(*ADMINISTRATORS):
        raise Forbidden(_("只有管理员可以查看设置。"))


def require_read_policy(actor: Actor) -> None:
    """Raise Forbidden unless `actor` works by the policy: the platform's system, or its people."""
    if not (actor.has(*ADMINISTRATORS, "integrator", "system") or rooms.can_watch(actor)):
        raise Forbidden(_("你没有查看开播要素策略的权限。"))


def require_supervise(actor: Actor) -> None:
    """Raise Forbidden unless an authority looks, at how many notices there are."""
    if not actor.has("regulator"):
        raise Forbidden(_("你没有查看开播要素的权限。"))
