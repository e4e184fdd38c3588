"""Who may do what with parties. Pure decisions: no queries, no writes."""

from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from parties.models import Party

WATCHERS = ("officer", "viewer", "audit_admin", "security_admin", "system_admin")


def can_see_all(actor: Actor) -> bool:
    """Whoever works on compliance sees every party of the tenant, masked."""
    return actor.has(*WATCHERS, "integrator", "system")


def require_see_all(actor: Actor) -> None:
    """Raise Forbidden unless `actor` works on compliance, or watches over it."""
    if not actor.has("officer", "viewer", "audit_admin"):
        raise Forbidden(_("你没有查看主体的权限。"))


def require_streamer(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is a streamer of the platform."""
    if not actor.has("streamer"):
        raise Forbidden(_("只有主播可以打开这个页面。"))


def can_see(actor: Actor, party: Party) -> bool:
    """A streamer sees the party that is himself."""
    return can_see_all(actor) or is_self(actor, party)


def is_self(actor: Actor, party: Party) -> bool:
    return actor.user_id is not None and party.user_id == actor.user_id


def can_register(actor: Actor) -> bool:
    """Officers and the platform's own systems register parties."""
    return actor.has("officer", "integrator", "system")


def require_register(actor: Actor, user_id: UUID | None = None) -> None:
    """Raise Forbidden unless `actor` may register parties; a streamer may register himself."""
    is_own = actor.has("streamer") and user_id is not None and user_id == actor.user_id
    if not (can_register(actor) or is_own):
        raise Forbidden(_("你没有登记主体的权限。"))


def require_change(actor: Actor, party: Party) -> None:
    """Raise Forbidden unless `actor` may change what is filed about a party."""
    if not (can_register(actor) or is_self(actor, party)):
        raise Forbidden(_("你没有修改这个主体资料的权限。"))


def can_decide(actor: Actor) -> bool:
    """Officers decide on documents, credentials and functions; rules do so as the system."""
    return actor.has("officer", "system")


def require_decide(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may decide about a party."""
    if not can_decide(actor):
        raise Forbidden(_("只有合规专员可以作出这项决定。"))


def is_own(actor: Actor, user_id: UUID | None) -> bool:
    """Tell whether a party is the acting person himself."""
    return actor.user_id is not None and actor.user_id == user_id


def require_verify(actor: Actor, user_id: UUID | None) -> None:
    """Raise Forbidden unless `actor` may have a party verified: officers, programs, himself.

    Args:
        user_id: the login of the party, if it has one.
    """
    if not (actor.has("officer", "integrator", "system") or is_own(actor, user_id)):
        raise Forbidden(_("只有合规专员、接入系统或本人可以发起身份核验。"))


def can_judge(actor: Actor) -> bool:
    """Officers decide by hand what no provider can."""
    return actor.has("officer")


def require_judge(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is an officer."""
    if not can_judge(actor):
        raise Forbidden(_("只有合规专员可以人工核验身份。"))


def can_see_verifications(actor: Actor) -> bool:
    """Officers, those who watch, and programs see how verifications stand."""
    return actor.has("officer", "viewer", "audit_admin", "integrator", "system")


def require_see_verifications(actor: Actor, user_id: UUID | None = None) -> None:
    """Raise Forbidden unless `actor` may see how a party's verifications stand."""
    if not (can_see_verifications(actor) or is_own(actor, user_id)):
        raise Forbidden(_("你没有查看身份核验的权限。"))


def require_set_provider(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is the security administrator, who keeps secrets."""
    if not actor.has("security_admin", "system"):
        raise Forbidden(_("只有安全管理员可以设置身份核验服务。"))


def require_on_air(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may begin broadcasts: then verifications are used up."""
    if not actor.has("officer", "system_admin", "integrator", "system"):
        raise Forbidden(_("只有合规专员或接入系统可以开始直播。"))


def require_agree(actor: Actor, party: Party) -> None:
    """Raise Forbidden unless the person agrees himself, or the platform's system passes it on."""
    if not (is_self(actor, party) or actor.has("integrator", "system")):
        raise Forbidden(_("只有本人可以作出同意。"))


def require_open(actor: Actor, user_id: UUID | None) -> None:
    """Raise Forbidden unless `actor` may see a party's data in clear: officers, and himself."""
    if not (actor.has("officer") or is_own(actor, user_id)):
        raise Forbidden(_("只有合规专员或本人可以查看完整的个人信息。"))


def require_register_of_minors(actor: Actor) -> None:
    """Raise Forbidden unless `actor` watches over who looks at the data of minors."""
    if not actor.has("security_admin", "audit_admin"):
        raise Forbidden(_("只有安全管理员和审计管理员可以查看访问登记。"))


def require_ask_minor_access(actor: Actor) -> None:
    """Raise Forbidden unless `actor` reads what names people, and so may ask to read a minor's."""
    if not actor.has("officer", "system_admin"):
        raise Forbidden(_("只有合规专员和系统管理员可以申请查看未成年人的个人信息。"))


def can_approve_minor_access(actor: Actor) -> bool:
    """The security administrator approves who of the staff reads the data of a minor."""
    return actor.has("security_admin")


def require_approve_minor_access(actor: Actor) -> None:
    """Raise Forbidden unless `actor` approves who of the staff reads the data of a minor."""
    if not can_approve_minor_access(actor):
        raise Forbidden(_("只有安全管理员可以审批查看未成年人的个人信息。"))


def require_person(actor: Actor) -> UUID:
    """Return who `actor` is; raise Forbidden for keys and jobs."""
    if actor.user_id is None:
        raise Forbidden(_("只有本人登录后可以这样做。"))
    return actor.user_id


def can_answer(actor: Actor) -> bool:
    """Officers and the system administrator answer people who ask about their data."""
    return actor.has("officer", "system_admin")


def require_answer(actor: Actor) -> None:
    """Raise Forbidden unless `actor` answers people who ask about their data."""
    if not can_answer(actor):
        raise Forbidden(_("只有合规专员和系统管理员可以答复个人信息请求。"))


def can_erase(actor: Actor) -> bool:
    """The system administrator destroys; officers, who hold, do not."""
    return actor.has("system_admin")


def require_erase(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may destroy what names a party."""
    if not can_erase(actor):
        raise Forbidden(_("只有系统管理员可以删除个人信息。"))


def require_inform(actor: Actor) -> None:
    """Raise Forbidden unless the product itself puts together what a consumer may be told."""
    if not actor.has("system"):
        raise Forbidden(_("只有系统可以这样做。"))


def require_own(actor: Actor, party: Party) -> None:
    """Raise Forbidden unless the party is the acting person himself."""
    if not is_self(actor, party):
        raise Forbidden(_("只有本人可以取得自己的全部个人信息。"))


def can_unmask(actor: Actor) -> bool:
    """Officers open what names a party, one value at a time, each with a reason."""
    return actor.has("officer")


def require_unmask(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may open, or look for, what names a party."""
    if not can_unmask(actor):
        raise Forbidden(_("只有合规专员可以查看或查找主体的身份资料。"))


def require_report_identities(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may make what an authority is told of those on the platform.

    Law: O117-identity-report, M-tax-report
    """
    if not actor.has("officer", "system"):
        raise Forbidden(_("只有合规专员可以生成身份信息报送。"))


def can_take_roll(actor: Actor) -> bool:
    """Who works on compliance at the platform takes the register out, masked."""
    return actor.has("officer", "viewer", "audit_admin")


def require_take_roll(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may take the register out."""
    if not can_take_roll(actor):
        raise Forbidden(_("你没有导出主体名册的权限。"))


def require_supervise(actor: Actor) -> None:
    """Raise Forbidden unless an authority looks, at figures that name nobody."""
    if not actor.has("regulator"):
        raise Forbidden(_("你没有查看未成年人保护情况的权限。"))
