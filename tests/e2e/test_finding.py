"""An officer dismisses a finding: two presses, ten seconds to take it back, others see it."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure
from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_accessible import NARROW, VARIANTS, WIDE, dress, violations
from tests.moderation.services.streams import CURE, inspect, now_ms, post, said

pytestmark = pytest.mark.browser
LIVE = "[data-link-state][data-state=live]"
OPEN = "#past-side .open-list__item[id]"
ROW = "#e1-0"


@pytest.fixture
def tea(site):
    """A room in which something was found that no measure answers yet."""
    tenant = builders.tenant("harbour", name="海港直播")
    lin = builders.person(tenant, "lin", "officer", password=PASSWORD)
    builders.person(tenant, "wu", "viewer", password=PASSWORD)
    session = builders.session(lin, builders.room(lin, "养生茶"), marketers=["林小满"])
    post(session, said(1, CURE, at=now_ms()))
    inspect(session)
    with acting(system_actor(tenant.pk)), transaction.atomic():
        Measure.objects.update(findings=[])
    return session


def test_a_finding_is_dismissed_in_two_presses_and_taken_back_with_one_key(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    expect(page.locator(OPEN)).to_have_count(1)

    page.locator(OPEN).get_by_role("button", name="不成立").click()
    page.get_by_role("button", name="语境无害，不是违规宣传").click()

    expect(page.locator(f"{ROW}.event--past")).to_contain_text("认定不成立", timeout=5000)
    expect(page.locator(OPEN)).to_have_count(0)
    expect(page.locator("#finding-pop")).to_be_hidden()
    expect(page.locator("#risk-side .risk__value")).to_have_text("0")
    page.keyboard.press("u")
    expect(page.locator(f"{ROW}.event--act")).to_be_visible(timeout=5000)
    expect(page.locator(OPEN)).to_have_count(1)
    expect(page.locator("[data-toast]")).to_have_count(1)
    expect(page.locator("[data-toast]")).to_contain_text("发现已恢复")


def test_by_keys_alone(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    page.keyboard.press("j")
    expect(page.locator(ROW)).to_be_focused()

    page.keyboard.press("x")
    expect(page.get_by_role("button", name="语境无害，不是违规宣传")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator(f"{ROW}.event--past")).to_be_visible(timeout=5000)


def test_whoever_looks_at_the_room_sees_it_without_asking(tea, sign_in):
    watcher = sign_in("harbour:wu", f"/rooms/{tea.room_id}", viewport=WIDE)
    expect(watcher.locator(LIVE)).to_be_visible()
    expect(watcher.locator(f"{ROW}.event--act")).to_be_visible()
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)

    page.locator(f"{ROW} [data-doubt]").click()
    page.get_by_text("其他原因").click()
    page.fill("[name=note]", "顾客说的，主播当场否认")
    page.get_by_role("button", name="标记为不成立").click()

    expect(watcher.locator(f"{ROW}.event--past")).to_contain_text("顾客说的", timeout=5000)
    expect(watcher.locator(f"{ROW} button.link")).to_have_count(0)


def test_an_open_finding_fills_the_form_that_acts_on_it(tea, sign_in):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)
    page.fill("textarea[name=reason]", "别的理由")

    page.locator(OPEN).get_by_role("button", name="据此处置").click()

    expect(page.locator("textarea[name=reason]")).to_have_value("涉嫌疾病治疗与医疗用语。")
    assert page.input_value("[name=clause]") == "M-18-2"
    page.keyboard.press("w")
    expect(page.locator("#preview")).to_contain_text("降血压")


@pytest.mark.parametrize(("language", "theme", "size"), VARIANTS)
def test_the_question_and_what_was_dismissed_are_accessible(
    tea, site, sign_in, language, theme, size
):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=size)
    dress(page, site, language, theme)
    page.reload()
    if size == NARROW:
        page.locator("#tab-middle").click()

    page.locator(f"{ROW} [data-doubt]").click()
    expect(page.locator("#finding-pop")).to_be_visible()
    found = violations(page)
    box = page.locator("#finding-pop").bounding_box()
    page.locator(".doubt__reasons button").first.click()
    expect(page.locator(f"{ROW}.event--past")).to_be_visible(timeout=5000)

    assert found + violations(page) == []
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] + box["height"] <= size["height"]
