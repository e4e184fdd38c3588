"""What pages show of what was granted: of this platform, this region, this matter; nothing else."""

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import Tenant
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from oversight.services import duties_look
from portal.models import Look
from portal.rules.sight import EVIDENCE
from rooms.models import Room
from sanctions.models import Report
from tests import builders
from tests.moderation.sockets import warn
from tests.parties import people
from tests.portal.conftest import CITY, browser_of, grant, looking_at, text, visitor
from tests.sanctions.conftest import decide, review

pytestmark = [
    pytest.mark.django_db(databases=["default", "regulator"], transaction=True),
    pytest.mark.long,
]
PAGES = {
    "rooms": "conduct",
    "decisions": "conduct",
    "blacklist": "identity",
    "goods": "goods",
    "minors": "minors",
    "complaints": "complaints",
    "tax": "tax",
    "packages": "record",
    "incidents": "record",
}
LISTED = {"rung": "blacklist", "days": 365, "ground": "serious", "subject": "person"}


@pytest.fixture
def mei(harbour):
    return builders.person(harbour, "mei", "officer")


def lying(owner, title: str, region: str) -> Room:
    """Make a room whose operator is registered in a division."""
    officer = builders.person(owner, f"o{title}", "officer")
    room = builders.room(officer, title)
    operator = builders.party(owner, "operator", kind="company", region=region)
    with acting(system_actor(owner.pk)), transaction.atomic():
        Room.objects.filter(pk=room.pk).update(operator=operator)
    return room


def test_each_matter_opens_its_own_pages_and_no_other(harbour):
    for matter in sorted(set(PAGES.values())):
        user = visitor(f"gov:{matter}")
        grant(harbour, user, matters=[matter])
        browser = browser_of(user, raise_request_exception=False)
        menu = text(browser.get("/portal/harbour/duties"))
        for page, needed in PAGES.items():
            answer = browser.get(f"/portal/harbour/{page}")
            assert answer.status_code == (200 if needed == matter else 403), (matter, page)
            assert (f'"/portal/harbour/{page}"' in menu) == (needed == matter), (matter, page)


def test_an_article_leads_to_its_evidence_where_that_was_granted(harbour, lin):
    with acting(lin):
        duties_look(actor=lin)
    for matter, is_there in (("conduct", True), ("tax", False)):
        user = visitor(f"gov:{matter}")
        grant(harbour, user, matters=[matter])
        page = text(browser_of(user).get("/portal/harbour/duties/M/9"))
        own = page.split('class="duty-controls"')[1].split("</ul>")[0]
        assert ('href="/portal/harbour/rooms"' in own) == is_there, matter
        assert 'href="/review"' not in own


def test_where_evidence_stands_is_a_page_of_the_portal_and_of_the_platform():
    for page, (shown, _matter) in EVIDENCE.items():
        assert reverse(page)
        assert reverse(shown, args=["harbour"]).startswith("/portal/harbour/")


def test_a_platform_that_was_not_granted_is_not_there(harbour, elsewhere, outsider):
    other = builders.room(outsider, "别家的直播间")
    browser = looking_at(harbour)

    for path in ("duties", "rooms", f"rooms/{other.pk}", "tax", "packages"):
        assert browser.get(f"/portal/elsewhere/{path}").status_code == 404, path
        assert browser.get(f"/portal/nobody/{path}").status_code == 404, path
    assert browser.get(f"/portal/harbour/rooms/{other.pk}").status_code == 404
    assert "别家" not in text(browser.get("/portal/harbour/rooms"))
    with acting(system_actor(elsewhere.pk)), transaction.atomic():
        assert not Look.objects.exists()


def test_rooms_of_another_region_are_not_there(harbour):
    here, district = lying(harbour, "杭州的茶", "330106"), lying(harbour, "宁波的茶", "330203")
    far, unknown = lying(harbour, "上海的茶", "310115"), lying(harbour, "某处的茶", "")
    browser = looking_at(harbour, region="33")

    page = text(browser.get("/portal/harbour/rooms"))
    assert ("杭州的茶" in page, "宁波的茶" in page) == (True, True)
    assert ("上海的茶" in page, "某处的茶" in page) == (False, False)
    text(browser.get(f"/portal/harbour/rooms/{here.pk}"))
    text(browser.get(f"/portal/harbour/rooms/{district.pk}"))
    for other in (far, unknown):
        assert browser.get(f"/portal/harbour/rooms/{other.pk}").status_code == 404


def test_what_lies_nowhere_known_lies_where_the_platform_has_its_domicile(harbour):
    lying(harbour, "某处的茶", "")
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Tenant.objects.filter(pk=harbour.pk).update(policy={"domicile_code": 330100})

    for region, is_there in (("3301", True), ("33", True), ("3302", False), ("31", False)):
        user = visitor(f"gov:{region}")
        grant(harbour, user, region=region)
        browser = browser_of(user, raise_request_exception=False)
        assert ("某处的茶" in text(browser.get("/portal/harbour/rooms"))) == is_there, region
        for whole in ("complaints", "tax"):
            answer = browser.get(f"/portal/harbour/{whole}")
            assert answer.status_code == (200 if is_there else 403), (region, whole)


def test_measures_of_another_region_are_not_shown(harbour, lin):
    for title, region in (("杭州的茶", "330106"), ("上海的茶", "310115")):
        warn(lin, builders.session(lin, lying(harbour, title, region)))

    page = text(looking_at(harbour, region="33").get("/portal/harbour/decisions"))

    assert "杭州的茶" in page
    assert "上海的茶" not in page


@pytest.mark.law("M-blacklist", "O117-measure-report")
def test_an_authority_reads_the_names_that_were_reported_to_it_and_no_others(harbour, lin, mei):
    names = {}
    for name in ("报给网信者", "报给市监者", "还没有报送者"):
        party = people.party(harbour, "marketer", public_name=name)
        names[name] = review(mei, decide(lin, party, **LISTED))
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Report.objects.all().update(state="queued")
        for name, kind in (("报给网信者", "cac"), ("报给市监者", "samr")):
            found = Report.objects.filter(sanction=names[name], authority=kind)
            assert found.update(state="sent"), name

    by_cac = looking_at(harbour)
    market = visitor("gov:market", CITY)
    grant(harbour, market)
    by_samr = browser_of(market)
    for page in ("blacklist", "decisions"):
        shown = text(by_cac.get(f"/portal/harbour/{page}"))
        assert [name in shown for name in names] == [True, False, False], page
    shown = text(by_samr.get("/portal/harbour/blacklist"))
    assert "报给网信者" not in shown
    assert "还没有报送者" not in shown
    assert "生效中 3 项" in shown


def test_no_button_of_the_portal_changes_anything_but_what_one_is_shown(harbour, tea_room):
    page = text(looking_at(harbour).get(f"/portal/harbour/rooms/{tea_room.pk}"))
    for address in ('action="/rooms', 'action="/portal/harbour/rooms', "hx-post"):
        assert address not in page


def test_a_regulator_signs_in_at_his_own_door_and_members_do_not(client, harbour, settings):
    settings.APART = True
    user = visitor()
    grant(harbour, user)
    lin = builders.person(harbour, "lin", "officer", password="a-long-pass-phrase-7")
    assert lin
    words = {"password": "a-long-pass-phrase-7"}

    for door, login in (("/portal/sign-in", "harbour:lin"), ("/accounts/login/", "gov:visitor")):
        answer = client.post(door, words | {"login": login})
        assert answer.status_code == 200, (door, login)
        assert client.get("/portal").status_code == 401
    answer = client.post("/portal/sign-in", words | {"login": "gov:visitor"})
    assert (answer.status_code, answer["Location"]) == (302, "/portal")
    assert client.get("/portal").status_code == 302
    text(client.get("/portal/harbour/duties"))


def test_without_a_second_factor_he_sets_one_up_first_where_it_is_forced(harbour, settings):
    settings.FORCE_MFA = True
    answer = looking_at(harbour).get("/portal/harbour/duties")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")
