"""From a word on air to a streamer who understood: the whole way, in two browsers."""

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.e2e.conftest import PASSWORD, choose_clause
from tests.moderation.services.streams import OFFER, inspect, now_ms, post, said

pytestmark = pytest.mark.browser
WIDE = {"width": 1440, "height": 900}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LIVE = "[data-link-state][data-state=live]"


@pytest.fixture
def cast(site):
    """An officer, a streamer on air with a room of his, and another calm room."""
    tenant = builders.tenant("harbour", name="海港直播")
    lin = builders.person(tenant, "lin", "officer", password=PASSWORD)
    chun = builders.person(tenant, "chun", "streamer", password=PASSWORD)
    room = builders.room(chun, "阿春家的养生茶专场", operator_user_id=chun.user_id)
    calm = builders.room(lin, "城南手作·皮具工坊")
    builders.session(lin, calm, marketers=["郑师傅"])
    session = builders.session(chun, room, marketers=["林小满", "陈一"])
    return room, session


def say(session, number, text):
    post(session, said(number, text, at=now_ms()))
    inspect(session)


def test_an_officer_sees_the_wall_move_warns_and_sees_it_understood(cast, sign_in):
    room, session = cast
    officer = sign_in("harbour:lin", typed=True, viewport=WIDE)
    expect(officer.locator("h1")).to_have_text("履责看板")
    officer.goto("/wall")
    expect(officer.locator("h1")).to_have_text("直播墙")
    expect(officer.locator(LIVE)).to_be_visible()
    expect(officer.locator(".room-card")).to_have_count(2)
    mark = officer.evaluate("document.title = 'not reloaded'")

    say(session, 1, OFFER)
    first = officer.locator(".room-card").first
    expect(first).to_contain_text("阿春家的养生茶专场", timeout=5000)
    expect(first.locator("mark").first).to_be_visible()
    assert officer.title() == mark

    phone = sign_in("harbour:chun", f"/stream/{room.pk}", **PHONE)
    acknowledge_all(phone)
    expect(phone.locator(".phone__calm")).to_be_visible()

    first.locator("a.room-card__title").click()
    expect(officer.locator(LIVE)).to_be_visible()
    expect(officer.locator(".event mark").first).to_be_visible()
    officer.keyboard.press("w")
    officer.fill("textarea[name=reason]", "刚才引导观众在平台外交易。")
    choose_clause(officer, "M-off-platform")
    expect(officer.locator("#preview")).to_contain_text("刚才引导观众在平台外交易。")
    officer.locator("[data-send]").click()
    officer.get_by_role("button", name="立即发出").click()

    expect(phone.locator("dialog.warning")).to_be_visible(timeout=5000)
    expect(phone.locator("dialog.warning")).to_contain_text("刚才引导观众在平台外交易。")
    row = officer.locator(".event--measure").last
    expect(row).to_contain_text("已送达", timeout=5000)
    acknowledge_all(phone)
    expect(row).to_contain_text("主播已确认", timeout=5000)


def acknowledge_all(phone):
    """Press the one button until nothing is left to be understood."""
    phone.wait_for_timeout(300)
    for _ in range(6):
        button = phone.locator("[data-acknowledge]")
        if not button.count():
            return
        with phone.expect_response(lambda answer: "/acknowledge" in answer.url):
            button.first.click()
        phone.wait_for_timeout(400)


def test_a_measure_taken_back_in_time_is_never_seen_by_the_streamer(cast, sign_in):
    room, _session = cast
    phone = sign_in("harbour:chun", f"/stream/{room.pk}", **PHONE)
    officer = sign_in("harbour:lin", f"/rooms/{room.pk}", viewport=WIDE)

    officer.keyboard.press("p")
    choose_clause(officer, "M-truthful")
    officer.fill("textarea[name=reason]", "请核对商品产地。")
    officer.keyboard.press("Control+Enter")
    expect(officer.locator("[data-toast]")).to_contain_text("弹窗提示即将发出")
    officer.locator("h1").click()
    officer.keyboard.press("u")

    expect(officer.locator("[data-toast]")).to_contain_text("已撤回")
    expect(officer.locator(".event--measure").last).to_contain_text("已撤回", timeout=5000)
    assert phone.locator("dialog.warning").count() == 0


def test_the_timeline_counts_what_is_new_while_one_reads_further_up(cast, sign_in):
    room, session = cast
    for number in range(60):
        post(session, said(f"a{number}", f"第{number}句话，慢慢看茶叶", at=now_ms()))
    inspect(session, most=100)
    officer = sign_in("harbour:lin", f"/rooms/{room.pk}", viewport={"width": 1440, "height": 700})
    expect(officer.locator(LIVE)).to_be_visible()
    expect(officer.get_by_text("第59句话")).to_be_visible()

    officer.locator("#stream-box").evaluate("box => { box.scrollTop = 300; }")
    officer.wait_for_timeout(300)
    say(session, "b1", "这是一句新的话")

    expect(officer.locator("#fresh")).to_have_text("1 条新内容", timeout=5000)
    officer.keyboard.press("l")
    expect(officer.get_by_text("这是一句新的话")).to_be_in_viewport()


def test_the_pages_go_on_by_asking_when_the_socket_is_gone(cast, sign_in):
    _room, session = cast
    officer = sign_in("harbour:lin", "about:blank", viewport=WIDE)
    officer.add_init_script(
        "window.WebSocket = class extends EventTarget { constructor() { super();"
        "setTimeout(() => this.dispatchEvent(new Event('close'))); } send() {} };"
    )
    officer.clock.install()
    officer.goto("/wall")
    expect(officer.locator("[data-link-state][data-state=poll]")).to_be_visible()

    say(session, 1, OFFER)
    officer.clock.run_for(16_000)

    expect(officer.locator(".room-card mark").first).to_be_visible(timeout=5000)


@pytest.mark.long
def test_the_phone_vibrates_for_what_comes_after_the_first_tap_and_not_before(cast, sign_in):
    room, session = cast
    say(session, 1, OFFER)
    phone = sign_in("harbour:chun", "about:blank", **PHONE)
    phone.add_init_script("felt = 0; navigator.vibrate = () => { felt += 1; }")
    phone.goto(f"/stream/{room.pk}")
    phone.wait_for_timeout(500)
    before = phone.evaluate("felt")  # asking counts as a tap

    acknowledge_all(phone)
    say(session, 2, "喝这款茶可以降血压，三天治好糖尿病")

    expect(phone.locator("dialog.warning")).to_be_visible(timeout=5000)
    assert (before, phone.evaluate("felt")) == (0, 1)
