"""Whom the demo's platforms pay: invented people, a studio, shops; what was filed, what is odd."""

import time
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor, system_actor
from office import services as office
from office.models import Job
from parties.selectors.party import party_of_user
from tax import selectors, services
from tax.rules import calendar
from tax.rules.choices import Choices

STUDIO, SHOP = "91310115MA1K3BTP2B", "91110000600037341L"
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of a code; each place has its weight
PATIENCE_S = 120
PLACE = "杭州市余杭区演示园区 8 号楼 101 室"
MINIMUM = Choices()
PAYEES: tuple[dict[str, Any], ...] = (
    {"external_id": "mcn-01", "kind": "company", "name": "云上文化传媒（上海）有限公司",
     "code": STUDIO, "is_agency": True, "shop_name": "云上直播", "address": "上海市演示路 2 号",
     "contact": "02160000000", "shops": ["s-0001"]},
    {"external_id": "shop-07", "kind": "individual", "name": "青禾百货店", "code": SHOP,
     "shop_name": "青禾百货", "shops": ["s-7001"], "address": "杭州市演示路 3 号"},
    {"external_id": "u-1001", "kind": "natural", "name": "宋小满", "number": "11010519491231002X",
     "address": "杭州市滨江区某路 1 号", "contact": "13900004321", "shop_name": "小满说茶",
     "shops": ["s-1001"], "agency": "mcn-01", "consent_on": "2025-09-20"},
    {"external_id": "u-1002", "kind": "natural", "name": "柳青青", "number": "110101199003077758",
     "shop_name": "青青穿搭", "shops": ["s-1002", "s-1009", "s-1010", "s-1011", "s-1012"]},
    {"external_id": "u-1003", "kind": "natural", "name": "Jane Doe", "number": "E12345678",
     "document_kind": "passport", "country": "USA", "is_resident": False, "shop_name": "Jane"},
    {"external_id": "u-1004", "kind": "natural", "name": "顾一帆", "number": "110101198001010037",
     "shop_name": "一帆直播间", "shops": ["s-1004"], "consent_on": "2025-09-20",
     "address": "宁波市演示路 4 号", "contact": "13900004324"},
    {"external_id": "u-1005", "kind": "natural", "name": "丁知夏", "number": "11010119920101001X",
     "is_employee": True, "address": "杭州市演示路 5 号", "contact": "13900004325"},
)  # fmt: skip
# Who, which kind of income, and yuan of four months, over and over.
PAID = (
    ("mcn-01", "services", ("86000", "91000", "88500", "90200")),
    ("shop-07", "goods", ("128400", "97350.50", "110020", "131000")),
    ("u-1001", "services", ("20000", "30000", "26000", "42000")),
    ("u-1002", "services", ("6250", "9800", "12400", "8800")),
    ("u-1003", "services", ("20000", "12000", "15000", "9000")),
    ("u-1004", "services", ("99800", "99500", "99900", "99700")),
    ("u-1005", "services", ("18000", "18000", "21000", "18000")),
)
BASICS = {
    "platform_name": "星选直播科技（杭州）有限公司", "platform_code": SHOP, "site_name": "星选直播",
    "domain": "xingxuan.example", "business": "网络直播营销平台", "begun_on": "2023-03-01",
}  # fmt: skip
ENTITIES = ({"entity_code": STUDIO, "entity_name": "云上文化传媒（上海）有限公司"},)
HOUSE = {"platform_name": "橙果文化传媒有限公司", "platform_code": STUDIO}


def coded(number: int) -> str:
    """Return the code of an individual business that does not exist."""
    body = f"92330110MA2{number:06}"
    total = sum(CHARACTERS.index(one) * 3**place % 31 for place, one in enumerate(body))
    return body + CHARACTERS[-total % 31]


def officer_of(tenant_id: UUID, user_id: UUID) -> Actor:
    return Actor(frozenset({tenant_id}), user_id=user_id, roles=frozenset({"officer"}))


def settle(tenant_id: UUID, first_id: UUID, second_id: UUID, streamer: UUID | None = None) -> None:
    """Pay, withhold, file and report what is over; look for what is odd. Once.

    Two officers publish what the platform chooses; the quarter is reported and accepted, then an
    error is found and its correction waits.
    """
    officer, second = officer_of(tenant_id, first_id), officer_of(tenant_id, second_id)
    with tenancy.acting(officer), transaction.atomic():
        if selectors.payee_list(officer).exists():
            return
        himself = party_of_user(officer, streamer)
        of = {"u-1001": {"party": f"{himself.pk}"}} if himself else {}
        services.payees_bring(
            actor=officer,
            items=[one | of.get(one["external_id"], {}) for one in (*PAYEES, *_batch())],
        )
        services.basics_note(actor=officer, facts=BASICS, entities=ENTITIES)
        services.basics_report(
            actor=officer, number=1, reported_on=date(2025, 7, 18), channel="bureau",
            receipt="JB-2025-000318",
        )  # fmt: skip
    _choose(officer, second)
    quarter = calendar.later(calendar.quarter_of(clock.today()), -calendar.QUARTER_MONTHS)
    months = _over(quarter)
    _pay(officer, PAID, months)
    for month in months:
        _withhold(officer, month)
    _report(officer, quarter)
    with tenancy.acting(officer), transaction.atomic():
        services.basics_note(
            actor=officer, facts=BASICS | {"domain": "live.xingxuan.example"}, entities=ENTITIES,
            happened_on=clock.today() - timedelta(days=24),
        )  # fmt: skip
        job = services.signs_look(actor=officer)
    work(officer, [job])
    system = system_actor(tenant_id)
    with tenancy.acting(system):
        services.month_due(actor=system)
        services.quarter_due(actor=system)
        services.reminders_write(actor=system)


def house(tenant_id: UUID, officer_id: UUID) -> None:
    """Let the agency pay anchors and partners, withhold and report them in its own form. Once."""
    officer = officer_of(tenant_id, officer_id)
    with tenancy.acting(officer), transaction.atomic():
        if selectors.payee_list(officer).exists():
            return
        found = [one | {"agency": ""} for one in PAYEES if one["external_id"] not in ("mcn-01",)]
        services.payees_bring(actor=officer, items=found)
    quarter = calendar.later(calendar.quarter_of(clock.today()), -calendar.QUARTER_MONTHS)
    months = _over(quarter)
    paid = [one for one in PAID if one[0] in ("u-1001", "u-1002", "u-1003", "u-1005")]
    _pay(officer, [*paid, ("shop-07", "services", ("5200", "4800", "6100", "5000"))], months)
    for month in months:
        _withhold(officer, month)
    with tenancy.acting(officer), transaction.atomic():
        services.period_close(actor=officer, kind="quarter", first_on=quarter)
        job = services.package_make(actor=officer, first_on=quarter)
    made = work(officer, [job])
    with tenancy.acting(officer), transaction.atomic():
        services.package_send(
            actor=officer, package_id=UUID(made[0]["package"]), sent_on=clock.today(),
            channel="bureau", lacking="个别收款人的地址和联系方式待补充，先行报送。",
        )  # fmt: skip


def _over(quarter: date) -> list[date]:
    """Return the months of the quarter that is over, and those after it that are."""
    this = calendar.month_of(clock.today())
    every = [calendar.later(quarter, at) for at in range(6)]
    return [month for month in every if month < this]


def _batch() -> list[dict[str, Any]]:
    """Return businesses that were registered at one place within two days."""
    day = clock.today() - timedelta(days=40)
    return [
        {"external_id": f"biz-{number}", "kind": "individual", "name": f"演示工作室 {number}",
         "code": coded(number), "address": PLACE, "shops": [f"s-20{number:02}"],
         "registered_on": f"{day + timedelta(days=number % 2)}"}
        for number in range(1, 7)
    ]  # fmt: skip


def _choose(officer: Actor, second: Actor) -> None:
    draft = office.Draft(MINIMUM.kept(), clock.today(), "按主管税务机关的口头答复，书面留存")
    with tenancy.acting(officer):
        row = services.choice_draft(actor=officer, draft=draft)
    with tenancy.acting(second):
        services.choice_publish(actor=second, choice_id=row.pk)
    later = office.Draft(
        MINIMUM.kept() | {"withholding": {"gap_policy": "count_gap_months"}},
        clock.today() + timedelta(days=31),
        "拟改为照常计入月份数，待第二名专员核对",
    )
    with tenancy.acting(officer):
        services.choice_draft(actor=officer, draft=later)


def _pay(officer: Actor, paid: Iterable[tuple[str, str, tuple[str, ...]]], months: Any) -> None:
    this = calendar.month_of(clock.today())
    items = [
        {"external_id": f"{month:%Y%m}-{payee}", "payee": payee, "kind": kind,
         "amount": amounts[at % 4], "orders": 31 + 7 * at,
         "paid_at": f"{month:%Y-%m}-{1 if month == this else 12:02}T00:30:00+08:00"}
        for at, month in enumerate([*months, this])
        for payee, kind, amounts in paid
    ]  # fmt: skip
    refunds = [
        {"external_id": f"{months[1]:%Y%m}-back-{payee}", "payee": payee, "kind": kind,
         "amount": "3200", "refund_of": f"{months[0]:%Y%m}-{payee}",
         "paid_at": f"{months[1]:%Y-%m}-20T12:00:00+08:00"}
        for payee, kind, _amounts in paid
        if kind == "goods"
    ]  # fmt: skip
    off = [
        {"payee": "u-1005", "month": f"{month:%Y-%m}", "special": "2240", "additional": "3000",
         "kinds": "子女教育 2000；住房租金 1000"}
        for month in months
    ]  # fmt: skip
    with tenancy.acting(officer), transaction.atomic():
        services.payments_bring(actor=officer, items=[*items, *refunds])
        services.deductions_bring(actor=officer, items=off)


def _withhold(officer: Actor, month: date) -> None:
    """Close a month, compute it; file it, unless its day is still to come."""
    with tenancy.acting(officer), transaction.atomic():
        services.period_close(actor=officer, kind="month", first_on=month)
        job = services.month_run(actor=officer, first_on=month)
    work(officer, [job])
    by = calendar.later(month, 1) + timedelta(days=11)
    if by > clock.today():
        return
    with tenancy.acting(officer), transaction.atomic():
        services.month_file(
            actor=officer, first_on=month, receipt=f"SB{month:%Y%m}-0912", filed_on=by, paid_on=by
        )


def _report(officer: Actor, quarter: date) -> None:
    """Report the quarter in time and have it accepted; find an error, and correct it."""
    with tenancy.acting(officer), transaction.atomic():
        services.period_close(actor=officer, kind="quarter", first_on=quarter)
        job = services.package_make(actor=officer, first_on=quarter)
    made = work(officer, [job])
    today = clock.today()
    with tenancy.acting(officer), transaction.atomic():
        package = selectors.package_get(officer, UUID(made[0]["package"]))
        services.package_send(
            actor=officer, package_id=package.pk, sent_on=today, channel="bureau",
            lacking="两户缺少地址，已请对方补充，先行报送。",
        )  # fmt: skip
        services.package_receipt(actor=officer, package_id=package.pk, receipt="HZ-2026-004417")
        services.package_accept(actor=officer, package_id=package.pk, answered_on=today)
        services.payments_bring(
            actor=officer,
            items=[
                {"external_id": f"late-{quarter:%Y%m}", "payee": "u-1002", "kind": "services",
                 "amount": "777", "paid_at": f"{quarter:%Y-%m}-28T12:00:00+08:00",
                 "is_correction": True},
            ],
        )  # fmt: skip
        services.flaw_note(
            actor=officer, period=package.period, source="own", found_on=today,
            said="对账发现一笔七月的支付漏报。",
        )  # fmt: skip
        job = services.package_make(actor=officer, first_on=quarter)
    work(officer, [job])


def work(officer: Actor, jobs: Iterable[Job]) -> list[dict[str, Any]]:
    """Do jobs at once, or wait for the worker that has one; return what came of them.

    Raises:
        RuntimeError: a job came to nothing, or is not done in two minutes.
    """
    found, until = [], time.monotonic() + PATIENCE_S
    for job in jobs:
        while job.state in Job.OPEN and time.monotonic() < until:
            with tenancy.acting(officer):
                if office.job_run(actor=officer, job_id=job.pk) is None:
                    time.sleep(0.2)
                with transaction.atomic():
                    job.refresh_from_db()
        if job.state != Job.State.DONE:
            raise RuntimeError(f"{job.kind}: {job.state} {job.error}")
        found.append(job.result or {})
    return found
