"""Who may bring payees and payments, close a month, withhold, report, and see any of it."""

from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden

REPORT = "tax.report"


def can_bring(actor: Actor) -> bool:
    """The platform's system brings payees and payments, and its officers do."""
    return len(actor.tenant_ids) == 1 and actor.has("integrator", "officer", "system")


def require_bring(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may bring payees and payments."""
    if not can_bring(actor):
        raise Forbidden(_("只有合规专员和平台系统可以登记收款人和支付。"))


def can_see(actor: Actor) -> bool:
    """Whoever answers for taxes sees them: officers, auditors, the platform's own systems."""
    roles = ("officer", "audit_admin", "integrator", "system")
    return len(actor.tenant_ids) == 1 and actor.has(*roles)


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see what is paid and withheld."""
    if not can_see(actor):
        raise Forbidden(_("你没有查看涉税信息的权限。"))


def require_supervise(actor: Actor) -> None:
    """Raise Forbidden unless an authority looks, at how reporting stands and at nothing in it."""
    if not actor.has("regulator"):
        raise Forbidden(_("你没有查看涉税信息的权限。"))


def can_settle(actor: Actor) -> bool:
    """A person answers for what is chosen, judged and taken out: an officer, never a program."""
    return actor.has("officer") and actor.user_id is not None


def require_settle(actor: Actor) -> UUID:
    """Return who settles; raise Forbidden unless `actor` may choose, judge and take out."""
    if not can_settle(actor) or actor.user_id is None:
        raise Forbidden(_("只有合规专员可以做这件事。"))
    return actor.user_id


def can_report(actor: Actor) -> bool:
    """An officer closes, withholds and reports, and a system that was given the key for it."""
    is_system = actor.key_id is not None and actor.has("integrator") and actor.may(REPORT)
    return len(actor.tenant_ids) == 1 and (can_settle(actor) or is_system)


def require_report(actor: Actor) -> UUID | None:
    """Return which person reports, None for a system; raise Forbidden unless `actor` may."""
    if not can_report(actor):
        raise Forbidden(
            _("只有合规专员和取得报送权限的平台系统可以关账、计算扣缴、生成和登记报送资料。")
        )
    return actor.user_id


def require_forget(actor: Actor) -> None:
    """Raise Forbidden unless the product itself acts: nobody destroys sooner by hand."""
    if not actor.has("system"):
        raise Forbidden(_("资料到期由系统销毁，不能由人提前。"))
