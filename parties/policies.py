"""Who may do what with parties. Pure decisions: no queries, no writes."""

from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from parties.models import Party

WATCHERS = ("officer", "viewer", "audit_admin", "security_admin", "system_admin", "regulator")


def can_see_all(actor: Actor) -> bool:
    """Whoever works on compliance sees every party of the tenant, masked."""
    return actor.has(*WATCHERS, "integrator", "system")


def can_see(actor: Actor, party: Party) -> bool:
    """A streamer sees the party that is himself."""
    return can_see_all(actor) or is_self(actor, party)


def is_self(actor: Actor, party: Party) -> bool:
    return actor.user_id is not None and party.user_id == actor.user_id


def can_register(actor: Actor) -> bool:
    """Officers and the platform's own systems register parties."""
    return actor.has("officer", "integrator", "system")


def require_register(actor: Actor, user_id: UUID | None = None) -> None:
    """Raise Forbidden unless `actor` may register parties; a streamer may register himself."""
    is_own = actor.has("streamer") and user_id is not None and user_id == actor.user_id
    if not (can_register(actor) or is_own):
        raise Forbidden(_("你没有登记主体的权限。"))


def require_change(actor: Actor, party: Party) -> None:
    """Raise Forbidden unless `actor` may change what is filed about a party."""
    if not (can_register(actor) or is_self(actor, party)):
        raise Forbidden(_("你没有修改这个主体资料的权限。"))


def can_decide(actor: Actor) -> bool:
    """Officers decide on documents, credentials and functions; rules do so as the system."""
    return actor.has("officer", "system")


def require_decide(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may decide about a party."""
    if not can_decide(actor):
        raise Forbidden(_("只有合规专员可以作出这项决定。"))
