"""Who may administer what. Pure decisions: no queries, no writes."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import ADMINISTRATORS, Role
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, Invalid

STAFF = ("officer", "viewer", "system_admin", "security_admin", "audit_admin", "regulator")


def can_manage_people(actor: Actor) -> bool:
    """The system administrator invites, and changes what people are."""
    return actor.has(Role.SYSTEM_ADMIN, "system")


def require_manage_people(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may invite and change people."""
    if not can_manage_people(actor):
        raise Forbidden(_("只有系统管理员可以管理成员。"))


def can_manage_security(actor: Actor) -> bool:
    """The security administrator keeps keys, webhooks and the platform's own policy."""
    return actor.has(Role.SECURITY_ADMIN, "system")


def require_manage_security(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may manage keys, webhooks and policy."""
    if not can_manage_security(actor):
        raise Forbidden(_("只有安全管理员可以管理密钥、回调与策略。"))


def can_read_record(actor: Actor) -> bool:
    """The audit administrator reads the whole record."""
    return actor.has(Role.AUDIT_ADMIN, "system")


def require_read_record(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may read the whole record."""
    if not can_read_record(actor):
        raise Forbidden(_("只有审计管理员可以查看全部留痕。"))


def can_hold(actor: Actor) -> bool:
    """Officers and the audit administrator hold data; whoever destroys it does not let go of it."""
    return actor.has(Role.OFFICER, Role.AUDIT_ADMIN, "system")


def require_hold(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may hold data back from destruction, and let go of it."""
    if not can_hold(actor):
        raise Forbidden(_("只有合规专员和审计管理员可以设立或解除留存。"))


def require_not_self(actor: Actor, user_id: UUID) -> None:
    """Raise Forbidden when people would change what they are themselves."""
    if actor.user_id == user_id:
        raise Forbidden(_("不能修改自己的角色。"))


def require_roles(roles: Collection[str]) -> None:
    """Raise Invalid unless `roles` exist and hold at most one of the three administrators."""
    unknown = set(roles) - set(Role.values)
    if not roles or unknown:
        raise Invalid(_("请选择有效的角色。"), field="roles")
    if len(set(roles) & set(ADMINISTRATORS)) > 1:
        raise Invalid(_("系统、安全、审计三类管理员不能由同一人担任。"), field="roles")


def needs_second_factor(actor: Actor) -> bool:
    """Tell whether settings force a second factor on whoever works for the platform."""
    return settings.FORCE_MFA and actor.has(*STAFF)


def require_person(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is a person of one tenant."""
    if actor.user_id is None or len(actor.tenant_ids) != 1:
        raise Forbidden(_("只有平台的成员可以进行这项操作。"))
