"""Officers enter, answer and look up what authorities ask; programs enter letters."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from oversight.models import Inspection
from tests import builders
from tests.oversight.test_inspections import PDF, entered, seen, step
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]
LETTER = {
    "authority": "海滨市互联网信息办公室",
    "kind": "investigation",
    "document_number": "海网办〔2026〕41 号",
    "title": "涉嫌虚假宣传",
    "matters": ["content"],
    "asked": "请提供所列直播间的直播内容。",
}


def letter(**fields):
    return LETTER | {"received_on": f"{clock.today()}"} | fields


def test_an_officer_enters_a_letter_with_its_paper_and_opens_it_again(lin, harbour):
    room = builders.room(lin)
    sent = letter(
        names=f"http://127.0.0.1/rooms/{room.pk}\n",
        since_on=f"{clock.today() - timedelta(days=3)}",
        paper=SimpleUploadedFile("wenshu.pdf", PDF, "application/pdf"),
    )
    desk = browser(lin)
    answer = desk.post("/inspections/enter", sent)
    [row] = seen(lin, Inspection)
    assert answer["Location"] == f"/inspections/{row.pk}"
    assert row.rooms == [room.pk]
    assert LETTER["title"] in desk.get(answer["Location"]).content.decode()
    ticket = desk.post(f"/inspections/{row.pk}/paper")["Location"]
    taken = desk.get(ticket)
    assert taken.status_code == 200
    assert b"".join(taken.streaming_content).startswith(b"%PDF")


def test_a_letter_that_lacks_something_comes_back_with_what_was_typed(lin):
    answer = browser(lin).post("/inspections/enter", letter())
    assert answer.status_code == 422
    assert LETTER["asked"] in answer.content.decode()
    assert not seen(lin, Inspection)


def test_an_answer_on_the_page_moves_the_request(lin):
    row = entered(lin)
    desk = browser(lin)
    desk.post(f"/inspections/{row.pk}/step", {"kind": "acknowledged"})
    desk.post(f"/inspections/{row.pk}/step", {"kind": "answered", "note": "巡查记录如下。"})
    again = desk.post(f"/inspections/{row.pk}/step", {"kind": "answered", "note": "再次答复。"})
    assert again.status_code == 422
    assert [one.state for one in seen(lin, Inspection)] == ["answered"]
    step(lin, row, "accepted", document_number="海网办〔2026〕42 号")
    assert row.title not in desk.get("/inspections").content.decode()
    assert row.title in desk.get("/inspections?show=ended").content.decode()


def test_the_audit_administrator_reads_and_does_nothing(lin, harbour):
    row = entered(lin)
    audit = browser(builders.person(harbour, "audit", "audit_admin"))
    assert row.asked in audit.get(f"/inspections/{row.pk}").content.decode()
    assert audit.post(f"/inspections/{row.pk}/step", {"kind": "acknowledged"}).status_code == 403


def test_a_program_enters_a_letter_once_and_reads_every_step(lin, harbour):
    program = builders.person(harbour, "api", "officer")
    desk = browser(program)
    body = letter(kind="routine")
    first = desk.post("/api/v1/inspections", body, content_type="application/json")
    second = desk.post("/api/v1/inspections", body, content_type="application/json")
    assert (first.status_code, first.json()["id"]) == (201, second.json()["id"])
    assert first.json()["is_own_term"]
    [row] = seen(lin, Inspection)
    step(lin, row, "acknowledged")
    told = desk.get(f"/api/v1/inspections/{row.pk}").json()
    assert [one["kind"] for one in told["steps"]] == ["acknowledged"]
    with acting(lin), transaction.atomic():
        assert len(desk.get("/api/v1/inspections").json()["inspections"]) == 1


def test_a_button_without_a_choice_says_so(lin):
    row = entered(lin)
    answer = browser(lin).post(f"/inspections/{row.pk}/link", {}, follow=True)
    assert "请从列出的选项中选择" in answer.content.decode()
