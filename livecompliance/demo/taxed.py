"""Whom the demo's platforms pay: invented people, a studio, a shop; what of it is reported."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from tax import selectors, services
from tax.rules import calendar

STUDIO, SHOP = "91310115MA1K3BTP2B", "91110000600037341L"
PAYEES: tuple[dict[str, Any], ...] = (
    {"external_id": "mcn-01", "kind": "company", "name": "云上文化传媒（上海）有限公司",
     "code": STUDIO, "is_agency": True, "shop_name": "云上直播"},
    {"external_id": "shop-07", "kind": "individual", "name": "青禾百货店", "code": SHOP,
     "shop_name": "青禾百货", "shops": ["s-7001"]},
    {"external_id": "u-1001", "kind": "natural", "name": "宋小满", "number": "11010519491231002X",
     "address": "杭州市滨江区某路 1 号", "contact": "13900004321", "shop_name": "小满说茶",
     "shops": ["s-1001"], "agency": "mcn-01", "consent_on": "2025-09-20"},
    {"external_id": "u-1002", "kind": "natural", "name": "柳青青", "number": "110101199003077758",
     "shop_name": "青青穿搭", "shops": ["s-1002", "s-1009"]},
    {"external_id": "u-1003", "kind": "natural", "name": "Jane Doe", "number": "E12345678",
     "document_kind": "passport", "country": "USA", "is_resident": False, "shop_name": "Jane"},
)  # fmt: skip
# Who, which kind of income, yuan of the first month and of the one that runs.
PAID = (
    ("mcn-01", "services", "86000", "91000"),
    ("shop-07", "goods", "128400", "97350.50"),
    ("u-1001", "services", "20000", "30000"),
    ("u-1002", "services", "6250", "9800"),
    ("u-1003", "services", "20000", "12000"),
)


BASICS = {
    "platform_name": "星选直播科技（杭州）有限公司", "platform_code": SHOP, "site_name": "星选直播",
    "domain": "xingxuan.example", "business": "网络直播营销平台", "begun_on": "2023-03-01",
}  # fmt: skip
ENTITIES = ({"entity_code": STUDIO, "entity_name": "云上文化传媒（上海）有限公司"},)


def furnish(actor: Actor, officer_id: UUID) -> None:
    """File payees and two months of payments, and close the first, as an officer. Once."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with tenancy.acting(officer), transaction.atomic():
        if selectors.payee_list(officer).exists():
            return
        services.payees_bring(actor=officer, items=PAYEES)
        services.payments_bring(actor=officer, items=_payments())
        over = calendar.later(calendar.month_of(clock.today()), -1)
        services.period_close(actor=officer, kind="month", first_on=over)
        services.month_run(actor=officer, first_on=over)
        _report(officer, over)


def _report(officer: Actor, over: date) -> None:
    """Pay for the quarter that is over, close it, and order its package."""
    first = calendar.later(calendar.quarter_of(clock.today()), -calendar.QUARTER_MONTHS)
    months = calendar.months_of(first)
    services.payments_bring(
        actor=officer,
        items=[
            {"external_id": f"{month:%Y%m}-{payee}", "payee": payee, "kind": kind,
             "amount": amount, "paid_at": f"{month:%Y-%m}-12T20:00:00+08:00", "orders": 31}
            for month in months
            if month < over
            for payee, kind, amount, _now in PAID
        ],
    )  # fmt: skip
    for month in months:
        services.period_close(actor=officer, kind="month", first_on=month)
    services.period_close(actor=officer, kind="quarter", first_on=first)
    services.basics_note(actor=officer, facts=BASICS, entities=ENTITIES)
    services.package_make(actor=officer, first_on=first)


def _payments() -> list[dict[str, Any]]:
    this = calendar.month_of(clock.today())
    first = datetime.combine(calendar.later(this, -1), datetime.min.time(), UTC)
    days = (first + timedelta(days=9), datetime.combine(this, datetime.min.time(), UTC))
    found = [
        {"external_id": f"pay-{number}-{payee}", "payee": payee, "kind": kind,
         "amount": amounts[number], "paid_at": day.isoformat(), "orders": 40 + 7 * number}
        for number, day in enumerate(days)
        for payee, kind, *amounts in PAID
    ]  # fmt: skip
    back = {"external_id": "back-0-shop-07", "payee": "shop-07", "kind": "goods", "amount": "3200",
            "refund_of": "pay-0-shop-07", "paid_at": days[0].isoformat()}  # fmt: skip
    return [*found, back]
