"""Who may look at the queue, work it, and judge how well it is worked. Pure decisions."""

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden


def can_see(actor: Actor) -> bool:
    """Whoever works on compliance sees the queue; programs see its numbers."""
    return actor.has("officer", "viewer", "audit_admin", "integrator", "system")


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the queue of the tenant."""
    if not can_see(actor):
        raise Forbidden(_("你没有查看审核队列的权限。"))


def can_see_patrol(actor: Actor) -> bool:
    """Whoever sees the queue sees the patrol rounds."""
    return can_see(actor)


def require_see_patrol(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the patrol rounds."""
    if not can_see_patrol(actor):
        raise Forbidden(_("你没有查看巡查记录的权限。"))


def can_work(actor: Actor) -> bool:
    """Only a person who is an officer holds an item: no program and no job does."""
    return actor.has("officer") and actor.user_id is not None


def require_work(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may claim and decide."""
    if not can_work(actor):
        raise Forbidden(_("只有合规专员可以领取和处理审核事项。"))


def require_open(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is the product itself, which alone fills the queue."""
    if not actor.has("system"):
        raise Forbidden(_("审核队列由系统建立。"))


def can_judge(actor: Actor) -> bool:
    """Those who audit look after quality: an officer must not see which items are known."""
    return actor.has("audit_admin") and actor.user_id is not None


def require_judge(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see results and write items with known answers."""
    if not can_judge(actor):
        raise Forbidden(_("只有审计管理员可以查看审核质量。"))
