"""Who may decide, review, appeal and look. Pure decisions: no queries, no writes."""

from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from sanctions.models import Sanction


def can_see(actor: Actor) -> bool:
    """Whoever works on compliance sees every decision of the tenant."""
    return actor.has("officer", "viewer", "audit_admin", "integrator", "regulator", "system")


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the decisions of the tenant."""
    if not can_see(actor):
        raise Forbidden(_("你没有查看处罚的权限。"))


def is_own(actor: Actor, sanction: Sanction) -> bool:
    """Tell whether a decision is about the acting person himself."""
    return actor.user_id is not None and sanction.party.user_id == actor.user_id


def can_decide(actor: Actor) -> bool:
    """Officers decide."""
    return actor.has("officer", "system")


def require_propose(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may decide, or as a program propose."""
    if not (can_decide(actor) or actor.has("integrator")):
        raise Forbidden(_("只有合规专员可以作出处罚决定。"))


def require_decide(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is an officer."""
    if not can_decide(actor):
        raise Forbidden(_("只有合规专员可以作出处罚决定。"))


def can_see_sharing(actor: Actor) -> bool:
    """Whoever sees decisions, and the security administrator, who agrees to share."""
    return can_see(actor) or actor.has("security_admin")


def require_see_sharing(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see what is shared and matched."""
    if not can_see_sharing(actor):
        raise Forbidden(_("你没有查看处罚的权限。"))


def require_security(actor: Actor) -> UUID:
    """Return the security administrator who acts.

    Raises:
        Forbidden: somebody else, or no person.
    """
    if actor.user_id is None or not actor.has("security_admin"):
        raise Forbidden(_("只有安全管理员可以加入或退出名单共享。"))
    return actor.user_id


def require_person(actor: Actor) -> UUID:
    """Return the officer who acts; what needs a person is done by no program.

    Raises:
        Forbidden: no officer, or no person.
    """
    if actor.user_id is None or not actor.has("officer"):
        raise Forbidden(_("只有合规专员可以作出处罚决定。"))
    return actor.user_id
