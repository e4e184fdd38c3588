"""Who may grade, publish, assign and look. Pure decisions: no queries, no writes."""

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from parties.models import Party


def can_see(actor: Actor) -> bool:
    """Whoever works on compliance sees every operator's tier."""
    return actor.has("officer", "viewer", "audit_admin", "integrator", "system")


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the tiers of the tenant."""
    if not can_see(actor):
        raise Forbidden(_("你没有查看分级的权限。"))


def can_see_operator(actor: Actor, operator: Party) -> bool:
    """A streamer sees his own tier."""
    is_own = operator.user_id is not None and operator.user_id == actor.user_id
    return can_see(actor) or (actor.has("streamer") and is_own)


def can_grade(actor: Actor) -> bool:
    """Officers write policies, set tiers by hand and assign; the product itself computes."""
    return actor.has("officer", "system")


def require_grade(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may set tiers, write policies and assign officers."""
    if not can_grade(actor):
        raise Forbidden(_("只有合规专员可以调整分级、策略和专人安排。"))


def require_compute(actor: Actor) -> None:
    """Raise Forbidden unless the acts of `actor` may have tiers computed."""
    if not (can_grade(actor) or can_report(actor)):
        raise Forbidden(_("只有合规专员可以调整分级、策略和专人安排。"))


def can_report(actor: Actor) -> bool:
    """Figures of operators are told by the platform's own systems, not by people."""
    return actor.has("integrator", "system")


def require_report(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may report the figures of operators."""
    if not can_report(actor):
        raise Forbidden(_("你没有上报分级指标的权限。"))
