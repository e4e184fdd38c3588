"""Who may hand in, see and review goods. Pure decisions."""

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from rooms import policies as rooms


def can_submit(actor: Actor) -> bool:
    """The platform's system hands goods in, and its officers do."""
    return actor.has("integrator", "officer", "system")


def require_submit(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may hand goods in."""
    if not can_submit(actor):
        raise Forbidden(_("你没有提交商品的权限。"))


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see what the tenant's rooms want to sell."""
    if not rooms.can_watch(actor):
        raise Forbidden(_("你没有查看商品的权限。"))
