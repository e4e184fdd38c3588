"""The timeline of a room: what it shows, how it is walked, what comes after."""

import re
from datetime import datetime, timedelta

import pytest

from livecompliance.kernel.tenancy import acting
from moderation import services
from rooms.models import Segment, SessionHead
from tests.moderation.pages import page_text
from tests.moderation.services.streams import CURE, HELLO, inspect, now_ms, post, said
from tests.moderation.sockets import warn

pytestmark = pytest.mark.django_db


@pytest.mark.long
def test_a_hit_is_marked_in_the_original_words_with_family_clause_and_rule(
    officer, tea_room, tea_session
):
    post(tea_session, said(1, CURE, at=now_ms()))
    inspect(tea_session)

    text = page_text(officer.get(f"/rooms/{tea_room.pk}?kind=finding"))

    body = re.search(r'<li class="event event--speech.*?</li>', text, re.S)[0]
    words = re.sub(
        r"<[^>]+>", "", re.search(r"<span>(.*?)</span>", body.split("event__body")[1])[1]
    )
    assert words == CURE
    assert "<mark" in body
    assert re.search(r'class="why__family[^>]*>[^<]+<', body)
    assert "/law/" in body
    assert "规则" in body


def keys_of(text: str) -> list[str]:
    return re.findall(r'<li class="event[^>]*id="(\w[\w-]*)"', text)


def attribute(text: str, name: str) -> str:
    return re.search(rf'<ol[^>]*data-{name}="([^"]*)"', text)[1]


@pytest.mark.long
def test_the_timeline_is_walked_upwards_without_a_gap_or_a_repetition(
    officer, tea_room, tea_session
):
    for number in range(130):
        post(tea_session, said(number, f"第{number}句", at=now_ms()))
    while inspect(tea_session).segments:
        pass

    text = page_text(officer.get(f"/rooms/{tea_room.pk}/timeline"))
    seen = keys_of(text)
    while attribute(text, "more"):
        before = attribute(text, "first")
        text = page_text(officer.get(f"/rooms/{tea_room.pk}/timeline?before={before}"))
        seen = keys_of(text) + seen

    assert [key for key in seen if key.startswith("e")] == [f"e{n}-0" for n in range(1, 131)]


@pytest.mark.long
def test_only_what_is_new_comes_after(officer, lin, tea_room, risky):
    text = page_text(officer.get(f"/rooms/{tea_room.pk}/timeline"))
    last, at = attribute(text, "last"), attribute(text, "seen")
    post(risky, said(9, "新的一句", at=now_ms()))
    inspect(risky)
    warn(lin, risky)

    text = page_text(officer.get(f"/rooms/{tea_room.pk}/timeline", {"after": last, "seen": at}))

    assert "新的一句" in text
    assert HELLO not in text
    assert "违规警示" in text


def test_what_was_committed_after_a_page_looked_is_not_missed(officer, lin, chun, tea_room, risky):
    """An act bears the instant at which it began; others look before it is committed."""
    measure = warn(lin, risky)
    page = page_text(officer.get(f"/rooms/{tea_room.pk}/timeline"))
    with acting(chun):
        services.measure_acknowledge(actor=chun, measure_id=measure.pk)
    looked = datetime.fromisoformat(attribute(page, "seen")) + timedelta(seconds=2)
    asked = {"after": attribute(page, "last"), "seen": looked.isoformat()}

    text = page_text(officer.get(f"/rooms/{tea_room.pk}/timeline", asked))

    assert "主播已确认" in text


def test_metrics_of_a_minute_are_one_row(officer, tea_room, tea_session):
    start = now_ms() // 60_000 * 60_000 - 60_000
    figures = [
        {"id": n, "type": "metric", "viewers": 1000 + n, "at": start + n * 5_000} for n in range(8)
    ]
    post(tea_session, *figures)
    inspect(tea_session)

    text = page_text(officer.get(f"/rooms/{tea_room.pk}"))

    assert text.count("event--metric") == 1
    assert "合并 8 次上报" in text
    assert "1,007" in text


def test_what_viewers_write_is_told_apart_from_the_streamers_risk(officer, tea_room, tea_session):
    post(tea_session, {"id": 1, "type": "comment", "text": "加我微信 abc12345 便宜卖"})
    inspect(tea_session)

    text = page_text(officer.get(f"/rooms/{tea_room.pk}/sides"))

    assert "主要来自：评论区管理" not in text
    assert "不计入主播风险" in text


def test_who_joins_by_voice_is_masked_on_the_timeline(officer, tea_room, tea_session):
    post(tea_session, {"id": 1, "type": "connect", "name": "周师傅", "mode": "voice"})
    inspect(tea_session)

    text = page_text(officer.get(f"/rooms/{tea_room.pk}/timeline"))

    assert "周*" in text
    assert "周师傅" not in text


def test_what_is_on_air_is_shown_beside_the_timeline(officer, tea_room, tea_session):
    post(
        tea_session,
        {"id": 1, "type": "goods", "product_id": "a", "title": "白茶饼", "price_fen": 12800},
        {"id": 2, "type": "goods", "product_id": "b", "title": "决明子茶", "action": "listed"},
        {"id": 3, "type": "goods", "product_id": "b", "action": "removed"},
        {"id": 4, "type": "cover", "text": "晚八点开饼"},
    )
    inspect(tea_session)

    side = page_text(officer.get(f"/rooms/{tea_room.pk}/sides"))

    assert "白茶饼" in side
    assert "¥128" in side
    assert "决明子茶" not in side
    assert "晚八点开饼" in side


@pytest.mark.long
def test_a_segment_that_was_altered_is_said_to_be(officer, lin, tea_room, tea_session):
    post(tea_session, said(1, "第一句", at=now_ms()))
    with acting(lin):
        first = Segment.objects.get(session_id=tea_session.pk)
        first.pk = (first.tenant_id, first.session_month, first.session_id, 2)
        first.save(force_insert=True)
        SessionHead.objects.filter(pk=tea_session.pk).update(seq=2)
    inspect(tea_session)
    inspect(tea_session)

    response = officer.get(f"/rooms/{tea_room.pk}")

    assert "第一句" in page_text(response)
    assert "这一段与收到时不一致" in page_text(response)
