"""The room's chart in a browser: it moves on bells, rests unseen, and can be read as a table."""

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_accessible import NARROW, VARIANTS, WIDE, dress, violations
from tests.moderation.services.streams import inspect, now_ms, post

pytestmark = pytest.mark.browser
LIVE = "[data-link-state][data-state=live]"
MINUTE = 60_000


@pytest.fixture
def tea(site):
    tenant = builders.tenant("harbour", name="海港直播")
    lin = builders.person(tenant, "lin", "officer", password=PASSWORD)
    return builders.session(lin, builders.room(lin, "养生茶"), marketers=["林小满"])


def report(session, number, viewers, ago=0):
    at = now_ms() - ago * MINUTE
    figures = {"viewers": viewers, "orders": viewers // 100}
    post(session, {"id": number, "type": "metric", "at": at} | figures)
    inspect(session)


def test_the_chart_moves_on_a_bell_without_being_drawn_anew(tea, sign_in):
    report(tea, 1, 11_000, ago=10)
    report(tea, 2, 12_100)
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    expect(page.locator("#trend-title")).to_have_text(
        "观看 12,100，近 10 分钟 +10\N{NO-BREAK SPACE}%"
    )
    expect(page.locator("[data-value=orders]")).to_have_text("121")
    expect(page.locator("#trend canvas")).to_have_count(2)
    expect(page.locator(LIVE)).to_be_visible()
    page.get_by_text("以表格查看").click()
    page.evaluate("document.querySelector('#trend canvas').isTheSame = true")

    report(tea, 3, 13_200)

    expect(page.locator("#trend-title")).to_contain_text("观看 13,200", timeout=5000)
    expect(page.locator("#trend tbody")).to_contain_text("13,200")  # of this minute or the last
    assert page.evaluate("document.querySelector('#trend canvas').isTheSame")
    assert page.locator("#trend details").get_attribute("open") is not None


def test_the_number_of_viewers_is_the_same_in_every_place(tea, sign_in):
    report(tea, 1, 11_000, ago=1)
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    expect(page.locator(LIVE)).to_be_visible()
    expect(page.locator("#room-meta")).to_contain_text("11,000 人在看")

    report(tea, 2, 13_200)

    expect(page.locator("#room-meta")).to_contain_text("13,200 人在看", timeout=5000)
    expect(page.locator("[data-value=viewers]")).to_have_text("13,200", timeout=5000)
    expect(page.locator("#on-air-side")).to_contain_text("13,200 /")


def test_the_chart_rests_while_nobody_can_see_it(tea, sign_in):
    report(tea, 1, 11_000)
    page = sign_in("harbour:lin", "about:blank", viewport=NARROW)
    asked = []
    page.on("request", lambda one: asked.append(one.url) if "/trend" in one.url else None)
    page.goto(f"/rooms/{tea.room_id}")
    expect(page.locator(LIVE)).to_be_visible()
    report(tea, 2, 12_000)
    page.wait_for_timeout(1500)
    assert [one for one in asked if one.endswith("/trend")] == []

    page.locator("#tab-left").click()

    expect(page.locator("#trend-title")).to_contain_text("观看 12,000")
    assert len([one for one in asked if one.endswith("/trend")]) == 1


def test_a_room_without_figures_says_so(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)

    expect(page.locator("#trend [data-empty]")).to_be_visible()
    expect(page.locator("#trend canvas")).to_have_count(0)


@pytest.mark.parametrize(("language", "theme", "size"), VARIANTS)
def test_the_chart_and_its_table_are_accessible(tea, site, sign_in, language, theme, size):
    report(tea, 1, 11_000, ago=5)
    report(tea, 2, 12_100)
    page = sign_in("harbour:lin", "about:blank", viewport=size)
    dress(page, site, language, theme)
    page.goto(f"/rooms/{tea.room_id}")
    if size == NARROW:
        page.locator("#tab-left").click()
    page.locator("#trend summary").click()
    expect(page.locator("#trend tbody tr")).not_to_have_count(0)

    assert violations(page) == []
