"""The console's pages of cards and notices, and the API beside them."""

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from parties import services
from parties.models import Card, Unreachable
from tests import builders
from tests.attack.conftest import signed_in
from tests.parties import people
from tests.parties.calls import caller

PLAN = "已付款的订单照常发货；退换货和纠纷由平台客服受理。"

pytestmark = pytest.mark.django_db
HOME = "浙江省杭州市滨江区某路 1 号"
NEXT = "浙江省杭州市西湖区别路 2 号"


@pytest.fixture
def seller(harbour, chun):
    return people.party(harbour, "operator", "marketer", user_id=chun.user_id, external_id="s-1")


@pytest.fixture
def desk(lin):
    return signed_in(lin)


def waiting(lin):
    with acting(lin), transaction.atomic():
        return Card.objects.get(state="waiting")


def publish(lin, party, **said):
    with acting(lin):
        card = services.card_submit(
            actor=lin, party_id=party.pk, told=services.Told(**({"address": HOME} | said))
        )
        return services.card_decide(actor=lin, card_id=card.pk, is_approved=True)


@pytest.mark.law("O117-publicity-natural")
def test_an_operator_that_publishes_nothing_is_listed_with_what_is_missing(desk, seller):
    page = desk.get("/people/cards").content.decode()

    assert f"/people/{seller.pk}/card" in page
    assert "实际经营地址" in page


@pytest.mark.long
def test_an_officer_writes_down_compares_and_publishes(desk, lin, seller):
    publish(lin, seller)
    desk.post(f"/people/{seller.pk}/card/submit", {"address": NEXT, "changed_on": ""})
    page = desk.get(f"/people/{seller.pk}/card").content.decode()

    assert HOME in page  # what is published everybody may read
    assert NEXT not in page  # what is not stays masked
    assert "浙江省杭州市西湖区****" in page
    assert "is-changed" in page
    assert f"/people/{seller.pk}/card" in desk.get("/people/cards").content.decode()

    desk.post(f"/people/cards/{waiting(lin).pk}/decide", {"decision": "approve"})

    assert NEXT in desk.get(f"/people/{seller.pk}/card").content.decode()


def test_a_refusal_without_words_and_an_odd_decision_change_nothing(desk, lin, seller):
    desk.post(f"/people/{seller.pk}/card/submit", {"address": NEXT})
    for form in (
        {"decision": "refuse"},
        {"decision": "maybe"},
        {"decision": "refuse", "reason": ""},
    ):
        desk.post(f"/people/cards/{waiting(lin).pk}/decide", form)

    assert waiting(lin).decided_at is None


@pytest.mark.long
def test_who_watches_sees_cards_and_notices_without_buttons(harbour, lin, seller):
    publish(lin, seller)
    with acting(lin):
        services.card_submit(actor=lin, party_id=seller.pk, told=services.Told(address=NEXT))
        case = services.unreachable_note(
            actor=lin,
            party_id=seller.pk,
            notice=services.Notice("杭州市市场监督管理局", "杭 118 号", clock.today()),
        )
    viewer = signed_in(builders.person(harbour, "vera", "viewer"))

    for path in (
        "/people/cards",
        f"/people/{seller.pk}/card",
        "/people/unreachable",
        f"/people/unreachable/{case.pk}",
    ):
        page = viewer.get(path)
        assert page.status_code == 200
        assert 'name="act"' not in page.content.decode()
        assert "/decide" not in page.content.decode()
        assert 'name="authority"' not in page.content.decode()
        assert NEXT not in page.content.decode()


@pytest.mark.long
def test_a_notice_goes_its_way_on_the_pages(desk, lin, seller, later):
    assert "没有未办结的通报" in desk.get("/people/unreachable").content.decode()
    form = {"party": "s-1", "authority": "杭州市市场监督管理局", "document_number": "杭 118 号",
            "received_on": f"{clock.today()}"}  # fmt: skip
    for wrong in ({"party": "nobody"}, {"received_on": "yesterday"}, {"authority": ""}):
        desk.post("/people/unreachable/note", form | wrong)
    desk.post("/people/unreachable/note", form)
    with acting(lin), transaction.atomic():
        case = Unreachable.objects.get()
    path = f"/people/unreachable/{case.pk}"
    assert "杭 118 号" in desk.get("/people/unreachable").content.decode()
    assert "下一步：提醒当事人更新信息" in desk.get(path).content.decode()

    desk.post(f"{path}/act", {"act": "remind", "channel": "letter"})
    assert "此前不能采取措施" in desk.get(path).content.decode()
    later(days=14)
    desk.post(f"{path}/act", {"act": "measure", "reason": "期满未更新", "arrangement": PLAN})
    assert "采取措施：不能开播" in desk.get(path).content.decode()
    assert "已采取措施" in desk.get(f"/people/{seller.pk}").content.decode()
    desk.post(f"{path}/act", {"act": "end", "outcome": "withdrawn", "reason": "来函撤回"})

    assert path not in desk.get("/people/unreachable").content.decode()
    assert path in desk.get("/people/unreachable?show=ended").content.decode()


@pytest.mark.law("O117-publicity-natural", "O117-published-changes")
def test_a_platforms_system_tells_reads_and_links(harbour, lin, seller):
    call = caller(harbour)
    path = f"parties/{seller.pk}/card"

    empty = call("get", path).json()
    sent = call("post", path, {"address": HOME})

    assert (empty["published"], empty["link"], empty["shows"]) == (
        None, None, ["address", "contact", "agencies"],
    )  # fmt: skip
    assert sent.status_code == 201
    assert sent.json()["says"]["address"] == "浙江省杭州市滨江区****"
    assert HOME not in sent.content.decode()
    refused = call("post", f"cards/{sent.json()['id']}/decide", {"is_approved": True})
    assert refused.status_code == 403  # a program does not decide
    with acting(lin):
        services.card_decide(actor=lin, card_id=waiting(lin).pk, is_approved=True)
    shown = call("get", path).json()
    assert shown["published"]["says"]["address"] == HOME
    assert shown["link"]["path"] == f"/p/harbour/operator/{seller.pk}"
    again = call("post", path, {"address": HOME})
    assert (again.status_code, again.json()["code"]) == (409, "card_unchanged")


def test_what_is_missing_is_said_to_the_program_by_name_and_clause(lin, harbour):
    shop = people.party(harbour, "operator", kind="individual", document="uscc", name="小满茶铺")
    call = caller(harbour)
    sent = call("post", f"parties/{shop.pk}/card", {"address": HOME}).json()
    assert sent["missing"] == ["keeper", "composition"]

    answer = signed_in(lin).post(
        f"/api/v1/cards/{sent['id']}/decide", {"is_approved": True}, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "card_incomplete")
    assert answer.json()["missing"] == ["keeper", "composition"]
    assert answer.json()["clause"] == "O117-publicity-natural"


@pytest.mark.long
@pytest.mark.law("O117-unreachable")
def test_notices_are_kept_by_api_too(harbour, lin, chun, seller):
    officer = signed_in(lin)
    body = {"party_id": str(seller.pk), "authority": "杭州市市场监督管理局",
            "document_number": "杭 118 号", "received_on": f"{clock.today()}"}  # fmt: skip
    made = officer.post("/api/v1/unreachable", body, content_type="application/json")
    act = f"/api/v1/unreachable/{made.json()['id']}/act"
    early = officer.post(
        act,
        {"act": "measure", "reason": "未更新", "arrangement": PLAN},
        content_type="application/json",
    )
    done = officer.post(act, {"act": "remind"}, content_type="application/json")

    assert (made.status_code, early.json()["code"]) == (201, "unreachable_state")
    assert (done.json()["state"], done.json()["channel"]) == ("reminded", "letter")
    mine = signed_in(chun).get("/api/v1/unreachable").json()["notices"]
    assert [one["id"] for one in mine] == [made.json()["id"]]
    other = signed_in(builders.person(harbour, "nan", "streamer"))
    assert other.get("/api/v1/unreachable").json()["notices"] == []


@pytest.mark.long
def test_hostile_words_are_text_on_the_pages(desk, lin, harbour):
    evil = '"><img src=x onerror=alert(1)>'
    shop = people.party(
        harbour, "operator", kind="company", document="uscc", name=f"茶{evil}", public_name=evil
    )
    publish(lin, shop, address=f"路{evil}")
    with acting(lin):
        services.unreachable_note(
            actor=lin,
            party_id=shop.pk,
            notice=services.Notice(f"局{evil}", f"号{evil}", clock.today()),
        )

    for path in ("/people/cards", f"/people/{shop.pk}/card", "/people/unreachable"):
        assert "<img src=x" not in desk.get(path).content.decode()
