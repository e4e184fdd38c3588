"""Few things stand in the rail and in a phone's bar, and nothing that somebody may open is lost."""

import pytest

from accounts.models import Role
from livecompliance import pages
from tests import builders
from tests.proof import browser

pytestmark = pytest.mark.django_db
ENTRY = 'class="phone-bar__link"'


def links_of(actor):
    return [*pages._open_to(actor, pages.NAVIGATION), *pages._open_to(actor, pages.SETTINGS)]


@pytest.mark.parametrize("role", Role.values)
def test_no_more_than_five_in_the_bar_and_all_the_rest_in_the_sheet(harbour, role):
    actor = builders.person(harbour, "one", role)
    links = links_of(actor)

    phone = pages.phone_bar(links)
    page = browser(actor).get("/inbox").content.decode()

    assert sorted([*phone.first, *phone.more]) == sorted(links)
    assert page.count(ENTRY) <= 5
    assert page.count(ENTRY) + page.count("phone-more__link") >= len(links) + 2
    assert 'id="inbox-count-phone"' in page
    assert ("phone-more" in page) == bool(phone.more)


def test_a_streamer_has_his_own_and_an_officer_the_board_the_wall_and_his_letters(lin, chun):
    own = pages.phone_bar(links_of(chun))
    assert {one.name for one in own.first} == {"stream-index", "inbox", "me"}
    more = ["my-sanctions", "ip-notices", "my-supplies", "my-complaints", "my-tax", "law"]
    assert [one.name for one in own.more] == more
    first = [one.name for one in pages.phone_bar(links_of(lin)).first]
    assert first == ["duties", "wall", "inbox"]


@pytest.mark.parametrize("role", Role.values)
def test_the_rail_has_ten_entries_at_most_and_all_that_one_may_open(harbour, role):
    links = links_of(builders.person(harbour, "one", role))

    entries = pages.rail(links)

    assert sorted(_unfolded(entries)) == sorted(links)
    assert len(entries) <= 10
    assert all(len(one.links) > 1 for one in entries if isinstance(one, pages.Group))


def test_a_group_unfolds_where_one_of_its_pages_is_shown_and_counts_what_waits_there(lin):
    page = browser(lin).get("/inbox").content.decode()
    assert "处罚与申诉" not in page.partition('class="phone-bar"')[0]

    page = browser(lin).get("/tiers").content.decode().partition("<main")[0]
    assert "处罚与申诉" in page
    assert page.count('aria-current="page"') == 1
    assert page.count("data-here") == 1


def _unfolded(entries):
    for one in entries:
        yield from one.links if isinstance(one, pages.Group) else [one]
