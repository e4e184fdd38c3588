"""Anybody complains and follows his complaint: no account, no cookie, nothing in an address."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from complaints.models import Attachment, Complaint
from complaints.rules import challenge as rules
from complaints.rules.receipts import Receipt
from complaints.services import pass_issue, pass_open
from complaints.services.passes import PassGone
from complaints.views import public as page
from complaints.views import public_follow as following
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests.complaints.conftest import STATEMENT, again, answer, clocks, do
from tests.complaints.test_attachments import photo
from tests.complaints.test_challenge import solved

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.usefixtures("fresh")]
PATH = "/p/harbour/complaint"


def text(answer) -> str:
    return answer.content.decode()


def hidden(body: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', body)[1]


def form(guest: Client, path: str = PATH, **fields: str) -> dict[str, str]:
    """Open the page and fill it in, the work done."""
    body = text(guest.get(path))
    asked = {name: hidden(body, name) for name in ("salt", "target", "seal")}
    given = {"act": "file", "kind": "conduct", "statement": STATEMENT} | asked
    return given | {"number": solved(rules.Challenge(**asked))} | fields


def receipt(answer) -> dict[str, str]:
    number, secret = re.findall(r'complain__code">([0-9A-Z-]+)<', text(answer))
    return {"receipt": number, "code": secret}


def filed(guest: Client, **fields: str) -> dict[str, str]:
    return receipt(guest.post(PATH, form(guest, **fields)))


def follow(guest: Client, held: dict[str, str], act: str = "follow", **fields: object):
    """Do something with a receipt, as the page does: by its pass."""
    shown = guest.post(PATH, {"act": "follow"} | held)
    if act == "follow":
        return shown
    return guest.post(PATH, {"act": act, "pass": hidden(text(shown), "pass")} | fields)


def only(harbour) -> Complaint:
    with acting(system_actor(harbour.pk)), transaction.atomic():
        return Complaint.objects.get()


@pytest.mark.law("M-complaints")
@pytest.mark.law("O117-complaints")
def test_the_process_and_every_term_stand_on_the_page(guest):
    page = text(guest.get(PATH))

    for said in ("24 小时", "7 个工作日", "15 个工作日", "法定最长 30 天", "重新处理", "受理"):
        assert said in page
    english = text(guest.get(PATH + "?lang=en"))
    assert "7 working days" in english
    assert not re.search("[\u4e00-\u9fff]", re.sub(r"中文|lang=.zh-Hans.", "", english))


def test_a_complaint_is_filed_followed_added_to_and_taken_back(guest, harbour, lin):
    held = filed(guest, name="周小禾", phone="13800001234")
    row = only(harbour)
    assert (row.channel, row.state) == ("web", "received")

    do("complaint_ask", lin, complaint_id=row.pk, text="哪个直播间？")
    shown = text(follow(guest, held))
    assert "哪个直播间？" in shown
    assert STATEMENT in shown
    assert "已转给平台" in text(follow(guest, held, "say", text="阿春家。"))
    assert clocks(row)["feed_back"].state == "running"
    assert "投诉已撤回" in text(follow(guest, held, "withdraw"))
    assert again(row).state == "withdrawn"


def test_an_answer_is_read_contested_and_in_the_end_settled(guest, harbour, lin):
    held = filed(guest)
    answer(lin, only(harbour), outcome="unfounded")
    assert "不属实" in text(follow(guest, held))

    assert "平台将重新处理" in text(follow(guest, held, "reopen", text="录像里有。"))
    answer(lin, only(harbour))
    assert "投诉已办结" in text(follow(guest, held, "close"))


def test_no_cookie_is_set_and_nothing_is_kept_by_anybody(guest):
    sent = form(guest)
    answers = [guest.get(PATH), guest.post(PATH, sent), guest.post(PATH, {"act": "follow"})]

    assert not guest.cookies
    assert {one["Cache-Control"] for one in answers} == {"no-store"}
    assert not any(one.has_header("Set-Cookie") for one in answers)


def test_pressing_twice_is_one_complaint_and_the_same_receipt(guest, harbour):
    sent = form(guest)
    first, second = guest.post(PATH, sent), guest.post(PATH, sent)

    assert receipt(first) == receipt(second)
    assert only(harbour).state == "received"


def test_a_form_that_was_used_shows_its_receipt_to_nobody_else(guest):
    sent = form(guest)
    guest.post(PATH, sent)
    other = guest.post(PATH, sent | {"statement": "是另一个人写的另一件事。"})

    assert other.status_code == 409
    assert "complain__receipt" not in text(other)
    assert "是另一个人写的另一件事。" in text(other)


@pytest.mark.parametrize("spoil", [{"number": "99"}, {"seal": "0"}, {"salt": ""}])
def test_a_form_without_its_work_is_not_taken_and_nothing_typed_is_lost(guest, harbour, spoil):
    refused = guest.post(PATH, form(guest) | spoil)

    assert refused.status_code == 422
    assert STATEMENT in text(refused)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert not Complaint.objects.exists()


def test_without_a_script_it_works_after_a_while(guest, harbour, later):
    sent = form(guest) | {"number": ""}
    assert guest.post(PATH, sent).status_code == 422
    later(seconds=16)

    assert "complain__receipt" in text(guest.post(PATH, sent))
    assert only(harbour).state == "received"


def test_forms_without_work_are_few_a_minute_for_the_whole_platform(guest, monkeypatch, later):
    monkeypatch.setattr(page, "UNPROVED_A_MINUTE", 0)
    sent = form(guest) | {"number": ""}
    later(seconds=16)

    assert guest.post(PATH, sent).status_code == 422


def test_an_address_files_few_a_minute(guest, monkeypatch):
    monkeypatch.setattr(page, "FILED_A_MINUTE", 0)
    refused = guest.post(PATH, form(guest))

    assert refused.status_code == 429
    assert STATEMENT in text(refused)


def test_an_address_guesses_few_receipts_a_minute(guest, monkeypatch):
    monkeypatch.setattr(following, "LOOKED_A_MINUTE", 0)
    refused = guest.post(PATH, {"act": "follow", "receipt": "0" * 10, "code": "0" * 16})

    assert refused.status_code == 429


def test_unknown_wrong_and_another_platforms_receipts_look_alike(guest, elsewhere):
    held = filed(guest)
    asked = [
        (PATH, held | {"code": "0" * 16}),
        (PATH, {"receipt": "0" * 10, "code": "0" * 16}),
        ("/p/elsewhere/complaint", held),
    ]
    answers = [guest.post(path, {"act": "follow"} | given) for path, given in asked]

    assert {one.status_code for one in answers} == {404}
    told = {re.sub("Harbour|Elsewhere|harbour|elsewhere", "", _plain(text(one))) for one in answers}
    assert len(told) == 1


def _plain(body: str) -> str:
    return re.sub(r'name="(salt|target|seal)" value="[^"]*"|max="[^"]*"', "", body)


def test_a_receipt_is_read_however_it_was_typed(guest):
    held = filed(guest)
    sloppy = {name: f" {value.lower().replace('-', ' ')} " for name, value in held.items()}

    assert "往来" in text(follow(guest, sloppy))


def test_a_pass_is_of_one_platform_for_one_hour(guest, harbour, elsewhere, filed_receipt, later):
    given = pass_issue(harbour.pk, filed_receipt)
    assert pass_open(harbour.pk, given) == filed_receipt
    for tenant, spoilt in ((elsewhere.pk, given), (harbour.pk, given[:-8]), (harbour.pk, "é")):
        with pytest.raises(PassGone):
            pass_open(tenant, spoilt)
    later(hours=1, seconds=1)
    with pytest.raises(PassGone):
        pass_open(harbour.pk, given)


@pytest.fixture
def filed_receipt(guest):
    held = filed(guest)
    return Receipt(held["receipt"].replace("-", ""), held["code"].replace("-", ""))


def test_a_photo_is_added_and_what_is_none_refused(guest, harbour):
    held = filed(guest)
    picture = SimpleUploadedFile("小票.jpg", photo().getvalue(), "image/jpeg")
    assert "附件已收到" in text(follow(guest, held, "attach", file=picture))
    evil = SimpleUploadedFile("小票.jpg", b"MZ\x90", "image/jpeg")
    refused = follow(guest, held, "attach", file=evil)

    assert refused.status_code == 409
    assert "与扩展名不符" in text(refused)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Attachment.objects.get().side == "complainant"


def test_a_form_larger_than_is_served_is_refused_in_words(guest):
    large = io.BytesIO(b"a" * 2_700_000)
    large.name = "a.txt"
    refused = guest.post(PATH, {"act": "attach", "file": large})

    assert refused.status_code == 413
    assert "2.5 MB" in text(refused)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "weather"}, "请选择投诉的类别"),
        ({"statement": "短"}, "4000"),
        ({"kind": "personal"}, "须写明姓名"),
        ({"kind": "dispute", "name": "周小禾", "phone": "13800001234"}, "下单或看直播的时间"),
        ({"happened_at": "yesterday"}, "年-月-日"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_kept(guest, fields, said):
    refused = guest.post(PATH, form(guest, wish="请更正", **fields))

    assert refused.status_code == 422
    assert said in text(refused)
    assert 'value="请更正"' in text(refused)


def test_a_time_is_shanghais(guest, harbour):
    at = (clock.now() - timedelta(days=1)).astimezone(clock.SHANGHAI)
    filed(guest, happened_at=f"{at:%Y-%m-%dT%H:%M}")

    assert only(harbour).happened_at == at.replace(second=0, microsecond=0)


def test_a_link_from_a_room_names_it_and_a_foreign_one_is_left_out(guest, harbour, tea_room):
    shown = text(guest.get(f"{PATH}?room={tea_room.pk}"))
    assert tea_room.title in shown
    filed(guest, room=str(tea_room.pk))

    assert only(harbour).room_id == tea_room.pk


@pytest.mark.parametrize("room", ["x", "01a00000-0000-7000-8000-000000000000", "<script>"])
def test_a_room_that_is_not_there_is_left_out(guest, harbour, elsewhere, tea_room, room):
    assert "投诉的直播间" not in text(guest.get(PATH, {"room": room}))
    assert tea_room.title not in text(guest.get(f"/p/elsewhere/complaint?room={tea_room.pk}"))


def test_what_was_written_is_shown_and_never_run(guest, harbour):
    held = filed(guest, statement="<script>alert(1)</script> 请看")

    assert "<script>alert(1)" not in text(follow(guest, held))
