"""Ctrl-K from any page: find, choose with the arrows, go; and on a phone."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_accessible import NARROW, WIDE, dress, violations

pytestmark = pytest.mark.browser
LONG = "中文二十个字的直播间标题也要排得下才算数"


@pytest.fixture
def rooms(site):
    tenant = builders.tenant("harbour", name="海港直播")
    builders.person(tenant, "officer", "officer", password=PASSWORD)
    streamer = builders.person(tenant, "streamer", "streamer", password=PASSWORD)
    found = [
        builders.room(streamer, title, external_id=number, operator_user_id=streamer.user_id)
        for title, number in (("养生茶", "R-1024"), (f"养生茶{LONG}", "R-1025"))
    ]
    for one in found:
        builders.session(streamer, one, marketers=["林小满"])
    return found


def ask(page, words):
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.fill("#palette-q", words)


def test_a_room_is_reached_with_the_keyboard_alone_and_remembered(rooms, sign_in):
    page = sign_in("harbour:officer", "/law", viewport=WIDE)
    ask(page, "R-10")
    expect(page.locator("#palette-list [role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#palette-list [aria-selected=true]")
    expect(page.locator("#palette-q")).to_have_attribute(
        "aria-activedescendant", chosen.get_attribute("id")
    )
    place = chosen.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"{re.escape(place)}$"))

    page.keyboard.press("Control+k")

    expect(page.locator("#palette-list .palette__label").first).to_have_text("最近去过")
    expect(page.locator("#palette-list [role=option]").first).to_have_attribute("href", place)
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_the_slash_opens_it_where_a_page_has_no_search_of_its_own(rooms, sign_in):
    page = sign_in("harbour:officer", "/jobs", viewport=WIDE)
    page.keyboard.press("/")

    expect(page.locator("#palette-q")).to_be_focused()


def test_a_streamer_finds_his_room_on_the_phone(rooms, sign_in):
    page = sign_in("harbour:streamer", "/law", viewport=NARROW)
    page.locator(".phone-bar [data-go]").click()
    page.fill("#palette-q", "R-1024")
    page.locator("#palette-list [data-kind=room]").click()
    page.wait_for_url(re.compile(f"/stream/{rooms[0].pk}$"))


@pytest.mark.parametrize(
    ("language", "theme", "size"), [("zh-hans", "dark", WIDE), ("en", "light", NARROW)]
)
def test_it_is_accessible_and_fits(rooms, site, sign_in, language, theme, size):
    page = sign_in("harbour:officer", "about:blank", viewport=size)
    dress(page, site, language, theme)
    page.goto("/law")
    ask(page, "养生茶")
    expect(page.locator("#palette-list [data-kind=room]")).to_have_count(2)
    if folder := os.environ.get("LC_SHOTS"):
        page.screenshot(path=f"{folder}/palette-{language}-{theme}-{size['width']}.png")
    found = violations(page)
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.fill("#palette-q", "没有这样的东西")
    expect(page.locator(".palette__none")).to_be_visible()

    assert found + violations(page) == []
    assert not is_wide
