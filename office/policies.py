"""Who may do what in the office. Pure decisions: no queries, no writes."""

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden


def can_steer_clocks(actor: Actor) -> bool:
    """Officers and the product itself hold clocks up, hand them on and end them."""
    return actor.has("officer", "system")


def require_steer_clocks(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may hold clocks up, hand them on and end them."""
    if not can_steer_clocks(actor):
        raise Forbidden(_("只有合规专员可以暂停、转交或结束时限。"))


def require_set_clocks(actor: Actor) -> None:
    """Raise Forbidden for those who only look: their acts start and meet no clocks."""
    if len(actor.tenant_ids) != 1 or actor.has("viewer", "regulator"):
        raise Forbidden(_("只读人员不能启动或完成时限。"))


def require_see_clocks(actor: Actor) -> None:
    """Raise Forbidden unless `actor` watches over the platform."""
    if not actor.has("officer", "viewer", "audit_admin", "regulator", "system"):
        raise Forbidden(_("你没有查看时限的权限。"))
