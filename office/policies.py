"""Who may do what in the office. Pure decisions: no queries, no writes."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden

SENDERS = ("officer", "system_admin", "security_admin", "audit_admin", "system")


def can_steer_clocks(actor: Actor) -> bool:
    """Officers and the product itself hold clocks up, hand them on and end them."""
    return actor.has("officer", "system")


def require_steer_clocks(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may hold clocks up, hand them on and end them."""
    if not can_steer_clocks(actor):
        raise Forbidden(_("只有合规专员可以暂停、转交或结束时限。"))


def require_set_clocks(actor: Actor) -> None:
    """Raise Forbidden for those who only look: their acts start and meet no clocks."""
    if len(actor.tenant_ids) != 1 or not actor.roles - {"viewer", "regulator"}:
        raise Forbidden(_("只读人员不能启动或完成时限。"))


def require_see_clocks(actor: Actor) -> None:
    """Raise Forbidden unless `actor` watches over the platform, or may be escalated to."""
    if not actor.has(*SENDERS, "viewer", "regulator", "integrator"):
        raise Forbidden(_("你没有查看时限的权限。"))


def can_send(actor: Actor) -> bool:
    """Officers, administrators and the product itself write to people; streamers do not."""
    return actor.has(*SENDERS)


def require_send(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may write letters and see how they fared."""
    if not can_send(actor):
        raise Forbidden(_("你没有发送消息的权限。"))


def hears_the_wall(roles: Collection[str]) -> bool:
    """Tell whether a member's console listens to the wall's bell; streamers have none."""
    return bool(set(roles) & {"officer", "viewer", "audit_admin"})


def can_receive(actor: Actor) -> bool:
    """A member of one tenant has an inbox; regulators, keys and jobs have none."""
    is_member = actor.user_id is not None and len(actor.tenant_ids) == 1
    return is_member and not actor.has("regulator")


def require_person(actor: Actor) -> UUID:
    """Return who `actor` is; raise Forbidden unless he is a person who has an inbox."""
    if actor.user_id is None or not can_receive(actor):
        raise Forbidden(_("只有平台的成员有消息。"))
    return actor.user_id


def can_keep_files(actor: Actor) -> bool:
    """Officers, administrators and the platform's programs put files on the shelf."""
    works_here = actor.has("officer", "system_admin", "security_admin", "audit_admin")
    return len(actor.tenant_ids) == 1 and (works_here or actor.kind == "key")


def require_keep_files(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may put files on the shelf."""
    if not can_keep_files(actor):
        raise Forbidden(_("你没有存放文件的权限。"))
