"""A regulator over several platforms: each room says whose it is, and nothing else shows."""

import re

import pytest
from django.db import transaction
from django.test import Client

from accounts import services as accounts
from accounts.models import User
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.moderation.services.streams import CURE, inspect, now_ms, post, said
from tests.moderation.sockets import warn

pytestmark = pytest.mark.django_db(databases=["default", "regulator"], transaction=True)
ROOMS = {"star": "养生茶", "cloud": "竹编", "other": "名表"}
NAMES = {"star": "星选直播", "cloud": "云集直播", "other": "别家直播"}


@pytest.fixture
def sessions():
    """Three platforms with one room on air each, in which something was found and done."""
    found = {}
    for slug, title in ROOMS.items():
        owner = builders.tenant(slug, name=NAMES[slug])
        builders.promoting(owner)
        officer = builders.person(owner, "officer", "officer")
        session = builders.session(officer, builders.room(officer, title))
        post(session, said(1, CURE, at=now_ms()))
        inspect(session)
        warn(officer, session)
        found[slug] = session
    return found


@pytest.fixture
def visit(sessions):
    """Return a function that gives the browser of a regulator over some of the platforms."""

    def of(*slugs: str) -> Client:
        with transaction.atomic():
            visitor = User.objects.create(username="regulator:visitor")
        for slug in slugs:
            system = system_actor(sessions[slug].tenant_id)
            with acting(system):
                accounts.regulator_grant(actor=system, user_id=visitor.pk)
        client = Client(headers={"Accept-Language": "zh-hans"})
        client.force_login(visitor)
        return client

    return of


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def platforms(text: str) -> dict[str, str]:
    """Return the platform on each card by the title of its room."""
    cards = re.findall(r'<li class="room-card.*?</li>', text, re.S)
    found = [
        (re.search(r'title="([^"]+)"', card), re.search(r"__platform[^>]*>([^<]+)<", card))
        for card in cards
    ]
    return {title[1]: name[1] if name else "" for title, name in found}


@pytest.mark.long
def test_each_card_names_its_platform(visit):
    assert platforms(text_of(visit("star", "cloud").get("/wall"))) == {
        "养生茶": "星选直播",
        "竹编": "云集直播",
    }


@pytest.mark.long
def test_each_room_names_its_platform_also_when_it_moves(visit, sessions):
    browser = visit("star", "cloud")
    for slug in ("star", "cloud"):
        place = f"/rooms/{sessions[slug].room_id}"
        for path in (place, f"{place}/sides"):
            text = text_of(browser.get(path))
            assert re.search(rf'__platform"[^>]*>{NAMES[slug]}<', text), path


@pytest.mark.long
def test_rooms_are_found_by_the_name_of_their_platform(visit):
    browser = visit("star", "cloud")

    assert set(platforms(text_of(browser.get("/wall?q=云集")))) == {"竹编"}
    assert "直播间、运营者或平台" in text_of(browser.get("/wall"))


@pytest.mark.long
def test_over_one_platform_no_name_is_needed(visit, sessions):
    browser = visit("star")

    assert platforms(text_of(browser.get("/wall"))) == {"养生茶": ""}
    assert "__platform" not in text_of(browser.get(f"/rooms/{sessions['star'].room_id}"))
    assert platforms(text_of(browser.get("/wall?q=星选"))) == {}


@pytest.mark.long
def test_a_platform_that_was_not_granted_is_neither_shown_nor_named(visit, sessions):
    browser = visit("star", "cloud")

    assert "别家" not in text_of(browser.get("/wall"))
    assert platforms(text_of(browser.get("/wall?q=别家"))) == {}
    assert browser.get(f"/rooms/{sessions['other'].room_id}").status_code == 404


@pytest.mark.long
def test_every_part_of_a_room_opens_for_who_looks_at_several_platforms(visit, sessions):
    browser = visit("star", "cloud")
    room = sessions["cloud"].room_id
    for path in ("", "?kind=finding", "?kind=measure", "/sides", "/timeline", "/trend"):
        assert browser.get(f"/rooms/{room}{path}").status_code == 200, path
    for path in ("", f"/{room}"):
        assert browser.get(f"/api/v1/rooms{path}").status_code == 200, path
    taken = browser.get(f"/api/v1/rooms/{room}/measures").json()["measures"]
    assert {one["kind"] for one in taken} == {"warning"}
