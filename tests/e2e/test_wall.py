"""The wall under the pointer keeps its order; who looks at a room is seen there."""

import pytest
from playwright.sync_api import expect

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from rooms import services
from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.moderation.services.streams import OFFER, inspect, now_ms, post, said

pytestmark = pytest.mark.browser
WIDE = {"viewport": {"width": 1440, "height": 900}}
LIVE = "[data-link-state][data-state=live]"
EYES = ".room-card__eyes"


@pytest.fixture
def rooms(site):
    """Two calm rooms; the titles say in which order they stand."""
    tenant = builders.tenant("harbour", name="海港直播")
    lin = builders.person(tenant, "lin", "officer", password=PASSWORD)
    builders.person(tenant, "wu", "viewer", password=PASSWORD)
    return [builders.session(lin, builders.room(lin, title)) for title in ("甲 茶", "乙 竹编")]


@pytest.fixture
def wall(rooms, sign_in):
    page = sign_in("harbour:lin", **WIDE)
    expect(page.locator(LIVE)).to_be_visible()
    expect(page.locator(".room-card__title")).to_have_count(2)
    return page


def offend(session):
    post(session, said("offer", OFFER, at=now_ms()))
    inspect(session)


def titles(page) -> list[str]:
    return page.locator(".room-card__title").all_inner_texts()


def test_under_the_pointer_the_figures_move_and_the_order_does_not(rooms, wall):
    before = titles(wall)
    last = next(one for one in rooms if one.room.title == before[-1])
    wall.locator(".room-card").first.hover()

    offend(last)

    expect(wall.locator(".room-card").last.locator("mark").first).to_be_visible(timeout=5000)
    assert titles(wall) == before
    wall.mouse.move(5, 5)
    wall.evaluate("window.lcRing()")
    expect(wall.locator(".room-card__title").first).to_have_text(before[-1], timeout=5000)


def test_under_the_keyboard_the_order_does_not_move_either(rooms, wall):
    before = titles(wall)
    last = next(one for one in rooms if one.room.title == before[-1])
    wall.mouse.move(5, 5)
    wall.locator(".room-card__title").first.focus()

    offend(last)

    expect(wall.locator(".room-card").last.locator("mark").first).to_be_visible(timeout=5000)
    assert titles(wall) == before
    assert wall.evaluate("document.activeElement.textContent") == before[0]


def test_a_room_that_ended_goes_even_under_the_pointer(rooms, wall):
    wall.locator(".room-card").last.hover()
    actor = system_actor(rooms[0].tenant_id)
    with acting(actor):
        services.session_end(actor=actor, session_id=rooms[0].pk)

    expect(wall.locator(".room-card")).to_have_count(1, timeout=5000)


def test_a_chosen_state_stays_chosen_while_its_rooms_come_and_go(rooms, wall):
    wall.locator("#state-watch").click()
    expect(wall.locator(".room-card")).to_have_count(0)
    expect(wall.locator("#state-ok b")).to_have_text("2")

    offend(rooms[0])

    expect(wall.locator(".room-card")).to_have_count(1, timeout=5000)
    expect(wall.locator(".room-card__name")).to_have_text("需关注")
    expect(wall.locator("#state-watch b")).to_have_text("1")
    expect(wall.locator("#state-ok b")).to_have_text("1")
    assert "state=watch" in wall.url
    wall.fill("#q", "没有这个直播间")
    expect(wall.locator(".room-card")).to_have_count(0, timeout=5000)
    expect(wall.locator("#state-watch")).to_have_attribute("aria-current", "true")
    assert "state=watch" in wall.url


def test_who_looks_at_a_room_is_seen_on_the_wall_until_he_leaves(rooms, wall, sign_in):
    expect(wall.locator(EYES)).to_have_count(0)
    wu = sign_in("harbour:wu", f"/rooms/{rooms[0].room_id}", **WIDE)
    expect(wu.locator(LIVE)).to_be_visible()

    card = wall.locator(f"#room-{rooms[0].room_id}")
    expect(card.locator(EYES)).to_have_text("Wu", timeout=5000)
    expect(wall.locator(EYES)).to_have_count(1)
    wu.wait_for_timeout(2_000)  # what the page asked for on its bells has been answered
    wu.goto("/law")

    expect(wall.locator(EYES)).to_have_count(0, timeout=5000)
