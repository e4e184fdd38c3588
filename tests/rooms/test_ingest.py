"""Batches of events that are taken, in whole or in part."""

import hashlib
import json

import pytest

from rooms import wire
from rooms.models import Segment, SessionHead
from tests.rooms.conftest import body_of, line


def test_a_batch_becomes_one_segment_with_a_receipt(post, recorded, tea_session):
    answer = post(line("a1"), line(2, "包邮吗"))

    assert answer.status_code == 202
    assert answer.json() == {
        "segment": f"{tea_session.pk}/1",
        "seq": 1,
        "count": 2,
        "sha256": hashlib.sha256(body_of(line("a1"), line(2, "包邮吗"))).hexdigest(),
        "duplicates": [],
        "rejected": [],
    }
    assert recorded() == [(1, 0, line("a1")), (1, 1, line(2, "包邮吗"))]


def test_batches_follow_each_other_without_a_gap(post, recorded):
    receipts = [post(line(number)).json()["seq"] for number in range(5)]

    assert receipts == [1, 2, 3, 4, 5]
    assert [each["id"] for _, _, each in recorded()] == [0, 1, 2, 3, 4]


def test_bytes_are_kept_as_they_came(post, tea_session, recorded):
    odd = '{ "id":"x" ,"type":"comment","text":"\\u5305邮 😀","vendor":{"k":[1,2]},"at":5}'

    post(odd)

    assert recorded() == [(1, 0, json.loads(odd))]


@pytest.mark.parametrize(
    "raw",
    [
        b'\xef\xbb\xbf{"id":1,"type":"comment"}\n{"id":2,"type":"comment"}',
        b'{"id":1,"type":"comment"}\r\n{"id":2,"type":"comment"}\r\n',
        b'\n\n{"id":1,"type":"comment"}\n   \n{"id":2,"type":"comment"}\n\n',
        b'  {"id":1,"type":"comment"}  \n\t{"id":2,"type":"comment"}',
    ],
    ids=["byte order mark", "carriage returns", "blank lines", "spaces"],
)
def test_how_lines_are_set_apart_does_not_matter(post, recorded, raw):
    assert post(raw=raw).json()["count"] == 2
    assert [each["id"] for _, _, each in recorded()] == [1, 2]


EVERY_TYPE = [
    line(1),
    {"id": 2, "type": "speech", "text": "今天给大家带来", "offset_ms": 1200, "duration_ms": 900},
    {"id": 3, "type": "screen_text", "text": "限时特惠", "offset_ms": 5},
    {"id": 4, "type": "goods", "title": "茶", "price_fen": 9900, "action": "pinned"},
    {"id": 5, "type": "link", "url": "https://example.com/t"},
    {"id": 6, "type": "qr", "content": "https://example.com/q"},
    {"id": 7, "type": "metric", "viewers": 12, "likes": 3, "orders": 1, "amount_fen": 9900},
    {"id": 8, "type": "profile", "name": "阿春", "bio": "养生茶"},
    {"id": 9, "type": "title", "text": "养生茶专场"},
    {"id": 10, "type": "cover", "image": "https://example.com/c.jpg", "text": "专场"},
    {"id": 11, "type": "removal", "target_id": 1, "action": "hidden", "text": "广告"},
    {"id": 12, "type": "review", "rating": 5, "text": "好喝"},
    {"id": 13, "type": "connect", "person": "p1", "mode": "video", "joined": True},
    {"id": 14, "type": "recording", "uri": "s3://bucket/1", "sha256": "a" * 64, "codec": "h264"},
    {"id": 15, "type": "frame", "labels": [{"name": "bottle", "score": 0.9}]},
    {"id": 16, "type": "correction", "target_id": 2, "text": "刚才口误，是杭州产区"},
]


def test_every_type_of_event_is_taken(post, recorded):
    assert post(*EVERY_TYPE).json()["count"] == len(EVERY_TYPE)
    assert [each for _, _, each in recorded()] == EVERY_TYPE


DEEP = b'{"id":8,"type":"comment","x":' + b"[" * 9000 + b"]" * 9000 + b"}"
TWO = '{"id":8,"type":"comment"} {"id":9,"type":"comment"}'
BAD_LINES = {
    "not json": ("{", "malformed_json", ""),
    "a bare word": ("hello", "malformed_json", ""),
    "two values on a line": (TWO, "malformed_json", ""),
    "half a surrogate": ('{"id":8,"type":"comment","text":"\\ud800"}', "malformed_json", ""),
    "nested too deep": (DEEP, "malformed_json", ""),
    "an array": ("[1]", "wrong_type", ""),
    "a number as text": (line(8, text=5), "wrong_type", "text"),
    "text as a number": ({"id": 8, "type": "metric", "viewers": "5"}, "wrong_type", "viewers"),
    "a number as type": ({"id": 8, "type": 5}, "wrong_type", "type"),
    "a fraction as id": ({"id": 1.5, "type": "comment"}, "wrong_type", "id"),
    "unknown type": ({"id": 8, "type": "gift"}, "unknown_type", "type"),
    "no type": ({"id": 8}, "missing_field", "type"),
    "no id": ({"type": "comment"}, "missing_field", "id"),
    "no url": ({"id": 8, "type": "link"}, "missing_field", "url"),
    "no role": (line(8, speaker={"id": "u"}), "missing_field", "speaker.role"),
    "oversize text": (line(8, "长" * 5001), "text_too_long", "text"),
    "oversize id": (line("x" * 65), "text_too_long", "id"),
    "a number of 70 digits": (line(10**70), "out_of_range", "id"),
    "empty id": (line(""), "out_of_range", "id"),
    "negative count": ({"id": 8, "type": "metric", "viewers": -1}, "out_of_range", "viewers"),
    "six stars": ({"id": 8, "type": "review", "rating": 6}, "out_of_range", "rating"),
    "unknown speaker": (line(8, speaker="boss"), "out_of_range", "speaker"),
    "a moment without a zone": (line(8, at="2026-03-01T08:00:00"), "out_of_range", "at"),
    "not a moment": (line(8, at="yesterday"), "out_of_range", "at"),
    "a wrong digest": (
        {"id": 8, "type": "recording", "uri": "x", "sha256": "zz"},
        "out_of_range",
        "sha256",
    ),
    "the same id again": (line(1), "duplicate_in_batch", "id"),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_is_named_and_the_good_ones_are_kept(post, recorded, name):
    bad, code, field = BAD_LINES[name]

    answer = post(line(1), "", bad, line(2))

    assert answer.status_code == 202
    (rejected,) = answer.json()["rejected"]
    assert (rejected["index"], rejected["line"]) == (1, 3)
    assert (rejected["code"], rejected["field"]) == (code, field)
    assert rejected["detail"]
    assert [each["id"] for _, _, each in recorded()] == [1, 2]


def test_a_rejection_quotes_nothing_of_the_event(post):
    said = post(line(1), {"id": 2, "type": "goods", "action": "13800138000"}).json()

    assert "13800138000" not in json.dumps(said, ensure_ascii=False)


def test_rejections_speak_the_language_asked_for(post):
    chinese = post(line(1), {"id": 2, "type": "gift"}).json()["rejected"][0]["detail"]
    english = post(line(3), {"id": 4, "type": "gift"}, HTTP_ACCEPT_LANGUAGE="en").json()

    assert chinese == "未知的事件类型。"
    assert english["rejected"][0]["detail"] == "Unknown type of event."


def test_an_event_sent_again_is_told_and_not_stored_twice(post, recorded):
    post(line("a"), line("b"))

    answer = post(line("b"), line("c"), line("a")).json()

    assert answer["duplicates"] == ["b", "a"]
    assert (answer["seq"], answer["count"]) == (2, 1)
    assert [each["id"] for _, _, each in recorded()] == ["a", "b", "c"]


def test_a_number_and_the_same_digits_are_one_id(post):
    post(line(7))

    assert post(line("7")).json()["duplicates"] == ["7"]


def test_a_batch_of_nothing_new_makes_no_segment(post, harbour, tea_session, as_system):
    post(line("a"), line("b"))

    answer = post(line("b"), line("a"))

    assert answer.status_code == 202
    assert answer.json()["seq"] is answer.json()["segment"] is None
    assert (answer.json()["count"], answer.json()["duplicates"]) == (0, ["b", "a"])
    assert SessionHead.objects.get(session=tea_session).events == 2
    assert Segment.objects.filter(session_id=tea_session.pk).count() == 1


def test_the_same_key_and_body_give_the_same_receipt(post, recorded):
    first = post(line(1), {"id": 2, "type": "gift"}, HTTP_IDEMPOTENCY_KEY="batch-1")
    post(line(3), HTTP_IDEMPOTENCY_KEY="batch-2")
    again = post(line(1), {"id": 2, "type": "gift"}, HTTP_IDEMPOTENCY_KEY="batch-1")

    assert (again.status_code, again.json()) == (202, first.json())
    assert again.json()["seq"] == 1
    assert len(recorded()) == 2


def test_a_receipt_with_duplicates_is_repeated_too(post):
    post(line(1))
    first = post(line(1), line(2), HTTP_IDEMPOTENCY_KEY="batch-1").json()

    assert first["duplicates"] == [1]
    assert post(line(1), line(2), HTTP_IDEMPOTENCY_KEY="batch-1").json() == first


@pytest.mark.parametrize("other", [(line(1), line(2)), (line(9),)], ids=["shared ids", "new ids"])
def test_a_key_used_for_another_body_is_a_conflict(post, recorded, other):
    post(line(1), HTTP_IDEMPOTENCY_KEY="batch-1")

    answer = post(*other, HTTP_IDEMPOTENCY_KEY="batch-1")

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_conflict")
    assert [each["id"] for _, _, each in recorded()] == [1]


def test_a_receipt_can_be_had_again_after_the_session_ended(post, end_session):
    first = post(line(1), HTTP_IDEMPOTENCY_KEY="batch-1").json()
    end_session()

    assert post(line(1), HTTP_IDEMPOTENCY_KEY="batch-1").json() == first
    assert post(line(2), HTTP_IDEMPOTENCY_KEY="batch-2").status_code == 409


def test_a_thousand_events_are_not_too_many(post):
    count = post(*[line(number, "") for number in range(wire.MAX_EVENTS)]).json()["count"]

    assert count == wire.MAX_EVENTS


def test_a_charset_may_be_named(post):
    answer = post(line(1), CONTENT_TYPE="Application/X-NDJSON; charset=UTF-8")

    assert answer.status_code == 202
