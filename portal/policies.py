"""Who looks, who writes down that somebody looked, who is told. Pure decisions: no queries."""

from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden

WITNESS = "witness"


def is_regulator(actor: Actor | None) -> bool:
    """Tell whether somebody of an authority acts, to whom something is granted."""
    return actor is not None and actor.has("regulator")


def require_regulator(actor: Actor) -> None:
    """Raise Forbidden unless somebody of an authority acts, to whom something is granted."""
    if not is_regulator(actor):
        raise Forbidden(_("监管门户只对主管部门的人员开放。"))


def require_witness(actor: Actor) -> UUID:
    """Return who looks; raise Forbidden unless the portal itself acts for him: it alone writes."""
    if not actor.has(WITNESS) or actor.user_id is None:
        raise Forbidden(_("查看记录由系统书写。"))
    return actor.user_id


def can_see_looks(actor: Actor) -> bool:
    """Officers and administrators read who looked, as far as it is not sealed."""
    return actor.has("officer", "system_admin", "security_admin", "audit_admin")


def require_see_looks(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may read who looked at the platform, and what is granted."""
    if not can_see_looks(actor):
        raise Forbidden(_("只有合规专员和管理员可以查看监管授权与查看记录。"))


def can_grant(actor: Actor) -> bool:
    """The system administrator grants, and ends what is granted."""
    return actor.has("system_admin")


def require_unseal(actor: Actor) -> None:
    """Raise Forbidden unless the product itself acts."""
    if not actor.has("system"):
        raise Forbidden(_("到期解除由系统进行。"))
