"""Everything fits where it stands: no button breaks its words, no strip is cut."""

import pytest

from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_accessible import NARROW, WIDE, dress
from tests.moderation.services.streams import CURE, OFFER, inspect, now_ms, post, said
from tests.moderation.sockets import warn

pytestmark = pytest.mark.browser
MIDDLE = {"width": 1180, "height": 800}
LINES = """
selector => [...document.querySelectorAll(selector)].map(one => {
  const range = document.createRange();
  range.selectNodeContents(one.firstChild);
  const text = one.textContent.trim();
  return [text, range.getClientRects().length, one.scrollWidth <= one.clientWidth];
})
"""
CUT = """
selector => [...document.querySelectorAll(selector)].filter(one => {
  one.scrollIntoView({block: "nearest"});
  const box = one.getBoundingClientRect();
  const at = (x) => document.elementFromPoint(x, (box.top + box.bottom) / 2);
  return ![box.left + 3, box.right - 3].every(x => one.contains(at(x)));
}).map(one => one.textContent.trim())
"""
OVER = """
selector => Math.max(...[...document.querySelectorAll(selector)].map(one => {
  const box = one.getBoundingClientRect();
  const rights = [...one.querySelectorAll("*")].map(each => each.getBoundingClientRect().right);
  return Math.round(Math.max(0, Math.max(...rights) - box.right));
}))
"""


@pytest.fixture
def tea(site):
    tenant = builders.tenant("harbour", name="海港直播")
    lin = builders.person(tenant, "lin", "officer", password=PASSWORD)
    session = builders.session(lin, builders.room(lin, "养生茶"), marketers=["林小满"])
    post(session, said(1, CURE, at=now_ms()), said(2, OFFER, at=now_ms()))
    inspect(session)
    warn(lin, session)
    return session


def the_bar_of_a_phone_fits(page):
    assert page.locator(".phone-bar__link").count() == 5
    assert page.evaluate(CUT, ".phone-bar__link") == []
    page.locator("[popovertarget=phone-more]").click()
    sheet = page.locator("#phone-more")
    assert sheet.is_visible()
    assert page.evaluate(CUT, ".phone-more__link") == []
    page.keyboard.press("Escape")
    assert not sheet.is_visible()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_words_of_the_room_page_fit(tea, site, sign_in, language):
    page = sign_in("harbour:lin", "about:blank")
    dress(page, site, language, "light")
    page.goto(f"/rooms/{tea.room_id}")

    for size in (WIDE, MIDDLE, NARROW):
        page.set_viewport_size(size)
        assert page.evaluate(CUT, "#timeline-tabs .tab, #jump") == [], size
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        if size == NARROW:
            assert page.evaluate(CUT, ".desk-tabs__tab") == []
            the_bar_of_a_phone_fits(page)
            for text, lines, fits in page.evaluate(LINES, ".desk-tabs__tab"):
                assert (lines, fits) == (1, True), text
            page.locator("#tab-right").click()
        for place in (".four", ".box", ".tabs", ".room-bar"):
            assert page.evaluate(OVER, place) == 0, (place, size)
        faces = page.evaluate(LINES, ".pick__face")
        assert len(faces) == 4
        for text, lines, fits in faces:
            assert (lines, fits) == (1, True), (text, size)


def test_a_touch_screen_is_shown_no_keys(tea, sign_in):
    phone = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=NARROW, has_touch=True)
    phone.locator("#tab-right").click()
    touched = phone.locator(".pick kbd").first.is_visible()
    desk = sign_in("harbour:lin", f"/rooms/{tea.room_id}", viewport=WIDE)

    assert not touched
    assert desk.locator(".pick kbd").first.is_visible()
