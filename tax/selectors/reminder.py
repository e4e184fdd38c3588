"""Ask who was told what about his taxes; what oneself was told, and what was withheld."""

import json
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from tax import policies
from tax.models import Payee, Reminder, Withheld
from tax.selectors.withheld import year_lines
from tax.templatetags.tax import yuan

KINDS: Mapping[str, Any] = {
    "register": gettext_lazy("依法登记"),
    "declare": gettext_lazy("如实申报、依法纳税"),
    "preference": gettext_lazy("税收优惠"),
    "line": gettext_lazy("十二个月收入超过五百万元"),
}
SAID: Mapping[str, Any] = {
    "register": gettext_lazy(
        "你在平台取得直播营销收入。从事经营活动的，请依法办理市场主体登记；"
        "依法不需要办理市场主体登记的，请依法办理税务登记。"
    ),
    "declare": gettext_lazy(
        "平台已从付给你的报酬中预扣个人所得税，明细在本页。预扣不是最后的税额："
        "请把各处的收入一并如实申报，按期办理年度汇算清缴，多退少补。"
    ),
    "declare_invoice": gettext_lazy(
        "平台不代扣你的税款。请如实申报收入、按期缴纳税款，并向付款方开具发票。"
    ),
    "preference_vat": gettext_lazy(
        "你还没有书面同意由平台代办增值税申报。同意以后，月销售额在 %(month)s 元以下的"
        "可以免征增值税；不同意的，由你自行申报，按次计算。是否同意由你决定。"
    ),
    "preference_business": gettext_lazy(
        "个体工商户可以依法享受税收优惠，包括所得税减半和小规模纳税人增值税优惠。"
        "请在申报时自行享受，并留存资料。"
    ),
    "line": gettext_lazy(
        "到 %(through)s 为止的连续十二个月，你从平台取得的服务收入合计 %(sum)s 元，"
        "超过 %(line)s 元。请依法办理市场主体登记，并自行申报缴纳增值税；需要帮助请联系平台。"
    ),
}
STATES: Mapping[str, tuple[Any, str]] = {
    "noted": (gettext_lazy("已知悉"), "ok"),
    "seen": (gettext_lazy("已看到"), "info"),
    "sent": (gettext_lazy("未看到"), "watch"),
    "unreached": (gettext_lazy("没有账号，平台内看不到"), "watch"),
}


def read(value: Any) -> Any:
    """Read what a column of JSON holds, however the driver gives it."""
    return json.loads(value) if isinstance(value, str) else value


def pair(kind: str) -> dict[str, str]:
    """Return what a kind is called, in both languages."""
    found = {}
    for tongue, code in (("zh", "zh-hans"), ("en", "en")):
        with override(code):
            found[tongue] = str(KINDS[kind])
    return found


def said(one: Reminder) -> str:
    """Return what somebody was told, in the language of the moment."""
    told = one.told
    if one.kind == Reminder.Kind.DECLARE and told.get("duty") == "invoice":
        return str(SAID["declare_invoice"])
    if one.kind == Reminder.Kind.PREFERENCE:
        if "month_fen" in told:
            return str(SAID["preference_vat"]) % {"month": yuan(told["month_fen"])}
        return str(SAID["preference_business"])
    if one.kind == Reminder.Kind.LINE:
        figures = {"sum": yuan(told["sum_fen"]), "line": yuan(told["line_fen"])}
        return str(SAID["line"]) % {"through": one.cause, **figures}
    return str(SAID[one.kind])


def state_of(one: Reminder) -> tuple[Any, str]:
    """Return how far what somebody was told has come."""
    if one.noted_at:
        return STATES["noted"]
    if one.seen_at:
        return STATES["seen"]
    party = one.payee.party
    return STATES["sent" if party is not None and party.user_id else "unreached"]


def reminder_list(actor: Actor, kind: str = "", waits: str = "") -> TenantQuerySet[Reminder]:
    """Return what payees were told, the newest first.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see(actor)
    found = Reminder.objects.of(actor).select_related("payee__party")
    if kind:
        found = found.filter(kind=kind)
    if waits == "unseen":
        found = found.filter(seen_at=None)
    if waits == "unnoted":
        found = found.filter(noted_at=None)
    return found.order_by("-sent_at", "-id")


def kind_counts(found: TenantQuerySet[Reminder]) -> dict[str, int]:
    """Return how many were told what."""
    rows = found.order_by().values_list("kind").annotate(Count("id"))
    return dict.fromkeys(KINDS, 0) | dict(rows)


def reminder_counts(actor: Actor) -> dict[str, dict[str, int]]:
    """Return of each kind how many were told, saw it and took note."""
    policies.require_see(actor)
    rows = Reminder.objects.of(actor).values("kind").annotate(
        sent=Count("id"), seen=Count("seen_at"), noted=Count("noted_at"),
        reached=Count("id", filter=Q(payee__party__user__isnull=False)),
    )  # fmt: skip
    empty = {"sent": 0, "seen": 0, "noted": 0, "reached": 0}
    found: dict[str, dict[str, Any]] = {one["kind"]: dict(one) for one in rows}
    return {kind: empty | found.get(kind, {}) for kind in KINDS}


def reminder_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what reminders are called in the record."""
    found = Reminder.objects.of(actor).filter(pk__in=ids).select_related("payee")
    return {str(one.pk): f"{KINDS[one.kind]}（{one.payee.external_id}）" for one in found}


def payees_own(actor: Actor) -> TenantQuerySet[Payee]:
    """Return the payees that the actor himself is.

    Raises:
        Forbidden: not a streamer or merchant.
    """
    if not actor.has("streamer", "merchant") or actor.user_id is None:
        raise Forbidden(_("这里只有主播和商家本人的涉税信息。"))
    return Payee.objects.of(actor).filter(party__user=actor.user_id)


def reminders_own(actor: Actor) -> TenantQuerySet[Reminder]:
    """Return what the actor himself was told, the newest first.

    Raises:
        Forbidden: not a streamer or merchant.
    """
    mine = payees_own(actor).values("pk")
    return Reminder.objects.of(actor).filter(payee__in=mine).order_by("-sent_at", "-id")


def reminder_own(actor: Actor, reminder_id: UUID) -> Reminder:
    """Return one thing that the actor himself was told.

    Raises:
        NotFound: it is not his, or there is none.
    """
    found = reminders_own(actor).filter(pk=reminder_id).first()
    if found is None:
        raise NotFound(_("没有这条提示。"))
    return found


def withheld_own(actor: Actor) -> list[Withheld]:
    """Return what was withheld of the actor himself this year, by month.

    Law: N61-told
    """
    year = clock.today().year
    found = [one for payee in payees_own(actor)[:20] for one in year_lines(actor, payee, year)]
    return sorted(found, key=lambda one: one.month)
