"""Nothing that somebody typed on the public page is lost, and nothing is sent twice."""

import re

import pytest
from django.db import transaction

from complaints.models import Attachment, Message
from complaints.views import public_follow as page
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests.complaints.conftest import answer, do
from tests.complaints.test_attachments import photo
from tests.complaints.test_public import (
    PATH,
    filed,
    follow,
    form,
    hidden,
    only,
    receipt,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.usefixtures("fresh")]
LONG = "那天晚上八点四十分左右，主播又说了一遍，我录了屏。"


def held_pass(guest, held) -> str:
    return hidden(text(follow(guest, held)), "pass")


def messages(harbour) -> list[str]:
    with acting(system_actor(harbour.pk)), transaction.atomic():
        return [one.side for one in Message.objects.order_by("id")]


@pytest.mark.parametrize("act", ["say", "reopen"])
def test_what_was_typed_on_a_page_that_was_open_too_long_comes_back(
    guest, harbour, lin, later, act
):
    held = filed(guest)
    if act == "reopen":
        answer(lin, only(harbour), "unfounded")
    given = held_pass(guest, held)
    later(hours=1, seconds=1)

    refused = guest.post(PATH, {"act": act, "pass": given, "text": LONG})
    assert refused.status_code == 404
    again = {name: hidden(text(refused), name) for name in ("text", "back")}
    assert again == {"text": LONG, "back": act}
    shown = text(guest.post(PATH, {"act": "follow"} | held | again))
    place = "r-text" if act == "reopen" else "s-text"
    box = shown[shown.index(f'id="{place}"') :]
    assert LONG in box[: box.index("</textarea>")]
    assert "还没有发送" in shown
    assert messages(harbour) == ([] if act == "say" else ["platform"])


def test_what_was_typed_comes_back_from_who_asks_too_often(guest, monkeypatch):
    given = held_pass(guest, filed(guest))
    monkeypatch.setattr(page, "HELD_A_MINUTE", 0)

    refused = guest.post(PATH, {"act": "say", "pass": given, "text": LONG})
    assert refused.status_code == 429
    assert hidden(text(refused), "text") == LONG


def test_whoever_has_a_pass_guesses_nothing(guest, monkeypatch):
    given = held_pass(guest, filed(guest))
    monkeypatch.setattr(page, "LOOKED_A_MINUTE", 0)

    assert "已转给平台" in text(guest.post(PATH, {"act": "say", "pass": given, "text": LONG}))
    spoilt = guest.post(PATH, {"act": "follow", "pass": given[:-8]})
    assert spoilt.status_code == 429


def test_a_page_that_is_loaded_again_says_nothing_twice(guest, harbour, lin):
    held = filed(guest)
    sent = {"act": "say", "pass": held_pass(guest, held), "text": LONG}
    for _time in range(2):
        assert "已转给平台" in text(guest.post(PATH, sent))
    assert messages(harbour) == ["complainant"]

    do("complaint_ask", lin, complaint_id=only(harbour).pk, text="是哪一场？")
    guest.post(PATH, sent)  # the same words may be an answer to something new
    assert messages(harbour) == ["complainant", "platform", "complainant"]
    assert not only(harbour).is_waiting


def test_the_same_file_twice_is_one(guest, harbour):
    held = filed(guest)
    for _time in range(2):
        given = photo()
        given.name = "小票.jpg"
        assert "附件已收到" in text(follow(guest, held, "attach", file=given))
    other = photo((41, 30))
    other.name = "小票.jpg"
    follow(guest, held, "attach", file=other)

    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Attachment.objects.count() == 2


def test_what_waits_for_the_complainant_says_so_in_front(guest, harbour, lin):
    held = filed(guest)
    assert "平台在等你补充" not in text(follow(guest, held))
    do("complaint_ask", lin, complaint_id=only(harbour).pk, text="是哪一场？")

    assert "平台在等你补充" in text(follow(guest, held))


def test_a_receipt_can_be_kept_as_a_file_and_read_in_the_other_language(guest):
    shown = guest.post(PATH, form(guest))
    held, given = receipt(shown), hidden(text(shown), "pass")

    kept = guest.post(PATH, {"act": "keep", "pass": given})
    body = kept.content.decode("utf-8-sig")
    assert held["receipt"] in body
    assert held["code"] in body
    assert (kept["Cache-Control"], kept["Content-Type"]) == (
        "no-store",
        "text/plain; charset=utf-8",
    )
    assert kept["Content-Disposition"] == f'attachment; filename="receipt-{held["receipt"]}.txt"'
    english = guest.post(PATH + "?lang=en", {"act": "receipt", "pass": given})
    assert receipt(english) == held
    assert "Number" in text(english)
    spoilt = guest.post(PATH, {"act": "keep", "pass": "x"})
    assert spoilt.status_code == 404
    assert held["code"] not in text(spoilt)


def test_a_dispute_without_a_room_says_what_its_evidence_still_needs(guest, harbour, lin, tea_room):
    asked = {"kind": "dispute", "name": "周小禾", "phone": "13800001234"}
    held = filed(guest, happened_at="2026-11-01T20:00", **asked)
    assert "请在“补充或回答”里写明是哪个直播间" in text(follow(guest, held))
    links = page.services.Links(room_id=tea_room.pk)
    do("complaint_link", lin, complaint_id=only(harbour).pk, links=links)

    shown = text(follow(guest, held))
    assert "请在“补充或回答”里写明是哪个直播间" not in shown
    assert "生成证据包" in shown


def test_the_other_language_keeps_the_room_and_nothing_that_was_typed(guest, tea_room):
    asked = text(guest.get(f"{PATH}?room={tea_room.pk}"))
    assert f"?room={tea_room.pk}&amp;lang=en" in asked
    refused = text(guest.post(PATH, form(guest, room=str(tea_room.pk), about="阿春家", kind="x")))
    switch = refused[refused.index('class="switch"') : refused.index("</nav>")]
    assert f"room={tea_room.pk}" in switch
    assert "about" not in switch


def test_the_fault_stands_beside_its_field_too(guest):
    refused = text(guest.post(PATH, form(guest, kind="personal")))

    assert 'aria-errormessage="e-name"' in refused
    assert 'class="field__error" id="e-name"' in refused


def test_the_page_shows_how_far_it_is_and_every_file_that_arrived(guest, harbour, lin):
    held = filed(guest)
    given = photo()
    given.name = "小票.jpg"
    shown = text(follow(guest, held, "attach", file=given))
    assert "附件 1" in shown
    assert re.search(r'track__step--now" aria-current="step">已收到<', shown)

    do("complaint_acknowledge", lin, complaint_id=only(harbour).pk)
    later = text(follow(guest, held))
    assert re.search(r'track__step--now" aria-current="step">已受理<', later)
    assert "小票" not in later
