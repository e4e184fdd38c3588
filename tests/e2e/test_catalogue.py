"""The catalogue in a browser: an entry is written by keyboard, refused at its place, published."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from catalog import selectors
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_accessible import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officers(site):
    tenant = builders.tenant("harbour", name="海港直播")
    return [builders.person(tenant, one, "officer", password=PASSWORD) for one in ("lin", "mei")]


def test_an_entry_is_written_by_keyboard_refused_at_its_place_and_published_by_another(
    officers, site, sign_in
):
    page = sign_in("harbour:lin", at="/catalogue")
    page.click("form[action='/catalogue/draft'] button")
    page.wait_for_url("**/catalogue/versions/*")
    draft = page.url
    page.keyboard.press("n")
    page.wait_for_url("**/entry")
    expect(page.locator("#f-zh")).to_be_focused()
    page.keyboard.type("星币")
    page.fill("#f-id", "star-coins")
    page.fill("#f-basis", "平台规则")
    page.check("input[name=classes][value=U]")
    page.fill("#f-terms", "手枪钻")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#f-terms")).to_be_focused()
    expect(page.locator("#e-terms")).to_contain_text("永远不会命中")
    site.heard[:] = [one for one in site.heard if "422" not in one]  # refused, as it should be
    assert violations(page) == []
    page.fill("#f-terms", "琥珀星币")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(draft)
    expect(page.locator(".cat-own")).to_contain_text("星币")

    other = sign_in("harbour:mei", at=draft)
    assert violations(other) == []
    other.fill("#f-note", "禁止转卖星币")
    other.click(".cat-publish .button--primary")
    expect(other.locator("h1")).to_contain_text("第 1 版")
    with acting(officers[0]), transaction.atomic():
        assert selectors.edition_latest(officers[0]).number == 1


def test_the_list_is_found_and_walked_by_keyboard(officers, sign_in):
    page = sign_in("harbour:lin", at="/catalogue")
    page.keyboard.press("/")
    page.keyboard.type("快排气枪")
    page.keyboard.press("Enter")
    expect(page.locator(".cat-row")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue/entries/firearms")
    assert violations(page) == []
