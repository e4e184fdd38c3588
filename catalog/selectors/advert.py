"""The register of paid promotion, endorsers, and who answers for a broadcast as advertisement."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.managers import TenantQuerySet
from catalog import policies
from catalog.models import AdStatement, Advert, Endorsement, Product
from catalog.rules import adverts as rules
from catalog.rules.claims import Sector, sectors_listed
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from parties.models import Party
from rooms import selectors as rooms

ADVERT_KINDS: dict[str, Any] = {
    "paid": gettext_lazy("付费导流"),
    "first_screen": gettext_lazy("推荐位"),
    "popup": gettext_lazy("弹窗"),
    "hot_list": gettext_lazy("热搜榜单"),
    "search": gettext_lazy("搜索排名"),
    "coupon": gettext_lazy("优惠券"),
    "official": gettext_lazy("平台官方宣传"),
}
ADVERT_STATES: dict[str, tuple[Any, str]] = {
    "waiting": (gettext_lazy("待审核"), "watch"),
    "approved": (gettext_lazy("已通过"), "ok"),
    "refused": (pgettext_lazy("审核", "未通过"), "act"),
    "ended": (gettext_lazy("已结束"), ""),
}
ROLE_NAMES: dict[str, Any] = {
    "advertiser": gettext_lazy("广告主"),
    "operator": gettext_lazy("广告经营者"),
    "publisher": gettext_lazy("广告发布者"),
    "endorser": gettext_lazy("广告代言人"),
}
TEST_NAMES: dict[str, Any] = {
    "influence": gettext_lazy("销售者以外、有一定影响力的自然人以自己的名义或形象推荐"),
    "clips": gettext_lazy("剪辑直播内容再次发布"),
    "paid": gettext_lazy("付费推广"),
}
BARS: dict[str, Any] = {
    "advert_missing": gettext_lazy("没有审核通过的推广登记"),
    "advert_waiting": gettext_lazy("推广内容尚未审核"),
    "advertiser_unverified": gettext_lazy("广告主的身份尚未核验"),
    "advert_over": gettext_lazy("不在登记的推广时间内"),
    "false_publicity": gettext_lazy("直播间有未了结的虚假宣传发现"),
    "surface_withheld": gettext_lazy("直播间目前不能出现在这个位置"),
}


class Barrier(NamedTuple):
    """Why a room may not be promoted: a code, the clause, the advert or finding it rests on."""

    code: str
    clause: str
    ref: str = ""


def advert_list(actor: Actor) -> TenantQuerySet[Advert]:
    """Return the register, the newest first.

    Raises:
        Forbidden: the actor does not see it.
    """
    policies.require_see_suppliers(actor)
    found = Advert.objects.of(actor).select_related("room", "party", "supplier", "decided_by")
    return found.order_by("-id")


def advert_get(actor: Actor, advert_id: UUID) -> Advert:
    """Return one promotion of the register.

    Raises:
        NotFound: no such promotion in the tenant.
    """
    found = advert_list(actor).filter(pk=advert_id).first()
    if found is None:
        raise NotFound(_("没有这项推广登记。"))
    return found


def adverts_running(actor: Actor) -> set[UUID]:
    """Return the rooms that are being promoted now."""
    now = clock.now()
    found = Advert.objects.of(actor).filter(starts_at__lte=now, ends_at__gt=now, ended_at=None)
    return set(found.exclude(state=Advert.State.REFUSED).values_list("room_id", flat=True))


def advert_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what promotions are called in the record."""
    found = Advert.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): one.reference for one in found}


def is_identified(one: Advert) -> bool:
    """Tell whether the advertiser's identity stands verified.

    Law: IAD-user-identity-3y
    """
    if one.supplier is not None:
        return one.supplier.state == "verified"
    return one.party is not None and one.party.state == Party.State.ACTIVE


def promotion_bars(actor: Actor, room_id: UUID, kind: str, at: datetime) -> list[Barrier]:
    """Return why a room may not be promoted in a way now, by the register alone; one statement.

    Law: M-paid-promotion, IAD-user-identity-3y
    """
    held = Advert.objects.of(actor).filter(room_id=room_id, kind=kind, ended_at__isnull=True)
    rows = list(held.select_related("party", "supplier").order_by("-id")[:100])
    approved = [one for one in rows if one.state == Advert.State.APPROVED]
    running = [one for one in approved if one.starts_at <= at < one.ends_at]
    if any(is_identified(one) for one in running):
        return []
    if running:
        return [Barrier("advertiser_unverified", "IAD-user-identity-3y", str(running[0].pk))]
    if approved:
        return [Barrier("advert_over", rules.PAID, str(approved[0].pk))]
    waiting = [one for one in rows if one.state == Advert.State.WAITING]
    if waiting:
        return [Barrier("advert_waiting", rules.PAID, str(waiting[0].pk))]
    return [Barrier("advert_missing", rules.PAID)]


def bar_words(one: Barrier) -> str:
    """Say why a room may not be promoted."""
    return str(BARS[one.code])


def endorsement_list(actor: Actor) -> TenantQuerySet[Endorsement]:
    """Return endorsements, the newest first.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see_suppliers(actor)
    return Endorsement.objects.of(actor).select_related("party", "decided_by").order_by("-id")


def endorsement_get(actor: Actor, endorsement_id: UUID) -> Endorsement:
    """Return one endorsement.

    Raises:
        NotFound: no such endorsement in the tenant.
    """
    found = endorsement_list(actor).filter(pk=endorsement_id).first()
    if found is None:
        raise NotFound(_("没有这项代言登记。"))
    return found


def sectors_sold(actor: Actor, number: str) -> frozenset[Sector]:
    """Return which kinds of goods the catalogue says that a product is of; none of unknown ones."""
    found = Product.objects.of(actor).filter(external_id=number).first()
    if found is None:
        return frozenset()
    entries = [str(one["entry"]) for one in found.grounds]
    papers = [str(name) for one in found.grounds for name in one["documents"]]
    return sectors_listed(entries, papers)


def statement_of(actor: Actor, session_id: UUID) -> AdStatement | None:
    """Return who answers for a broadcast as an advertisement, as it was stated last."""
    found = AdStatement.objects.of(actor).filter(session_id=session_id)
    return found.order_by("-id").first()


def statement_list(actor: Actor, most: int) -> list[AdStatement]:
    """Return the newest statements, with their broadcasts.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see_suppliers(actor)
    found = AdStatement.objects.of(actor).select_related("session__room").order_by("-id")
    return list(found[:most])


def statement_read(actor: Actor, session_id: UUID) -> AdStatement | None:
    """Return the newest statement of a broadcast, for whoever sees what is sold.

    Raises:
        Forbidden: the actor does not see it. NotFound: no such broadcast.
    """
    policies.require_see_suppliers(actor)
    session = rooms.session_get(actor, session_id)
    return statement_of(actor, session.pk)
