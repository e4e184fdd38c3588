"""Who may do what with the platform's own filings. Pure decisions: no queries, no writes."""

from uuid import UUID

from django.utils.translation import gettext as _

from filings.models import IdentityReport, Technology
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden

READERS = (
    *("officer", "viewer", "system_admin", "security_admin", "audit_admin"),
    *("integrator", "system"),
)
APPROVERS = ("officer", "security_admin")


def can_see(actor: Actor) -> bool:
    """Whoever watches over the platform or administers it, and its own programs."""
    return actor.has(*READERS)


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the platform's filings."""
    if not can_see(actor):
        raise Forbidden(_("你没有查看许可与备案的权限。"))


def require_supervise(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is of an authority."""
    if not actor.has("regulator"):
        raise Forbidden(_("你没有查看许可与备案的权限。"))


def can_keep(actor: Actor) -> bool:
    """Officers, and the product itself, keep the platform's filings."""
    return actor.has("officer", "system")


def require_keep(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may keep the platform's filings."""
    if not can_keep(actor):
        raise Forbidden(_("只有合规专员可以登记许可、备案与评估。"))


def require_report(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may declare technologies and report numbers."""
    if not actor.has("officer", "integrator", "system"):
        raise Forbidden(_("你没有申报新技术或上报指标的权限。"))


def can_approve(actor: Actor) -> bool:
    """A person who answers for it: an officer or the security administrator, never a program."""
    return actor.user_id is not None and actor.has(*APPROVERS)


def require_sign(actor: Actor) -> UUID:
    """Return who signs; raise Forbidden unless `actor` is a person who may."""
    if actor.user_id is None or not can_approve(actor):
        raise Forbidden(_("只有合规专员或安全管理员本人可以签署。"))
    return actor.user_id


def require_prove(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may keep files of evidence: who keeps filings, or signs."""
    if not can_approve(actor):
        require_keep(actor)


def is_author(actor: Actor, technology: Technology) -> bool:
    return (technology.author_kind, technology.author_ref) == (actor.kind, actor.reference)


def require_approve(actor: Actor, technology: Technology) -> UUID:
    """Return who approves; raise Forbidden unless he is a second person who may.

    Law: M-virtual-image
    """
    person = require_sign(actor)
    if is_author(actor, technology):
        raise Forbidden(_("申报人不能批准自己申报的技术，请由另一人批准。"), law="M-virtual-image")
    return person


def can_release(actor: Actor, report: IdentityReport) -> bool:
    """The security administrator in person, unless he had the report made."""
    return (
        actor.user_id is not None
        and actor.has("security_admin")
        and actor.user_id != report.made_by_id
    )


def require_release(actor: Actor, report: IdentityReport) -> UUID:
    """Return who releases a report; raise Forbidden unless he is a second person who may.

    Law: MNP-access
    """
    if actor.user_id is None or not actor.has("security_admin"):
        raise Forbidden(_("只有安全管理员本人可以放行身份信息报送。"), law="MNP-access")
    if not can_release(actor, report):
        raise Forbidden(_("生成报送的人不能自己放行，请由另一人放行。"), law="MNP-access")
    return actor.user_id


def can_take(actor: Actor) -> bool:
    """An officer in person takes the tables of a report out."""
    return actor.user_id is not None and actor.has("officer")


def require_take(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may take the tables of a report out."""
    if not can_take(actor):
        raise Forbidden(_("只有合规专员本人可以取出报送文件。"))
