"""From nobody to a streamer who may go live: what is missing, why, and the next step."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from livecompliance.kernel.tenancy import acting
from parties.models import Document, Party
from parties.rules.consents import TEXTS
from rooms.selectors import portal
from tests import builders
from tests.charter import world
from tests.parties import people

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FORM = {
    "roles": ["marketer", "operator"],
    "public_name": "小满",
    "name": "林小满",
    "kind": "resident_id",
    "mobile": "13800001234",
    "address": "杭州市滨江区某路 1 号",
    "consent": TEXTS["identity"].version,
}


def browser(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)
    return client


@pytest.fixture
def phone(chun):
    return browser(chun)


def steps(actor) -> dict[str, str]:
    with acting(actor):
        return {one.key: one.state for one in portal.portal_of(actor).steps}


def registered(phone, number="") -> None:
    phone.post("/me/register", FORM | {"number": number or people.resident_id(date(1990, 5, 6))})


def test_a_newcomer_is_asked_to_register_first(chun, phone):
    page = phone.get("/me")

    assert 'action="/me/register"' in page.content.decode()
    assert steps(chun)["file"] == "now"
    assert steps(chun)["identity"] == "later"


def test_what_is_refused_says_why_and_keeps_what_was_written(chun, phone):
    page = phone.post("/me/register", FORM | {"number": "110101199005060015"})

    assert page.status_code == 422
    words = page.content.decode()
    assert "校验位不符" in words
    assert 'value="林小满"' in words
    with acting(chun):
        assert not Party.objects.of(chun).exists()


def test_a_child_is_told_so_and_nothing_is_kept(chun, phone):
    page = phone.post("/me/register", FORM | {"number": people.resident_id(date(2013, 1, 1))})

    assert "未满 16 周岁" in page.content.decode()
    with acting(chun):
        assert not Document.objects.of(chun).exists()


@pytest.mark.long
@pytest.mark.law("O117-marketer-file", "O117-training", "M-mechanisms")
def test_every_step_opens_when_the_one_before_is_done(harbour, chun, phone):
    people.sandbox(harbour)
    version, course = world.published(harbour, "platform_operator"), world.course(harbour)
    registered(phone)
    assert steps(chun)["identity"] == "now"

    with acting(chun):
        mine = Party.objects.of(chun).get()
    people.verify(mine, actor=chun)
    assert steps(chun)["agreement"] == "now"

    early = phone.post("/me/open", follow=True)
    assert "还有事项没有完成" in early.content.decode()
    signed = {"name": "林小满", "sha256": version.sha256}
    phone.post(f"/me/agreements/{version.pk}/sign", signed)
    assert steps(chun)["training"] == "now"

    world.trained(course, mine)
    assert steps(chun)["ready"] == "now"
    phone.post("/me/open")
    assert {key for key, state in steps(chun).items() if state != "done"} == {"card"}
    with acting(chun):
        mine.refresh_from_db()
    assert (mine.state, mine.function) == ("active", "open")


@pytest.mark.law("M-age")
def test_a_minor_has_one_step_more(harbour, chun, phone):
    people.sandbox(harbour)
    registered(phone, people.resident_id(date(2009, 12, 1)))

    assert list(steps(chun)) == [
        "file", "identity", "guardian", "agreement", "training", "ready", "card",
    ]  # fmt: skip


def test_somebody_elses_text_course_and_party_are_nowhere(elsewhere, harbour, chun, phone):
    registered(phone)
    theirs = world.published(elsewhere, "platform_operator")
    course = world.course(elsewhere)

    assert phone.get(f"/me/agreements/{theirs.pk}").status_code == 404
    assert phone.get(f"/me/courses/{course.pk}").status_code == 404
    assert phone.post(f"/me/courses/{course.pk}/begin").status_code == 404


def test_only_streamers_have_such_a_page(lin):
    assert browser(lin).get("/me").status_code == 403


@pytest.mark.long
def test_registering_twice_is_one_party(harbour, chun, phone):
    registered(phone)
    again = phone.post("/me/register", FORM | {"number": people.resident_id(date(1991, 5, 6))})

    assert again.status_code == 422
    with acting(chun):
        assert Party.objects.of(chun).count() == 1
    other = builders.person(harbour, "bao", "streamer")
    assert steps(other)["file"] == "now"
