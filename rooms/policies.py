"""Who may do what with a room. Pure decisions: no queries, no writes."""

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from rooms.models import Room


def can_manage(actor: Actor) -> bool:
    """Officers, integrators and the system open rooms and start and end sessions."""
    return actor.has("officer", "system_admin", "integrator", "system")


def require_manage(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may open rooms and run sessions."""
    if not can_manage(actor):
        raise Forbidden(_("你没有管理直播间的权限。"))


def can_report(actor: Actor) -> bool:
    """What happens in a room is told by the platform's own systems, not by people."""
    return actor.has("integrator", "system")


def require_report(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may report the events of a session."""
    if not can_report(actor):
        raise Forbidden(_("你没有上报直播事件的权限。"))


def can_watch(actor: Actor) -> bool:
    """Whoever works on compliance may see every room of the tenant."""
    return actor.has("officer", "viewer", "audit_admin", "integrator", "regulator", "system")


def can_stream(actor: Actor, room: Room) -> bool:
    """A streamer sees the room that is his."""
    return actor.has("streamer") and room.operator_user_id == actor.user_id


def require_watch(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the tenant's rooms."""
    if not can_watch(actor):
        raise Forbidden(_("你没有查看直播间的权限。"))


def require_ticket(actor: Actor, room: Room) -> None:
    """Raise Forbidden unless `actor` may let a client into the socket of `room`.

    The platform's own system may, and the streamer; a person who watches signs in.
    """
    if not (actor.has("integrator") or can_stream(actor, room)):
        raise Forbidden(_("只有平台系统或该直播间的主播可以领取连接凭证。"))


def require_streamer(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is a streamer of the platform."""
    if not actor.has("streamer"):
        raise Forbidden(_("只有主播可以打开这个页面。"))


def can_switch_gate(actor: Actor) -> bool:
    """The security administrator lets the gate observe only, for a while."""
    return actor.has("security_admin", "system")


def require_switch_gate(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may say whether the gate holds back."""
    if not can_switch_gate(actor):
        raise Forbidden(_("只有安全管理员可以更改准入检查的方式。"))


def can_see_gate(actor: Actor) -> bool:
    """Whoever watches rooms sees what the gate said; so does who switches it."""
    return can_watch(actor) or can_switch_gate(actor)


def require_see_gate(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see what the gate said."""
    if not can_see_gate(actor):
        raise Forbidden(_("你没有查看准入检查的权限。"))


def require_retention(actor: Actor) -> None:
    """Raise Forbidden unless rules act: what is over its term goes by itself, by nobody's hand."""
    if not actor.has("system"):
        raise Forbidden(_("直播记录到期由系统销毁，任何人都不能提前销毁。"))


def can_see_retention(actor: Actor) -> bool:
    """Officers and administrators see what goes when; nobody can make it go sooner."""
    return actor.has("officer", "system_admin", "security_admin", "audit_admin")


def require_see_retention(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see which records go when."""
    if not can_see_retention(actor):
        raise Forbidden(_("只有合规专员和管理员可以查看保存期限。"))
