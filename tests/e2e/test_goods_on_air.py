"""From goods to the air past a gate that enforces: reviewed, let in, held back, refused."""

import json
import re

import pytest
from django.db import transaction
from playwright.sync_api import Locator, Page, expect

from catalog.models import SupplierPaper
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from parties import services as parties
from rooms.models import Session
from tests import builders
from tests.catalog.suppliers import CODES, PDF, in_days
from tests.charter import world
from tests.parties import people
from tests.rooms.conftest import key_of
from tests.stage import builders as stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = ({"viewport": {"width": w, "height": h}} for w, h in ((1440, 900), (390, 844)))
TOY, METER, GUN = "仿真水枪 大容量 儿童戏水", "臂式电子血压计 家用", "电动连发水弹枪 下供弹"
REGISTRATION, LICENCE, ADVERT = PAPERS = (
    "医疗器械注册证或备案凭证", "医疗器械经营许可证或备案凭证", "医疗器械广告批准文号",
)  # fmt: skip
CODE = "6901234567892"
ENGLISH = "medical-device trading licence or filing"
CHECK, ILLEGAL = "O117-supplier-check", "O117-illegal-goods"
GOODS = [
    {"external_id": "sku-1", "title": TOY, "price": "39.90"},
    {"external_id": "sku-2", "title": METER, "price": "199.00", "barcodes": [CODE]},
    {"external_id": "sku-3", "title": GUN, "price": "88.00"},
]


def verified(party) -> None:
    """Have a party verified, as a worker does it."""
    system = system_actor(party.tenant_id)
    with acting(system):
        begun = parties.verification_begin(actor=system, party_id=party.pk, kind="two_element")
        parties.verification_ask(actor=system, verification_id=begun.pk)


class Platform:
    """The platform's own system: it hands goods in, and broadcasts begin and end by it."""

    def __init__(self, page: Page, owner, room, party) -> None:
        self.page, self.room, self.party = page, room, party
        self.key = key_of(owner, "rooms.write", "catalog.write")

    def send(self, path: str, **body: object) -> tuple[int, dict]:
        headers = {"Authorization": self.key, "Content-Type": "application/json"}
        address = f"/api/v1/{path}"
        answer = self.page.request.post(address, headers=headers, data=json.dumps(body))
        return answer.status, answer.json()

    def hand_in(self, *goods: dict) -> None:
        status, said = self.send("products:check", items=goods, store=True)
        assert status == 200, said

    def go_live(self) -> tuple[int, dict]:
        """Verify the marketer for this broadcast, then ask to begin it."""
        verified(self.party)
        return self.send(f"rooms/{self.room.pk}/sessions", marketers=[str(self.party.pk)])

    def denied(self) -> list[tuple[str, str, str]]:
        """Ask to begin; return what the gate says against it."""
        status, said = self.go_live()
        assert (status, said.get("code")) == (403, "gate_denied"), said
        return [(one["code"], one["clause"], one["details"]["product"]) for one in said["reasons"]]


def a_house_that_is_ready():
    """Everything but the goods: who operates and sells is verified, signed, trained; the stage."""
    harbour = builders.tenant("harbour", name="海港直播")
    lin = builders.person(harbour, "lin", "officer")
    chun = builders.person(harbour, "chun", "streamer")
    people.sandbox(harbour)
    party = people.party(
        harbour, "operator", "marketer", public_name="阿春", user_id=chun.user_id
    )  # fmt: skip
    verified(party)
    world.accepted(world.published(harbour, "platform_operator"), party)
    world.trained(world.course(harbour, quiz=[]), party)
    room = builders.room(
        chun, "阿春的家用好物", operator_id=party.pk, operator_user_id=chun.user_id
    )
    stage.ready(lin, room)
    return harbour, party, room


def item(page: Page, text: str) -> Locator:
    return page.locator("[data-item]", has_text=text)


def in_english(page: Page) -> None:
    page.locator("button[name=language][value=en]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def in_chinese(page: Page) -> None:
    page.locator("button[name=language][value='zh-hans']").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def gate_says(page: Page, said: str, clause: str, english: str) -> None:
    """The page of the gate has the last denial with one reason, its clause, in both languages."""
    page.goto("/gate")
    denial = page.locator(".rows__one").first
    expect(denial.locator(".reason")).to_have_count(1)
    expect(denial.locator(".reason__said")).to_contain_text(said)
    expect(denial.locator(".reason__law")).to_contain_text(clause)
    in_english(page)
    expect(denial.locator(".reason__said")).to_contain_text(english)
    in_chinese(page)


def propose(phone: Page, room, number: str, price: str) -> None:
    phone.goto(f"/rooms/{room.pk}/offers")
    phone.fill("input[name=product]", number)
    phone.fill("input[name=seller]", "shop-1")
    phone.fill("input[name=price]", price)
    phone.get_by_role("button", name="提交", exact=True).click()
    expect(item(phone, number)).to_be_visible()


def supplier_filed_and_verified(page: Page) -> str:
    """The officer files who really sells, and looks at it; return where its file is."""
    page.goto("/suppliers")
    for name, said in {
        "title": "康宁器械有限公司", "code": CODES[0], "ext": "shop-1", "contact": "唐小满",
        "address": "浙江省杭州市西湖区龙井路 8 号", "phone": "0571-0000 4321",
    }.items():  # fmt: skip
        page.fill(f"#new-{name}", said)
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url(re.compile(r"/suppliers/[0-9a-f-]{36}$"))
    page.select_option("#l-credit", "sound")
    page.get_by_role("button", name="记录核验").click()
    expect(page.locator(".top__lead, .top").first).to_contain_text("已核验")
    return page.url


def files_kept(page: Page, *names: str) -> None:
    page.goto("/files")
    paper = {"mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("input[data-file]", [{"name": f"{one}.pdf", **paper} for one in names])
    for one in names:
        expect(page.locator("#files").get_by_text(f"{one}.pdf").first).to_be_visible()


def paper_reviewed(page: Page, at: str, kind: str, number: str, file: str) -> None:
    """The officer enters a paper with its file, looks at it, and approves it."""
    page.goto(at)
    page.get_by_text("提交新的证照").click()
    page.select_option("#p-kind", label=kind)
    page.fill("#p-number", number)
    page.fill("#p-until", f"{in_days(400):%Y-%m-%d}")
    page.select_option("#p-file", label=f"{file}.pdf")
    page.locator("form[action$=give] button").click()
    waiting = item(page, kind).filter(has_text="待审核")
    waiting.get_by_role("button", name="通过").click()
    expect(item(page, kind).filter(has_text=number)).to_contain_text("已通过")


def asked(page: Page, party) -> Locator:
    """The officer asks the gate on the person's page; return what it answers."""
    page.goto(f"/people/{party.pk}")
    page.locator("form.person-trial button").click()
    expect(page.locator("#trial .verdict")).to_be_visible()
    return page.locator("#trial")


def lacks(page: Page, number: str, room) -> Locator:
    page.goto(f"/rooms/{room.pk}/offers")
    return item(page, number).locator(".goods-lack")


@pytest.mark.law("O117-supplier-check", "O117-illegal-goods", "M-rules-and-catalogue")
def test_goods_go_on_air_with_their_papers_and_no_longer_once_one_is_withdrawn(sign_in):
    harbour, party, room = a_house_that_is_ready()
    page = sign_in("harbour:lin", at="/gate", **DESK)
    expect(page.locator(".gate-mode")).to_contain_text("正在拦截")
    platform = Platform(page, harbour, room, party)
    platform.hand_in(*GOODS[:2])

    # The streamer proposes both: one waits for a review, the other lacks its papers and a seller.
    shop = supplier_filed_and_verified(page)
    phone = sign_in("harbour:chun", at=f"/stream/{room.pk}", **PHONE)
    propose(phone, room, "sku-1", "39.9")
    propose(phone, room, "sku-2", "199")
    expect(item(phone, "sku-1")).to_contain_text(f"商品“{TOY}”没有经过审核")
    for paper in PAPERS:
        expect(item(phone, "sku-2")).to_contain_text(f"商品“{METER}”缺少{paper}")
    expect(asked(page, party)).to_contain_text("现在不能开播：4 个原因")

    # The officer reviews the ordinary one, and of the other the papers.
    page.goto("/goods")
    page.keyboard.press("Enter")
    page.wait_for_url("**/goods/*")
    expect(page.locator("h1")).to_contain_text("仿真水枪")
    page.keyboard.press("a")
    page.locator("form[action$=decide]:visible input[name=reason]").fill("只喷水的玩具，没有弹匣")
    page.keyboard.press("Enter")
    page.wait_for_url("**/goods")
    page.get_by_role("link", name=METER).click()
    listed = page.locator(".paper", has_text="医疗器械").first
    expect(listed).to_contain_text("医疗器械监督管理条例 46、60")
    expect(listed).to_contain_text("、".join(PAPERS))
    files_kept(page, "注册证", "经营许可", "广告批准")
    for kind, number, file in zip(
        PAPERS, ("R-1", "L-1", "A-1"), ("注册证", "经营许可", "广告批准"), strict=True
    ):
        paper_reviewed(page, shop, kind, number, file)

    # Now nothing is against it, on the room's page as on the gate's; it goes on air.
    page.goto(f"/rooms/{room.pk}/offers")
    expect(page.locator(".gate-says")).to_contain_text("选品都可以开播")
    expect(page.locator("[data-item]")).to_have_count(2)
    expect(item(page, "sku-1")).to_contain_text("经审核可以销售")
    expect(item(page, "sku-2")).to_contain_text("规则放行")
    expect(asked(page, party)).to_contain_text("现在可以开播")
    status, said = platform.go_live()
    assert (status, said["admission"]["decision"]) == (201, "allow"), said
    page.goto(f"/rooms/{room.pk}")
    expect(page.locator(".on-air")).to_have_text("直播中")
    assert platform.send(f"sessions/{said['id']}/end")[0] == 200

    # The officer withdraws one paper: the next broadcast is denied for it and nothing else.
    page.goto(shop)
    licence = item(page, LICENCE)
    licence.get_by_text("撤回", exact=True).click()
    licence.get_by_label("撤回原因").fill("发证机关公告吊销")
    licence.get_by_role("button", name="确认撤回").click()
    expect(licence).to_contain_text("已撤回")
    assert platform.denied() == [("goods_paper_missing", CHECK, "sku-2")]
    gate_says(
        page, f"商品“{METER}”缺少{LICENCE}。", "第二十七条", f"“{METER}” lacks its {ENGLISH}."
    )
    phone.goto(f"/rooms/{room.pk}/offers")
    expect(item(phone, "sku-2")).to_contain_text(f"缺少{LICENCE}")
    expect(item(phone, "sku-1").locator(".goods-lack")).to_have_count(0)

    # A new one cures it, until its last day has passed.
    files_kept(page, "新的许可", "再次的许可")
    paper_reviewed(page, shop, LICENCE, "L-2", "新的许可")
    expect(asked(page, party)).to_contain_text("现在可以开播")
    day = in_days(-1)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        SupplierPaper.objects.filter(number="L-2").update(valid_until=day)
    page.goto("/suppliers/papers")
    expect(item(page, LICENCE)).to_contain_text("已到期")
    assert platform.denied() == [("goods_paper_expired", CHECK, "sku-2")]
    gate_says(
        page,
        f"的{LICENCE}已于 {day} 到期。",
        "第二十七条",
        f"The {ENGLISH} of “{METER}” ended on {day}.",
    )
    paper_reviewed(page, shop, LICENCE, "L-3", "再次的许可")

    # Its maker calls it back; the entry is lifted again.
    page.goto("/suppliers/recalls")
    page.get_by_text("登记一条").click()
    page.fill("#r-barcode", CODE)
    page.fill("#r-source", "某省药品监督管理局")
    page.locator("form[action$='recalls/add'] button").click()
    expect(item(page, CODE)).to_be_visible()
    assert platform.denied() == [("goods_recall_recalled", ILLEGAL, "sku-2")]
    gate_says(
        page, f"商品“{METER}”在召回或抽检不合格名单上。", "第三十三条",
        f"“{METER}” is on a list of recalls or failed samplings.",
    )  # fmt: skip
    page.goto("/suppliers/recalls")
    item(page, CODE).get_by_text("移出", exact=True).click()
    item(page, CODE).get_by_label("移出原因").fill("公告已撤销")
    item(page, CODE).get_by_role("button", name="确认移出").click()
    expect(item(page, CODE)).to_have_count(0)
    expect(asked(page, party)).to_contain_text("现在可以开播")

    # What the catalogue forbids may not be sold, whoever supplies it.
    platform.hand_in(GOODS[2])
    propose(phone, room, "sku-3", "88")
    expect(item(phone, "sku-3")).to_contain_text("属于负面目录所列（仿真枪）")
    assert platform.denied() == [("goods_blocked", ILLEGAL, "sku-3")]
    gate_says(
        page,
        f"商品“{GUN}”属于负面目录所列（仿真枪），不得在直播间销售。",
        "第三十三条",
        f"“{GUN}” is listed in the negative catalogue (Imitation guns) and may not be sold live.",
    )
    page.goto("/goods?standing=blocked")
    page.get_by_role("link", name=GUN).click()
    expect(page.locator(".paper", has_text="仿真枪").first).to_contain_text("枪支管理法 44(5)")

    # Taken off the selection, it holds nothing back.
    gun = item(phone, "sku-3")
    gun.get_by_role("button", name="撤下").click()
    expect(gun).to_have_count(0)
    status, said = platform.go_live()
    assert status == 201, said
    page.goto("/wall")
    expect(page.get_by_text(room.title).first).to_be_visible()
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert set(Session.objects.values_list("is_admitted", flat=True)) == {True}
