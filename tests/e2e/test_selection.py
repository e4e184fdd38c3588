"""From a table of goods to the air: judged, reviewed, selected, held back for a paper, found."""

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding
from office import services as office
from office.models import Job
from tests import builders
from tests.catalog.suppliers import approved, in_days, on_shelf, verified
from tests.moderation.services.streams import inspect, now_ms, post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = ({"viewport": {"width": w, "height": h}} for w, h in ((1440, 900), (390, 844)))
PAPER = "食品经营许可（含酒类）"
TABLE = """\
编号,名称,价格,品牌,条码
sku-1,明前龙井茶 250g,198.00,,4006381333932
sku-2,酱香型白酒 53度 500ml,899,,
sku-4,仿真水枪 大容量 儿童戏水,39.9,,
sku-5,茶,-1,,
"""


def work(owner) -> Job:
    """Carry the import to its end, as a worker does."""
    system = system_actor(owner.pk)
    with acting(system), transaction.atomic():
        job = Job.objects.get(kind="goods_import")
    with acting(system):
        assert office.job_run(actor=system, job_id=job.pk) == "done"
    with acting(system), transaction.atomic():
        return Job.objects.get(pk=job.pk)


def propose(page: Page, number: str, price: str) -> None:
    page.fill("input[name=product]", number)
    page.fill("input[name=seller]", "shop-1")
    page.fill("input[name=price]", price)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("[data-item]", has_text=number)).to_be_visible()


def asked(page: Page, room) -> set[str]:
    """Return what the gate has against the goods, as the officer's page may ask."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(
        f"/api/v1/rooms/{room.pk}/gate",
        headers={"X-CSRFToken": token, "Referer": page.url},
        data={},
    )
    said = answer.json()
    return {one["code"] for one in said["reasons"] if one["code"].startswith("goods_")}


@pytest.mark.law("O117-supplier-check", "M-rules-and-catalogue")
def test_goods_are_imported_reviewed_selected_held_back_and_found_on_air(sign_in):
    harbour = builders.tenant("harbour", name="海港直播")
    lin = builders.person(harbour, "lin", "officer")
    chun = builders.person(harbour, "chun", "streamer")
    room = builders.room(chun, "阿春家的茶室", operator_user_id=chun.user_id)
    shop = verified(lin, external_id="shop-1")
    on_shelf(lin, TABLE.encode("gb18030"), "秋季选品.csv")

    page = sign_in("harbour:lin", at="/goods", **DESK)
    page.get_by_role("button", name="导入", exact=True).click()
    page.wait_for_url("**/jobs")
    job = work(harbour)
    assert {name: job.result[name] for name in ("rows", "kept", "faults", "warnings")} == {
        "rows": 4, "kept": 3, "faults": 1, "warnings": 1,
    }  # fmt: skip
    page.goto("/goods")
    expect(page.locator("[data-item]")).to_have_count(3)

    page.keyboard.press("Enter")
    page.wait_for_url("**/goods/*")
    expect(page.locator("h1")).to_contain_text("仿真水枪")
    expect(page.locator(".paper", has_text="仿真枪").first).to_contain_text("枪支管理法 44(5)")
    page.keyboard.press("a")
    page.locator("form[action$=decide]:visible input[name=reason]").fill("只喷水的玩具，没有弹匣")
    page.keyboard.press("Enter")
    page.wait_for_url("**/goods")

    phone = sign_in("harbour:chun", at=f"/stream/{room.pk}", **PHONE)
    phone.get_by_role("link", name="我要卖的商品").click()
    for number, price in (("sku-1", "198"), ("sku-2", "899"), ("sku-4", "39.9")):
        propose(phone, number, price)
    lacking = phone.locator("[data-item]", has_text="sku-2")
    expect(lacking).to_contain_text(f"缺少{PAPER}")
    page.goto(f"/rooms/{room.pk}/offers")
    expect(page.locator(".gate-says")).to_contain_text("1 件商品还不能开播")
    assert asked(page, room) == {"goods_paper_missing"}

    approved(lin, shop, "liquor-trading-record", valid_until=in_days(400))
    page.reload()
    expect(page.locator(".gate-says")).to_contain_text("选品都可以开播")
    assert asked(page, room) == set()

    builders.observing(harbour)
    session = builders.session(chun, room)
    shown = {"type": "goods", "action": "pinned", "at": now_ms()}
    post(
        session,
        shown | {"id": "g1", "product_id": "sku-1", "title": "明前龙井茶"},
        shown | {"id": "g2", "product_id": "sku-77", "title": "没有审核的礼盒"},
    )
    inspect(session)
    page.goto(f"/rooms/{room.pk}")
    expect(page.locator("#event-g2, .event", has_text="没有审核的礼盒").first).to_be_visible()
    expect(page.get_by_text("展示未经审核的商品").first).to_be_visible()
    with acting(lin), transaction.atomic():
        found = Finding.objects.filter(code="GOODS-UNREVIEWED")
        assert list(found.values_list("event_key", flat=True)) == ["g2"]
