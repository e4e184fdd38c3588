"""Who may read, write and approve rules. Pure decisions: no queries, no writes."""

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden


def can_see(actor: Actor) -> bool:
    """Whoever works on compliance sees the rules; so do the platform's own systems."""
    return actor.has("officer", "viewer", "audit_admin", "integrator", "system")


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the tenant's rules."""
    if not can_see(actor):
        raise Forbidden(_("你没有查看规则的权限。"))


def can_write(actor: Actor) -> bool:
    """Officers write, test and retire rules; a person answers for each, never a program."""
    return actor.has("officer") and actor.user_id is not None


def require_write(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may write, test, approve and retire rules."""
    if not can_write(actor):
        raise Forbidden(_("只有合规专员可以编写、试跑、批准和停用规则。"))
