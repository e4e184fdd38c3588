"""The action panel in a browser: what is typed is seen, kept, found and sent."""

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_accessible import NARROW, WIDE, dress
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
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_what_the_streamer_will_see_lies_above_the_send_bar(tea, site, sign_in, language, size):
    page = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=size)
    dress(page, site, language, "light")
    page.reload()
    if size == NARROW:
        page.locator("#tab-right").click()

    page.locator("[name=kind][value=warning]").check(force=True)
    page.select_option("[name=clause]", "M-off-platform")
    page.fill("[name=reason]", "主播多次在口播和画面中引导观众添加微信，" * 4)
    expect(page.locator(".preview__head")).to_be_visible()
    page.wait_for_timeout(300)

    seen = page.locator("#preview").bounding_box()
    bar = page.locator(".action__send").bounding_box()
    assert seen["y"] + seen["height"] <= bar["y"]
    assert seen["y"] >= 0
    expect(page.locator("[data-send]")).to_be_in_viewport()
