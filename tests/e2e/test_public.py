"""The public pages in a browser: every link keeps the language, and nothing leaves a cookie."""

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.e2e.test_accessible import NARROW, WIDE, violations

pytestmark = pytest.mark.browser
SECTIONS = ("rules", "catalogue", "complaint", "checkpoint", "verify")
HREFS = "found => found.map(one => one.getAttribute('href'))"


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(request, site, browser):
    """A visitor's window; he was never here."""
    builders.tenant("harbour", name="海港直播")
    context = browser.new_context(base_url=site.url, viewport=request.param, color_scheme="light")
    found = context.new_page()
    found.on("console", lambda said: site.heard.append(said.text) if said.type == "error" else None)
    yield found
    assert context.cookies() == []
    context.close()


def test_every_link_keeps_the_language(page):
    for place in ("", *SECTIONS):
        page.goto(f"/p/harbour/{place}?lang=en")
        links = page.locator("a[href^='/p/']:not([hreflang])").evaluate_all(HREFS)
        assert len(links) >= len(SECTIONS)
        assert [link for link in links if "lang=en" not in link] == []
        chinese = page.locator("a[hreflang=zh]").get_attribute("href")
        assert chinese == f"/p/harbour/{place}"
    page.get_by_role("link", name="Platform rules", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_light_and_dark_are_chosen_and_remembered_without_a_cookie(page):
    page.goto("/p/harbour/")
    dressed = page.locator("html")
    expect(dressed).to_have_attribute("data-bs-theme", "light")

    page.get_by_role("button", name="深色").click()
    expect(dressed).to_have_attribute("data-bs-theme", "dark")
    assert violations(page) == []
    page.goto("/p/harbour/complaint")
    expect(dressed).to_have_attribute("data-bs-theme", "dark")
    expect(page.get_by_role("button", name="深色")).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="跟随系统").click()
    page.reload()
    expect(dressed).to_have_attribute("data-bs-theme", "light")
    page.emulate_media(color_scheme="dark")
    expect(dressed).to_have_attribute("data-bs-theme", "dark")


def test_a_page_that_is_none_leads_back_to_the_platform_it_names(page, site):
    page.goto("/p/harbour/nothing?lang=en")
    page.get_by_role("link", name="This platform's public pages").click()

    page.wait_for_url("**/p/harbour/?lang=en")
    assert site.heard.pop().startswith("Failed to load resource")  # the browser notes the 404
