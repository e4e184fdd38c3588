"""Who may hand in, see and review goods, and who supplies them. Pure decisions."""

from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from rooms import policies as rooms
from rooms.models import Room

DRAFTING = "catalog.draft"


class KeyDraftsOnly(Forbidden):
    """A program writes drafts; a person publishes them, and answers for them."""

    code = "key_drafts_only"


def can_submit(actor: Actor) -> bool:
    """The platform's system hands goods in, and its officers do."""
    return actor.has("integrator", "officer", "system")


def require_submit(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may hand goods in."""
    if not can_submit(actor):
        raise Forbidden(_("你没有提交商品的权限。"))


def require_see(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see what the tenant's rooms want to sell."""
    if not rooms.can_watch(actor):
        raise Forbidden(_("你没有查看商品的权限。"))


def can_offer(actor: Actor, room: Room) -> bool:
    """The platform's system, its officers, and the streamer of the room say what it will sell."""
    return can_submit(actor) or rooms.can_stream(actor, room)


def require_offer(actor: Actor, room: Room) -> None:
    """Raise Forbidden unless `actor` may say what a room will sell."""
    if not can_offer(actor, room):
        raise Forbidden(_("你没有为这个直播间选品的权限。"))


def can_see_offers(actor: Actor, room: Room) -> bool:
    """Whoever watches rooms sees what each will sell, and so does its streamer."""
    return rooms.can_watch(actor) or can_offer(actor, room)


def require_hold(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may keep offers off sale: officers, and the product itself."""
    if not actor.has("officer", "system"):
        raise Forbidden(_("只有合规专员可以暂停或恢复销售。"))


def require_report(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is the platform's system, which alone knows orders."""
    if not actor.has("integrator", "system"):
        raise Forbidden(_("只有平台系统可以上报。"))


def can_file(actor: Actor) -> bool:
    """Officers and the platform's own systems file suppliers, papers, evidence and prices."""
    return len(actor.tenant_ids) == 1 and actor.has("officer", "integrator", "system")


def require_file(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may file suppliers, papers, evidence and prices."""
    if not can_file(actor):
        raise Forbidden(_("只有合规专员和平台系统可以登记供应商、证照和价格。"))


def can_review(actor: Actor) -> bool:
    """A person answers for what was reviewed: an officer, never a program."""
    return actor.has("officer") and actor.user_id is not None


def require_review(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may decide on suppliers, papers and evidence."""
    if not can_review(actor):
        raise Forbidden(_("只有合规专员可以审核供应商、证照和证明材料。"))


def require_judge(actor: Actor) -> UUID:
    """Return who decides; raise Forbidden unless `actor` may decide on goods and selections."""
    if not can_review(actor) or actor.user_id is None:
        raise Forbidden(_("只有合规专员可以审核商品和选品。"))
    return actor.user_id


def require_see_suppliers(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see who supplies the tenant's rooms."""
    if not rooms.can_watch(actor):
        raise Forbidden(_("你没有查看供应商的权限。"))


def require_open_supplier(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may open what names a supplier: officers alone."""
    if not can_review(actor):
        raise Forbidden(_("只有合规专员可以查看供应商的完整信息。"))


def require_supply(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is a merchant, or a streamer: an agency signs in as one."""
    if not actor.has("merchant", "streamer"):
        raise Forbidden(_("只有商家和服务机构可以打开这个页面。"))


def require_hand_in(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is a merchant: he hands in papers of whom he speaks for."""
    if not actor.has("merchant") or actor.user_id is None:
        raise Forbidden(_("只有商家可以提交自己的证照。"))


def can_see_editions(actor: Actor) -> bool:
    """Whoever works on compliance sees versions and drafts; so do the platform's own systems."""
    roles = ("officer", "viewer", "audit_admin", "integrator", "system")
    return actor.has(*roles)


def require_see_editions(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the tenant's catalogue with its drafts."""
    if not can_see_editions(actor):
        raise Forbidden(_("你没有查看商品负面目录的权限。"))


def can_write_editions(actor: Actor) -> bool:
    """Officers publish; a person answers for each version, never a program."""
    return actor.has("officer") and actor.user_id is not None


def require_write_editions(actor: Actor) -> UUID:
    """Return who writes; raise Forbidden unless `actor` may write and publish the catalogue.

    Raises:
        KeyDraftsOnly: a program may write a draft, and no more.
    """
    if actor.key_id is not None:
        raise KeyDraftsOnly(
            _("密钥只能起草商品负面目录；发布、作废和整包导入须由合规专员本人进行。"),
            law="M-rules-and-catalogue",
        )
    if not can_write_editions(actor) or actor.user_id is None:
        raise Forbidden(_("只有合规专员可以编写和发布商品负面目录。"))
    return actor.user_id


def can_draft_editions(actor: Actor) -> bool:
    """Officers write drafts, and so do programs whose key is for that; they publish nothing."""
    is_for_it = actor.key_id is not None and actor.may(DRAFTING)
    return can_write_editions(actor) or is_for_it


def require_draft_editions(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may write the catalogue's draft."""
    if not can_draft_editions(actor):
        raise Forbidden(_("只有合规专员和获准起草的密钥可以编写商品负面目录草稿。"))


def require_inform(actor: Actor) -> None:
    """Raise Forbidden unless the product itself puts together what a consumer may be told."""
    if not actor.has("system"):
        raise Forbidden(_("只有系统可以这样做。"))


def require_supervise(actor: Actor) -> None:
    """Raise Forbidden unless an authority looks, at figures of goods and at lists of recalls."""
    if not actor.has("regulator"):
        raise Forbidden(_("你没有查看商品情况的权限。"))
