"""Ask for signs of splitting: the list, one of them with its evidence and its plot."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from tax import policies
from tax.models import Payee, Sign

SHANGHAI = ZoneInfo("Asia/Shanghai")
KINDS: Mapping[str, Any] = {
    "many_shops": gettext_lazy("一人多店"),
    "shop_churn": gettext_lazy("频繁更换店铺标识"),
    "conversion": gettext_lazy("季度内劳务转经营"),
    "parked": gettext_lazy("收入压在起征点以下"),
    "split": gettext_lazy("多个收款人拆分收入"),
    "under_line": gettext_lazy("收入压在五百万元以下"),
    "batch": gettext_lazy("同一地址批量登记"),
}
WHY: Mapping[str, Any] = {
    "many_shops": gettext_lazy("同一人同时使用多个店铺唯一标识。"),
    "shop_churn": gettext_lazy("同一人在短期内反复启用、停用店铺唯一标识。"),
    "conversion": gettext_lazy("同一人在一个季度内先取得劳务报酬，后取得经营所得。"),
    "parked": gettext_lazy("多个月份的收入略低于增值税月起征点。"),
    "split": gettext_lazy("同一人的多个收款人各自低于月起征点，合计达到起征点。"),
    "under_line": gettext_lazy("连续十二个月的收入略低于应当引导办理市场主体登记的五百万元。"),
    "batch": gettext_lazy("多个收款人在几天之内登记于同一地址。"),
}
AXES: Mapping[str, Any] = {
    "many_shops": gettext_lazy("同时使用的店铺标识"),
    "shop_churn": gettext_lazy("店铺标识的变更，累计"),
    "conversion": gettext_lazy("各月经营所得（元）"),
    "parked": gettext_lazy("各月收入（元）"),
    "split": gettext_lazy("各收款人合计的月收入（元）"),
    "under_line": gettext_lazy("连续十二个月的收入（元）"),
    "batch": gettext_lazy("同一地址几天之内的登记"),
}
STATES: Mapping[str, tuple[Any, str]] = {
    "open": (gettext_lazy("待核实"), "watch"),
    "confirmed": (gettext_lazy("属实"), "danger"),
    "dismissed": (gettext_lazy("排除"), "ok"),
}
FACTS: Mapping[str, Any] = {
    "shop": gettext_lazy("使用中"),
    "opened": gettext_lazy("启用"),
    "closed": gettext_lazy("停用"),
    "labour": gettext_lazy("劳务报酬"),
    "business": gettext_lazy("经营所得"),
    "month": gettext_lazy("当月收入"),
    "registered": gettext_lazy("登记为市场主体"),
}
IN_MONEY = ("conversion", "parked", "split", "under_line")


def sign_list(actor: Actor, state: str = "", kind: str = "") -> TenantQuerySet[Sign]:
    """Return signs, the newest first.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see(actor)
    found = Sign.objects.of(actor).order_by("-id")
    found = found.filter(state=state) if state else found
    return found.filter(kind=kind) if kind else found


def sign_get(actor: Actor, sign_id: UUID) -> Sign:
    """Return one sign.

    Raises:
        Forbidden: the actor does not see them. NotFound: no such sign in the tenant.
    """
    found = sign_list(actor).select_related("decided_by").filter(pk=sign_id).first()
    if found is None:
        raise NotFound(_("没有这条线索。"))
    return found


def sign_counts(actor: Actor) -> dict[str, int]:
    """Return how many signs there are of each state."""
    rows = sign_list(actor).order_by().values_list("state").annotate(number=Count("pk"))
    return dict(rows)


def sign_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what signs are called in the record."""
    found = Sign.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): str(KINDS[one.kind]) for one in found}


def numbers_of(actor: Actor, signs: Collection[Sign]) -> dict[str, str]:
    """Return the platform's own numbers of all payees that signs are about."""
    ids = {pk for one in signs for pk in one.payees}
    found = Payee.objects.of(actor).filter(pk__in=ids).values_list("pk", "external_id")
    return {str(pk): name for pk, name in found}


def sign_facts(actor: Actor, sign: Sign) -> list[dict[str, Any]]:
    """Return what a sign rests on, fact by fact."""
    numbers = numbers_of(actor, [sign])
    return [
        {
            "what": FACTS[what],
            "on": date.fromisoformat(on),
            "is_month": fen is not None,
            "payee_id": payee,
            "payee": numbers.get(payee, ""),
            "shop": shop,
            "fen": fen,
        }
        for what, on, payee, shop, fen in sign.evidence
    ]


def sign_bars(sign: Sign) -> dict[str, Any]:
    """Return the series of a sign as bars with their values: a line across them is the limit.

    Money is in fen; `gap` is how far below the limit a bar stays, and below nothing how far above.
    """
    is_money = sign.kind in IN_MONEY
    most = max([sign.limit, *(value for _on, value, _marked in sign.points), 1])
    return {
        "is_money": is_money,
        "limit": sign.limit,
        "limit_at": sign.limit * 100 / most,
        "rows": [
            {
                "on": date.fromisoformat(on),
                "value": value,
                "wide": max(0, value) * 100 / most,
                "gap": sign.limit - value,
                "is_marked": is_marked,
            }
            for on, value, is_marked in sign.points
        ],
    }


def _at(on: str) -> int:
    return int(datetime.combine(date.fromisoformat(on), time(), SHANGHAI).timestamp())
