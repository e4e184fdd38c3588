"""The queue in a browser: one key decides and shows the next, which was fetched before."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_accessible import WIDE
from tests.review.conftest import content, policy, rows

pytestmark = pytest.mark.browser
MINE = "#desk [data-item-id][data-mine]"
TITLES = ("全国销量第一", "国家级面霜", "最高级蜂蜜", "全网第一低价")


@pytest.fixture
def harbour(site):
    """Four titles wait; nothing else is mixed in."""
    tenant = builders.tenant("harbour", name="海港直播")
    builders.person(tenant, "lin", "officer", password=PASSWORD)
    policy(tenant, review_second_percent=0, review_golden_percent=0)
    assert len(content(tenant.pk, *TITLES)) == len(TITLES)
    return tenant


def begin(page: Page) -> str:
    """Claim the first item by key; return what was fetched ahead of need."""
    with page.expect_response(lambda one: "ahead" in (one.request.post_data or "")) as ahead:
        page.keyboard.press("n")
    expect(page.locator(MINE)).to_be_visible()
    return ahead.value.text().split('data-item-id="')[1].split('"')[0]


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what the page has asked for and does not show."""
    for _ in range(50):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about within five seconds")


def shown(page: Page) -> str:
    return page.locator(MINE).get_attribute("data-item-id") or ""


@pytest.mark.law("M-content-patrol")
def test_one_key_decides_and_shows_what_was_fetched_before_without_loading_the_page(
    harbour, sign_in
):
    page = sign_in("harbour:lin", "/review", viewport=WIDE)
    following = begin(page)
    first = shown(page)
    page.evaluate("window.stayed = true")
    page.keyboard.press("b")

    expect(page.locator(f"#desk [data-item-id='{following}'][data-mine]")).to_be_visible()
    assert page.evaluate("window.stayed") is True
    expect(page.locator("#toasts")).to_contain_text("拦截")
    expect(page.locator(".subject")).to_be_focused()
    assert [one.outcome for one in rows(harbour.pk, pk=first)] == ["block"]
    until(page, lambda: len(rows(harbour.pk, state="open", held_by__isnull=False)) == 2)


def test_the_keys_are_told_harmful_things_are_shown_by_one_and_leaving_gives_all_back(
    harbour, sign_in
):
    page = sign_in("harbour:lin", "/review", viewport=WIDE)
    begin(page)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    expect(page.locator("#help")).to_contain_text("待审内容：通过、拦截")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("z")
    expect(page.locator("[data-review]")).to_have_attribute("data-plain", "1")

    assert len(rows(harbour.pk, held_by__isnull=False)) == 2
    page.goto(page.url.replace("/review", "/law"))
    until(page, lambda: rows(harbour.pk, held_by__isnull=False) == [])


def test_a_heartbeat_says_whether_anybody_touched_the_page(harbour, sign_in):
    page = sign_in("harbour:lin", "/review", viewport=WIDE)
    begin(page)

    def beat() -> str:
        with page.expect_request("**/review/beat") as asked:
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        return asked.value.post_data or ""

    beat()
    assert "idle" in beat()
    page.keyboard.press("Shift")
    assert "idle" not in beat()


def test_where_limits_bind_the_page_says_to_rest_and_offers_nothing_more(harbour, sign_in):
    policy(harbour, review_most_hour=1, review_rest_binds=1)
    page = sign_in("harbour:lin", "/review", viewport=WIDE)
    following = begin(page)
    page.keyboard.press("b")
    expect(page.locator(f"#desk [data-item-id='{following}'][data-mine]")).to_be_visible()
    page.keyboard.press("b")

    expect(page.locator(".review-rest")).to_contain_text("休息十分钟")
    expect(page.locator(MINE)).to_have_count(0)
    expect(page.locator("#desk")).to_contain_text("先休息十分钟")
    expect(page.locator("[data-claim]")).to_have_count(0)
    assert len(rows(harbour.pk, state="open", held_by=None)) == 2
