"""Who may complain, deal with complaints, and look. Pure decisions: no queries, no writes."""

from uuid import UUID

from django.utils.translation import gettext as _

from complaints.models import Notice
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden


def can_see(actor: Actor) -> bool:
    """Whoever works on compliance sees the complaints of the tenant."""
    return actor.has("officer", "viewer", "audit_admin", "integrator", "regulator", "system")


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the complaints of the tenant."""
    if not can_see(actor):
        raise Forbidden(_("你没有查看投诉的权限。"))


def require_expire(actor: Actor) -> None:
    """Raise Forbidden unless the product itself destroys what is over its term."""
    if not actor.has("system"):
        raise Forbidden(_("投诉内容只由系统在保存期满后销毁。"))


def can_read(actor: Actor) -> bool:
    """What people wrote, and notes about it, are for those who deal with it."""
    return actor.has("officer", "integrator", "system")


def can_handle(actor: Actor) -> bool:
    """Officers deal with complaints."""
    return actor.user_id is not None and actor.has("officer")


def require_handle(actor: Actor) -> UUID:
    """Return the officer who acts; what needs a person is done by no program.

    Raises:
        Forbidden: no officer, or no person.
    """
    if actor.user_id is None or not actor.has("officer"):
        raise Forbidden(_("只有合规专员可以处理投诉。"))
    return actor.user_id


def require_answer(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is an officer, or the platform's own program."""
    if not actor.has("officer", "integrator"):
        raise Forbidden(_("只有合规专员可以处理投诉。"))


def require_sweep(actor: Actor) -> None:
    """Raise Forbidden unless the product itself, or an officer, tidies up."""
    if not actor.has("officer", "system"):
        raise Forbidden(_("只有合规专员可以处理投诉。"))


def require_refer(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may ask whoever sells: officers, programs, the product."""
    if not actor.has("officer", "integrator", "system"):
        raise Forbidden(_("只有合规专员可以处理投诉。"))


def require_own(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is one of those whom consumers ask something."""
    if actor.user_id is None or not actor.has("streamer", "merchant"):
        raise Forbidden(_("这里只有转交给主播和商家本人的要求。"))


def speaks_for_others(actor: Actor) -> bool:
    """Officers and programs write down what a seller said elsewhere."""
    return actor.has("officer", "integrator")


def require_product(actor: Actor) -> None:
    """Raise Forbidden for everybody but the product itself: time carries these out, nobody."""
    if not actor.has("system"):
        raise Forbidden(_("只有系统可以这样做。"))


def can_operate(actor: Actor) -> bool:
    """Operators read what is passed on to them, and answer it."""
    return actor.user_id is not None and actor.has("streamer")


def require_operate(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is an operator."""
    if not can_operate(actor):
        raise Forbidden(_("这里只有运营者本人的通知。"))


def is_respondent(actor: Actor, notice: Notice) -> bool:
    """Tell whether a notice is about this operator."""
    return can_operate(actor) and notice.operator_id == actor.user_id


def can_see_notice(actor: Actor, notice: Notice) -> bool:
    """Whoever sees complaints sees notices; the operator his own, once it was passed on."""
    if can_see(actor) or is_complainant(actor):
        return True
    return is_respondent(actor, notice) and notice.passed_at is not None


def can_declare(actor: Actor, notice: Notice) -> bool:
    """The operator declares himself; officers and the platform's program what reached them."""
    return is_respondent(actor, notice) or actor.has("officer", "integrator")


def require_declare(actor: Actor, notice: Notice) -> None:
    """Raise Forbidden unless `actor` may hand in a declaration."""
    if not can_declare(actor, notice):
        raise Forbidden(_("只有被投诉的运营者可以提交声明。"))


def require_file(actor: Actor) -> None:
    """Raise Forbidden for those who only look: everybody else may hand a complaint in."""
    if len(actor.tenant_ids) != 1 or not actor.has("public", "officer", "integrator", "system"):
        raise Forbidden(_("你不能在这里提交投诉。"))


def is_complainant(actor: Actor) -> bool:
    """Whoever holds a receipt acts as one of the public, or through the platform's program."""
    return actor.has("public", "integrator")


def require_complainant(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may act for the holder of a receipt."""
    if not is_complainant(actor):
        raise Forbidden(_("只有持投诉编号和查询码的人可以这样做。"))
