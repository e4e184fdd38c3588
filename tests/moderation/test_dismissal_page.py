"""Dismissing a finding on the room's page: who may, what is shown, what other pages hear."""

import re

import pytest
from django.test import Client

from accounts.models import User
from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from moderation.models import Dismissal, Finding, Measure
from tests import builders
from tests.moderation.services.streams import CURE, HELLO, inspect, now_ms, post, said

pytestmark = pytest.mark.django_db
CLAIM = "全网第一的好茶，国家级品质"


def browser_of(actor, language="zh-hans") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def officer(lin) -> Client:
    return browser_of(lin)


@pytest.fixture
def finding(lin, tea_session) -> Finding:
    """The tea room has said that tea heals, which no measure answers."""
    post(tea_session, said(1, HELLO, at=now_ms()), said(2, CURE, at=now_ms()))
    inspect(tea_session)
    with acting(lin):
        Measure.objects.update(findings=[])
        return Finding.objects.get()


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def row_of(text, key="e1-1") -> str:
    row = rf'<li class="event[^>]*id="{key}".*?(?=<li class="event|</ol>)'
    return re.search(row, text, re.S)[0]


@pytest.mark.long
def test_a_finding_leaves_the_open_ones_and_stays_grey_with_who_and_why(officer, tea_room, finding):
    page = f"/rooms/{tea_room.pk}"
    before = text_of(officer.get(page))

    asked = text_of(officer.get(f"/findings/{finding.pk}/doubt"))
    done = text_of(officer.post(f"/findings/{finding.pk}/dismiss", {"reason": "misread"}))
    after = text_of(officer.get(page))

    assert f'id="open-{finding.pk}"' in before
    assert 'value="misread"' in asked
    assert 'data-key="u"' in done
    assert f'id="open-{finding.pk}"' not in after
    row = row_of(after)
    assert "event--past" in row
    assert "event--act" not in row
    assert "识别或转写有误" in row
    assert "Lin" in row
    assert "恢复" in row


@pytest.mark.long
def test_the_words_of_a_note_stand_beside_the_reason(officer, tea_room, finding):
    note = {"reason": "other", "note": "主播在念顾客的评论并否认"}
    officer.post(f"/findings/{finding.pk}/dismiss", note)

    assert "主播在念顾客的评论并否认" in row_of(text_of(officer.get(f"/rooms/{tea_room.pk}")))


@pytest.mark.long
def test_an_open_page_hears_that_an_older_row_changed(
    officer, lin, tea_room, finding, time_machine_ahead
):
    place = f"/rooms/{tea_room.pk}/timeline"
    time_machine_ahead(60)
    seen = clock.now().isoformat()
    after = {"after": 1, "seen": seen}
    quiet = text_of(officer.get(place, after))
    officer.post(f"/findings/{finding.pk}/dismiss", {"reason": "proven"})

    told = text_of(officer.get(place, after))
    officer.post(f"/findings/{finding.pk}/restore")
    again = text_of(officer.get(place, after))

    assert "event--" not in quiet
    assert "data-again" in row_of(told)
    assert 'data-count="0"' in told
    assert "event--past" in row_of(told)
    assert "event--act" in row_of(again)


@pytest.mark.long
def test_of_two_findings_in_one_sentence_the_other_still_stands(
    officer, lin, tea_session, tea_room
):
    post(tea_session, said(1, f"{CURE}，{CLAIM}", at=now_ms()))
    inspect(tea_session)
    with acting(lin):
        gone = Finding.objects.get(code="F-MED")

    officer.post(f"/findings/{gone.pk}/dismiss", {"reason": "harmless"})

    row = row_of(text_of(officer.get(f"/rooms/{tea_room.pk}")), "e1-0")
    assert "event--past" not in row
    assert row.count("why--past") == 1
    assert "降血压" not in "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", row))
    assert re.search(r"<mark[^>]*>[^<]*国家级", row)


@pytest.mark.long
def test_a_dismissed_finding_is_quoted_on_the_wall_no_more(officer, finding):
    before = text_of(officer.get("/wall"))
    officer.post(f"/findings/{finding.pk}/dismiss", {"reason": "harmless"})
    after = text_of(officer.get("/wall"))

    assert "<mark" in before
    assert "<mark" not in after
    assert "本场 1 条发现" not in after


@pytest.mark.long
def test_a_dismissed_finding_is_no_ground_for_a_measure(officer, lin, tea_room, finding):
    officer.post(f"/findings/{finding.pk}/dismiss", {"reason": "harmless"})
    order = {"kind": "prompt", "clause": "M-truthful", "reason": "请更正。", "finding": finding.pk}

    officer.post(f"/rooms/{tea_room.pk}/measures", order)

    with acting(lin):
        assert Measure.objects.get(origin="officer").findings == []


def test_a_refusal_says_what_is_missing(officer, lin, finding):
    part = {"HX-Request": "true"}

    answer = officer.post(f"/findings/{finding.pk}/dismiss", {"reason": "other"}, headers=part)

    assert answer.status_code == 422
    assert "请写明发现为什么不成立" in answer.content.decode()
    with acting(lin):
        assert not Dismissal.objects.exists()


@pytest.mark.long
def test_whoever_only_looks_sees_who_and_why_and_has_no_button(officer, wu, tea_room, finding):
    officer.post(f"/findings/{finding.pk}/dismiss", {"reason": "harmless"})
    viewer = browser_of(wu)

    text = text_of(viewer.get(f"/rooms/{tea_room.pk}"))

    assert "语境无害" in text
    assert "/findings/" not in text
    for act in ("doubt", "dismiss", "restore"):
        ask = viewer.get if act == "doubt" else viewer.post
        assert ask(f"/findings/{finding.pk}/{act}", {"reason": "harmless"}).status_code == 403


def test_another_platforms_finding_does_not_exist(lin, outsider, finding):
    stranger = browser_of(outsider)

    assert stranger.get(f"/findings/{finding.pk}/doubt").status_code == 404
    for act in ("dismiss", "restore"):
        answer = stranger.post(f"/findings/{finding.pk}/{act}", {"reason": "harmless"})
        assert answer.status_code == 404
    with acting(lin):
        assert not Dismissal.objects.exists()


@pytest.mark.long
def test_after_the_broadcast_a_finding_can_still_be_dismissed(
    officer, tea_room, tea_session, finding
):
    builders.end(tea_session)

    assert "data-doubt" in row_of(text_of(officer.get(f"/rooms/{tea_room.pk}")))
    text_of(officer.post(f"/findings/{finding.pk}/dismiss", {"reason": "harmless"}))


def test_the_reasons_are_english_for_whoever_reads_english(lin, finding):
    text = text_of(browser_of(lin, "en").get(f"/findings/{finding.pk}/doubt"))

    assert "Harmless in its context" in text
