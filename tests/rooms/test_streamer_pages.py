"""What a streamer is shown of agreements, trainings, his broadcast and his letters: just this."""

import re

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from rooms.models import Room
from tests.charter import world as charter
from tests.moderation.sockets import warn
from tests.parties import people
from tests.rooms.test_me import browser

pytestmark = pytest.mark.django_db
OTHER = "旁人甲"


@pytest.fixture
def mine(harbour, chun, tea_room):
    people.sandbox(harbour)
    made = people.party(harbour, "operator", "marketer", user_id=chun.user_id)
    people.party(harbour, "operator", public_name=OTHER, name=OTHER)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Room.objects.filter(pk=tea_room.pk).update(operator=made)
    return made


FRAME = {"csrfmiddlewaretoken", "next", "q"}


def headings(page):
    found = re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page, re.S)
    told = [re.sub(r"<[^>]+>", "", one).strip() for one in found]
    return [one for one in told if one != "键盘快捷键"]


def fields(page):
    found = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page)
    return [one for one in found if one not in FRAME]


@pytest.mark.long
def test_an_agreement_is_its_text_and_a_place_to_sign(harbour, chun, mine):
    text = charter.published(harbour, "platform_operator")
    page = browser(chun).get(f"/me/agreements/{text.pk}").content.decode()

    assert headings(page) == ["直播营销文本"]
    assert fields(page) == ["sha256", "language", "name"]
    assert OTHER not in page


@pytest.mark.long
def test_a_course_is_its_words_and_once_it_is_begun_its_questions(harbour, chun, mine):
    course = charter.course(harbour)
    phone = browser(chun)
    page = phone.get(f"/me/courses/{course.pk}").content.decode()
    assert (headings(page), fields(page)) == (["开播前培训"], [])

    begun = phone.post(f"/me/courses/{course.pk}/begin", follow=True).content.decode()

    assert headings(begun) == ["开播前培训"]
    assert fields(begun) == ["asked0", "q0", "q0", "asked1", "q1", "q1", "q1"]
    assert "right" not in begun  # which answers are, stays here


@pytest.mark.long
def test_his_broadcast_shows_what_was_said_to_him_and_nobody_else(
    lin, chun, mine, tea_room, tea_session
):
    warn(lin, tea_session)
    page = browser(chun).get(f"/stream/{tea_room.pk}").content.decode()

    assert headings(page) == ["请更正说法。", "阿春家的养生茶专场", "收到过的提示与警示"]
    assert fields(page) == []
    for hidden in (OTHER, str(lin.user_id), "风险 "):
        assert hidden not in page


@pytest.mark.long
def test_his_inbox_and_a_letter_hold_what_was_written_to_him(lin, chun, wu, mine, tea_session):
    warn(lin, tea_session)
    phone = browser(chun)
    page = phone.get("/inbox").content.decode()
    assert (headings(page), fields(page)) == (["消息"], ["topic"])
    with acting(chun), transaction.atomic():
        letter = Letter.objects.get(recipient_id=chun.user_id)

    one = phone.get(f"/inbox/{letter.pk}").content.decode()

    assert (headings(one), fields(one)) == (["【违规警示】阿春家的养生茶专场"], [])
    assert browser(wu).get(f"/inbox/{letter.pk}").status_code == 404
