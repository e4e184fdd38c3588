"""Who writes the platform's texts, who signs them, who sees what. Pure: no queries, no writes."""

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from parties.models import Party


def can_write(actor: Actor) -> bool:
    """Officers draft, publish, end agreements and look whether they are kept."""
    return len(actor.tenant_ids) == 1 and actor.has("officer", "system")


def require_write(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may write texts, end agreements and judge trainings."""
    if not can_write(actor):
        raise Forbidden(_("只有合规专员可以起草、公布文本和管理协议。"))


def can_see(actor: Actor) -> bool:
    """Whoever watches over the platform sees every agreement and training; keys do by scope."""
    return actor.has("officer", "viewer", "audit_admin", "integrator", "system")


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` watches over the platform."""
    if not can_see(actor):
        raise Forbidden(_("你没有查看协议与培训的权限。"))


def can_read_texts(actor: Actor) -> bool:
    """Everybody reads what was published; the public page has no more than that."""
    return can_see(actor) or is_public(actor) or actor.user_id is not None


def is_public(actor: Actor) -> bool:
    return actor.has("public")


def can_act_for(actor: Actor, party: Party) -> bool:
    """A person acts for himself; the platform's own programs carry what its users did."""
    if len(actor.tenant_ids) != 1 or actor.has("public"):
        return False
    if actor.kind == "user":
        return party.user_id is not None and party.user_id == actor.user_id
    return actor.has("integrator", "system")


def require_act_for(actor: Actor, party: Party) -> None:
    """Raise Forbidden unless `actor` may sign and learn for a party."""
    if not can_act_for(actor, party):
        raise Forbidden(_("只能由本人签署或学习。"))


def require_see_party(actor: Actor, party: Party) -> None:
    """Raise Forbidden unless `actor` may see what a party agreed to and learned."""
    if not can_see(actor) and not can_act_for(actor, party):
        raise Forbidden(_("你没有查看协议与培训的权限。"))


def require_object(actor: Actor, party: Party | None) -> None:
    """Raise Forbidden unless `actor` may speak for the party, or as a member for himself."""
    if party is not None:
        require_act_for(actor, party)
    elif actor.user_id is None or len(actor.tenant_ids) != 1:
        raise Forbidden(_("只有平台成员和相关主体可以提出意见。"))


def require_record(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may record what was learned, or done, elsewhere."""
    if not can_write(actor) and not (len(actor.tenant_ids) == 1 and actor.has("integrator")):
        raise Forbidden(_("只有合规专员和平台接口可以登记。"))
