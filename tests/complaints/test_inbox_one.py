"""One complaint on its page: what is shown to whom, and what every button does, or refuses."""

import re

import pytest
from django.db import transaction

from complaints.models import Message
from complaints.rules import receipts
from complaints.views import deeds_shown
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.complaints.conftest import STATEMENT, again, answer, clocks, do, file
from tests.proof import browser, stepped_up

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SAID = "已核实，商品已下架。"
OUTCOME = {"outcome": "upheld", "text": SAID, "channel": "phone"}  # on the web it waits a moment
ACTS = {
    "acknowledge": {"channel": "web"},
    "handle": {"text": "已下架"},
    "ask": {"text": "请补充时间", "channel": "web"},
    "answer": OUTCOME,
    "reply": {"text": "正在核查", "channel": "web"},
    "note": {"text": "和上周那件是同一主播"},
    "heard": {"text": "他说是晚上八点", "channel": "phone"},
    "part": {},
    "take_back": {},
    "merge": {"number": "0000000000"},
    "reopen": {"text": "有新的材料", "channel": "web"},
    "close": {},
    "report": {},
    "take": {},
    "refer": {"text": "顾客要求退货。", "to": "operator"},
    "relay": {"answer": "agrees", "text": "同意退货。", "channel": "phone"},
    "accept": {},
    "send_back": {"text": "没有说明依据"},
    "excuse": {"text": "台风停电", "fault": ""},
    "link": {"room": ""},
    "case": {},
    "sanction": {},
    "draft": {"authority": "market", "text": "投诉属实，已下架并警示主播。"},
}


def page_of(actor, row) -> str:
    return browser(actor).get(f"/complaints/{row.pk}").content.decode()


def messages(row) -> list[Message]:
    actor = system_actor(row.tenant_id)
    with acting(actor), transaction.atomic():
        return list(Message.objects.of(actor).filter(complaint=row))


def press(actor, row, deed: str, **given: str):
    return browser(actor).post(f"/complaints/{row.pk}/{deed}", ACTS[deed] | given)


def refused(answer, status: int, *said: str) -> None:
    page = answer.content.decode()
    assert answer.status_code == status
    for one in said:
        assert one in page


def test_the_page_shows_what_was_written_and_masks_who(lin, row):
    page = page_of(lin, row)

    assert STATEMENT in page
    assert "周小禾" not in page
    assert "13800001234" not in page
    assert "complaints.complaint.phone" in page


def test_the_eye_opens_one_value_after_step_up_and_is_recorded(lin, row):
    sent = {"what": "complaints.complaint.phone", "pk": str(row.pk)}
    asked = {"HX-Request": "true"}
    assert browser(lin).post("/unmask", sent, headers=asked).status_code == 403

    opened = stepped_up(lin, "unmask").post("/unmask", sent, headers=asked)
    assert "13800001234" in opened.content.decode()


def test_the_eye_opens_nothing_for_whoever_only_looks_or_is_elsewhere(wu, elsewhere, row):
    sent = {"what": "complaints.complaint.phone", "pk": str(row.pk)}
    theirs = builders.person(elsewhere, "eve", "officer")
    for actor, status in ((wu, 403), (theirs, 404)):
        answer = stepped_up(actor, "unmask").post("/unmask", sent, headers={"HX-Request": "true"})
        assert answer.status_code == status
        assert "13800001234" not in answer.content.decode()


def test_a_viewer_sees_clocks_and_state_but_no_words_and_no_buttons(wu, lin, row):
    do("complaint_note", lin, complaint_id=row.pk, text="和上周那件是同一主播")

    page = page_of(wu, row)

    assert "反馈结果" in page
    assert STATEMENT not in page
    assert "同一主播" not in page
    assert "/acknowledge" not in page


def test_what_is_public_and_what_is_internal_stand_apart(lin, row):
    press(lin, row, "reply")
    press(lin, row, "note")

    page = page_of(lin, row)
    public, notes = page.index('id="public-title"'), page.index('id="notes-title"')

    assert public < page.index("正在核查", public) < notes
    assert page.index("和上周那件是同一主播") > notes


def test_a_clock_shows_its_clause_its_term_and_why_it_waits(lin, row):
    press(lin, row, "ask")

    page = page_of(lin, row)

    assert "clause-link" in page
    assert "承诺 " in page
    assert "暂停中：等待投诉人补充" in page

    press(lin, row, "heard")
    assert "暂停过：等待投诉人补充" in page_of(lin, row)


@pytest.mark.parametrize(
    ("deed", "state"),
    [("acknowledge", "acknowledged"), ("handle", "in_hand"), ("ask", "in_hand"),
     ("answer", "answered"), ("reply", "received"), ("note", "received"), ("heard", "received")],
)  # fmt: skip
def test_a_button_does_its_work_and_says_so(lin, row, deed, state):
    pressed = press(lin, row, deed)

    assert pressed.status_code == 302
    assert again(row).state == state
    assert "note--success" in page_of(lin, row) or pressed["Location"].endswith(str(row.pk))


def test_an_officer_hands_a_complaint_to_another_with_its_clocks(lin, mei, row):
    press(lin, row, "take", assignee=str(mei.user_id))

    assert again(row).assignee_id == mei.user_id
    assert clocks(row)["feed_back"].owner_id == mei.user_id


@pytest.mark.parametrize("chosen", ["", "x", "viewer"])
def test_nobody_but_an_officer_is_given_a_complaint(lin, wu, row, chosen):
    assignee = str(wu.user_id) if chosen == "viewer" else chosen

    refused(press(lin, row, "take", assignee=assignee), 422, "请选择一位在职的合规专员")
    assert again(row).assignee_id is None


def test_an_answer_told_by_telephone_counts_from_when_it_was_told(lin, row, later):
    later(hours=3)
    at = again(row).filed_at.strftime("%Y-%m-%dT%H:%M")

    refused(press(lin, row, "answer", at="yesterday"), 422, "请填写完整的日期和时间", SAID)
    refused(press(lin, row, "answer", at="2026-02-30T10:00"), 422, "请填写完整的日期和时间")
    refused(press(lin, row, "answer", at=f"{int(at[:4]) - 1}{at[4:]}"), 422, "收到投诉之后")
    assert again(row).state == "received"


def test_an_answer_without_an_outcome_keeps_what_was_typed(lin, row):
    refused(press(lin, row, "answer", outcome=""), 422, "请选择处理结果", SAID)
    assert again(row).state == "received"


def test_pressed_twice_the_second_says_what_to_do_next_and_nothing_typed_is_lost(lin, mei, row):
    press(mei, row, "answer")

    second = press(lin, row, "answer", text="我也写好了答复。")

    refused(second, 409, "它已经答复：可以办结", "我也写好了答复。")
    assert [one.is_answer for one in messages(row)] == [True]


@pytest.mark.parametrize("deed", ["close", "part", "reopen"])
def test_what_is_out_of_order_says_what_can_be_done_instead(lin, row, deed):
    refused(press(lin, row, deed), 409, "现在可以受理、接手或直接答复")
    assert again(row).state == "received"


def test_an_answered_one_is_closed_and_reopened(lin, row):
    answer(lin, row)
    assert press(lin, row, "close").status_code == 302
    assert again(row).state == "closed"

    assert press(lin, row, "reopen").status_code == 302
    assert again(row).state == "reopened"


def test_the_report_is_offered_while_its_clock_runs(lin, passer):
    row = file(passer, "content").complaint
    assert f"/complaints/{row.pk}/report" not in page_of(lin, row)
    answer(lin, row)
    assert f"/complaints/{row.pk}/report" in page_of(lin, row)

    press(lin, row, "report")
    assert clocks(row)["report"].state == "met"


def test_one_is_merged_by_its_number_and_parted_again(lin, passer, row):
    other = file(passer).complaint
    assert press(lin, row, "merge", number=receipts.shown(other.number)).status_code == 302
    assert again(row).merged_into_id == other.pk
    assert str(row.pk) in page_of(lin, other)

    press(lin, row, "part")
    assert again(row).state == "in_hand"


def test_it_is_merged_into_nothing_that_is_not_there_or_is_itself(lin, row, outsider, elsewhere):
    refused(press(lin, row, "merge", number=""), 422, "请选择或填写")
    refused(press(lin, row, "merge"), 404, "没有编号为")
    refused(press(lin, row, "merge", number=row.number), 422, "不能并入自己")
    assert again(row).state == "received"


def test_complaints_about_the_same_room_are_offered_to_merge(lin, passer, tea_room):
    row = file(passer, room_id=tea_room.pk).complaint
    other = file(passer, room_id=tea_room.pk).complaint

    assert receipts.shown(other.number) in page_of(lin, row)


def test_the_page_leads_to_the_room(lin, passer, tea_room):
    row = file(passer, room_id=tea_room.pk).complaint

    assert f"/rooms/{tea_room.pk}" in page_of(lin, row)


@pytest.mark.parametrize("deed", sorted(ACTS))
def test_no_button_works_for_those_who_must_not(wu, chun, elsewhere, row, deed):
    theirs = builders.person(elsewhere, "eve", "officer")

    for actor, status in ((wu, 403), (chun, 403), (theirs, 404)):
        assert press(actor, row, deed).status_code == status
    assert again(row).state == "received"
    assert messages(row) == []


def test_a_streamer_and_another_platform_see_no_page(chun, elsewhere, row):
    theirs = builders.person(elsewhere, "eve", "officer")

    assert browser(chun).get(f"/complaints/{row.pk}").status_code == 403
    assert browser(theirs).get(f"/complaints/{row.pk}").status_code == 404


def test_what_somebody_wrote_cannot_become_part_of_the_page(lin, passer):
    row = file(passer, statement="<script>alert(1)</script> 主播说谎").complaint
    press(lin, row, "note", text="<b onclick=x>注意</b>")

    page = page_of(lin, row)

    assert "<script>alert" not in page
    assert "<b onclick" not in page


def test_ready_words_are_in_the_complainants_language(lin, passer):
    row = file(passer, language="en").complaint

    page = page_of(lin, row)

    assert "We checked what you report and found it to be so" in page
    assert "属实，已处理" in page


def test_the_page_is_english_throughout(lin, row):
    page = browser(lin)
    page.cookies["lc_language"] = "en"
    text = page.get(f"/complaints/{row.pk}").content.decode()

    assert "Ask the complainant" in text
    assert "hidden from the complainant" in text


def test_the_next_thing_stands_in_front_and_every_other_in_one_named_group(lin, row):
    shown = page_of(lin, row)
    first, _aside, rest = shown.partition('class="deeds__group"')

    assert re.findall(r'id="deed-(\w+)"', first) == ["acknowledge"]
    behind = re.findall(r'id="deed-(\w+)"', rest)
    assert len(behind) == len(set(behind)) > 8
    for name in ("办理进度", "与投诉人联系", "转为案件、处罚或报告", "备注、对象与并案"):
        assert name in rest


def test_every_button_has_a_place_in_one_group_and_a_key_of_its_own():
    placed = [one for _label, names in deeds_shown.GROUPS for one in names]

    assert sorted(placed) == sorted(one.name for one in deeds_shown.DEEDS)
    assert len({one.key for one in deeds_shown.DEEDS}) == len(deeds_shown.DEEDS)


def test_what_was_refused_is_open_in_its_group(lin, row):
    shown = press(lin, row, "note", text="").content.decode()

    assert re.search(r'class="deeds__group" open>.{1,4000}?id="deed-note" open', shown, re.S)


def test_the_address_of_a_button_leads_back_to_its_complaint(lin, passer):
    row = file(passer).complaint
    for deed in ("answer", "close"):
        led = browser(lin).get(f"/complaints/{row.pk}/{deed}")
        assert (led.status_code, led["Location"]) == (302, f"/complaints/{row.pk}")
    assert not messages(row)
