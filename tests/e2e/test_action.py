"""The action panel in a browser: what is typed is seen, kept, found and sent."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure
from tests import builders
from tests.e2e.conftest import PASSWORD, choose_clause
from tests.e2e.test_accessible import NARROW, WIDE, dress, violations
from tests.moderation.services.streams import CURE, OFFER, inspect, now_ms, post, said

pytestmark = pytest.mark.browser


@pytest.fixture
def tea(site):
    """A room with two kinds of findings."""
    tenant = builders.tenant("harbour", name="海港直播")
    lin = builders.person(tenant, "lin", "officer", password=PASSWORD)
    session = builders.session(lin, builders.room(lin, "养生茶"), marketers=["林小满"])
    post(session, said(1, CURE, at=now_ms()), said(2, OFFER, at=now_ms()))
    inspect(session)
    return session


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_the_streamer_will_see_lies_above_the_send_bar(tea, site, sign_in, language):
    page = sign_in("harbour:lin", "about:blank", viewport=WIDE)
    dress(page, site, language, "light")
    page.goto(f"/rooms/{tea.room_id}")

    page.locator("[name=kind][value=warning]").check(force=True)
    choose_clause(page, "M-off-platform")
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        if size == NARROW:
            page.locator("#tab-right").click()
        page.fill("textarea[name=reason]", "")
        expect(page.locator(".preview__head")).to_have_count(0)
        page.fill("textarea[name=reason]", "主播多次在口播和画面中引导观众添加微信，" * 4)
        expect(page.locator(".preview__head")).to_be_visible()
        page.wait_for_timeout(300)

        seen = page.locator("#preview").bounding_box()
        bar = page.locator(".action__send").bounding_box()
        assert seen["y"] + seen["height"] <= bar["y"], size
        assert seen["y"] >= 0, size
        expect(page.locator("[data-send]")).to_be_in_viewport()


def send(page, kind="w", reason="刚才引导观众在平台外交易。"):
    page.keyboard.press(kind)
    choose_clause(page, "M-off-platform")
    page.fill("textarea[name=reason]", reason)
    page.locator("[data-send]").click()
    expect(page.locator("[data-toast]")).to_contain_text("即将发出")
    page.locator("h1").click()


def test_after_an_undo_the_form_has_its_words_back(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    send(page)
    expect(page.locator("textarea[name=reason]")).to_have_value("")

    page.keyboard.press("u")

    expect(page.locator("textarea[name=reason]")).to_have_value("刚才引导观众在平台外交易。")
    assert page.input_value("[name=clause]") == "M-off-platform"
    assert page.locator("[name=kind][value=warning]").is_checked()
    expect(page.locator("[data-send]")).to_be_enabled()
    expect(page.locator("#preview")).to_contain_text("刚才引导观众在平台外交易。")


def test_an_undo_does_not_write_over_what_was_begun_meanwhile(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    send(page)
    page.fill("textarea[name=reason]", "另一件事")
    page.locator("h1").click()

    page.keyboard.press("u")

    expect(page.locator("[data-toast]").last).to_contain_text("已撤回")
    expect(page.locator("textarea[name=reason]")).to_have_value("另一件事")


def test_the_next_measure_does_not_cite_the_finding_of_the_last(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    page.evaluate("document.querySelector('[name=finding]').value = 'a-finding'")
    send(page)

    expect(page.locator("textarea[name=reason]")).to_have_value("")
    assert page.input_value("[name=finding]") == ""


def test_when_the_broadcast_ends_the_open_page_says_so_and_offers_no_measure(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    expect(page.locator("[data-link-state][data-state=live]")).to_be_visible()
    page.fill("textarea[name=reason]", "还没有写完")

    builders.end(tea)

    expect(page.locator(".room-bar")).to_contain_text("已结束", timeout=5000)
    expect(page.locator("[data-action-form]")).to_have_count(0)
    expect(page.locator("#action-side")).to_contain_text("只用于正在直播的房间")
    expect(page.locator("[data-link-state]")).to_have_count(0)
    assert page.locator(".on-air").count() == 0
    page.locator("#e1-0 [data-doubt]").click()
    page.locator(".doubt__reasons button").first.click()
    expect(page.locator("#e1-0.event--past")).to_be_visible(timeout=5000)


FIND, SHOWN = "#clause-find", "#clause-list li:not([hidden])"


TYPED = [
    ("10", {"M-risk-measures", "M-off-platform"}),
    ("第１０条 平台外", {"M-off-platform"}),
    ("第十条第二款", {"M-off-platform"}),
    ("OFF-PLATFORM", {"M-off-platform"}),
    ("art. 10(2)", {"M-off-platform"}),
    ("minors notice", {"M-minors-notice"}),
]


def test_a_clause_is_found_by_number_and_by_words_of_both_languages(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    page.locator(FIND).click()

    for typed, found in TYPED:
        page.locator(FIND).fill(typed)

        ids = page.locator(SHOWN).evaluate_all("all => all.map(one => one.dataset.value)")
        assert found <= set(ids), typed
        assert len(ids) < 8, typed


def test_a_clause_is_chosen_by_keys_alone_and_others_are_left_as_they_were(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    page.locator(FIND).focus()
    page.keyboard.type("12 未成年人")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    chosen = page.input_value("[name=clause]")

    page.keyboard.type("没有这样的条款")
    expect(page.locator(".chooser__none")).to_be_visible()
    page.keyboard.press("Escape")

    assert chosen == page.input_value("[name=clause]") != ""
    expect(page.locator(FIND)).to_have_value("办法第十二条")
    expect(page.locator(".chooser__panel")).to_be_hidden()


def test_the_clauses_of_what_was_found_stand_first_also_when_found_later(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    before = page.locator("#clause-list li.is-near").count()
    post(tea, said(3, "不要告诉爸妈，偷偷用妈妈手机给主播刷个火箭", at=now_ms()))
    inspect(tea)
    expect(page.locator(".event", has_text="偷偷用妈妈手机")).to_be_visible(timeout=5000)

    page.locator(FIND).click()

    first = page.locator(SHOWN).first
    expect(first).to_contain_text("本场发现")
    near = page.locator("#clause-list li.is-near")
    assert near.count() > before >= 2
    assert violations(page) == []
    assert page.locator(SHOWN).nth(near.count()).inner_text().startswith("办法第")
    assert (
        near.first.get_attribute("data-value")
        == page.locator("[data-near]").get_attribute("data-near").split()[0]
    )


def test_a_suspension_lasts_as_long_as_the_platform_says_unless_told_otherwise(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    minutes = page.locator("[name=minutes]")
    page.keyboard.press("w")
    expect(minutes).to_be_hidden()

    page.keyboard.press("t")
    expect(minutes).to_have_value("30")
    page.keyboard.press("s")
    expect(minutes).to_have_value("60")
    minutes.fill("45")
    page.locator("h1").click()
    send(page, "s")

    with acting(system_actor(tea.tenant_id)), transaction.atomic():
        assert Measure.objects.get(kind="suspend").minutes == 45
    page.keyboard.press("u")
    expect(page.locator("[name=kind][value=suspend]")).to_be_checked()
    expect(minutes).to_have_value("45")
