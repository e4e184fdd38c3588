"""What is seen on air and was not reviewed, marked or declared: found, told, acted upon."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding, Measure, RoomState
from stage import selectors as stage
from stage import services as staging
from stage.models import ElementVersion, MinorsClass
from tests import builders as world
from tests.moderation.services.streams import inspect, now_ms, post, said
from tests.stage import builders

pytestmark = pytest.mark.django_db


def title(number, text):
    return {"id": number, "type": "title", "text": text}


def frame(number, at_s, *labels):
    named = [{"name": name, "score": score} for name, score in labels]
    return {"id": number, "type": "frame", "at": now_ms() - 60_000 + at_s * 1000, "labels": named}


def found(session):
    with acting(system_actor(session.tenant_id)), transaction.atomic():
        rows = Finding.objects.filter(session=session).order_by("id")
        return [(one.code, one.clause, one.event_key) for one in rows]


def measures(session):
    with acting(system_actor(session.tenant_id)), transaction.atomic():
        rows = Measure.objects.filter(session=session).order_by("id")
        return [(one.kind, one.clause) for one in rows]


def watched(session, *events):
    post(session, *events)
    inspect(session)


@pytest.fixture
def approved(lin, tea_room):
    builders.submit(lin, tea_room, "title")
    builders.approve(lin, builders.submit(lin, tea_room, "cover"))
    return tea_room


@pytest.fixture
def virtual(lin, tea_room):
    builders.host(lin, tea_room)
    return world.session(lin, tea_room, is_virtual_image=True)


@pytest.mark.law("M-key-elements")
def test_the_engine_reviews_the_words_of_a_room_before_they_are_shown(lin, tea_room):
    fine = builders.submit(lin, tea_room, "title")
    bad = builders.submit(lin, tea_room, "title", text="全国第一的降压茶，三天治好糖尿病")

    assert fine.state == "approved"
    assert bad.state in {"refused", "waiting"}
    with acting(lin), transaction.atomic():
        kept = ElementVersion.objects.get(pk=bad.pk)
    assert kept.ruleset
    assert kept.labels
    assert all("text" not in one for one in kept.labels)


@pytest.mark.law("O117-key-elements")
def test_a_title_changed_on_air_is_found_prompted_and_reviewed_again(lin, approved, tea_session):
    watched(tea_session, title("t1", "春茶上新"), title("t2", "春茶 限时特惠"))

    assert found(tea_session) == [("STAGE-CHANGED", "M-key-elements", "t2")]
    assert measures(tea_session) == [("prompt", "M-key-elements")]
    with acting(lin), transaction.atomic():
        version = ElementVersion.objects.get(origin="live")
        assert version.session_id == tea_session.pk
        assert stage.version_content(version)["text"] == "春茶 限时特惠"
        state = RoomState.objects.get(session=tea_session)
    assert state.contributions[0][0] == "STAGE-CHANGED"


def test_a_picture_changed_on_air_waits_until_an_officer_decides(lin, approved, tea_session):
    known = {"id": 1, "type": "cover", "image": "https://img.example/cover.jpg"}
    watched(tea_session, known)
    assert found(tea_session) == []

    for number in (2, 3):
        other = {"id": number, "type": "cover", "image": "https://img.example/other.jpg"}
        watched(tea_session, other)

    with acting(lin), transaction.atomic():
        (version,) = stage.versions_waiting(lin)
        element = version.element
        assert element.differs_at is not None
    assert [event for _code, _clause, event in found(tea_session)] == ["2", "3"]
    builders.approve(lin, version)
    watched(tea_session, {"id": 4, "type": "cover", "image": "https://img.example/other.jpg"})
    assert len(found(tea_session)) == 2
    with acting(lin), transaction.atomic():
        assert stage.element_list(lin, approved.pk).get(kind="cover").differs_at is None


def test_a_profile_is_three_elements_and_one_event(lin, tea_room, tea_session):
    for kind in ("account_name", "bio"):
        builders.submit(lin, tea_room, kind)
    same = {"id": 1, "type": "profile", "name": "阿春家的茶", "bio": "自家茶园，当季新茶。"}
    watched(tea_session, same)
    assert found(tea_session) == []

    watched(tea_session, same | {"id": 2, "name": "阿春茶行", "bio": "自家茶园，明前新茶。"})

    with acting(lin), transaction.atomic():
        rules = set(Finding.objects.values_list("rule", flat=True))
        assert ElementVersion.objects.filter(origin="live").count() == 2
    assert rules == {"STAGE-CHANGED/account_name"}  # one finding of a family in an event


def test_a_room_that_handed_nothing_in_is_asked_by_the_gate_and_not_on_air(tea_session):
    watched(tea_session, title("t1", "春茶上新"))

    assert found(tea_session) == []


@pytest.mark.law("O117-ai-person")
def test_a_mark_that_vanished_for_longer_than_allowed_is_found_and_warned(virtual):
    on, off = ("ai_label", 0.98), ("ai_label", 0.04)
    watched(virtual, frame("f1", 0, on), frame("f2", 5, off), frame("f3", 15, off))
    assert found(virtual) == []

    watched(virtual, frame("f4", 16, off), frame("f5", 30, ("virtual_human", 0.99)))

    assert found(virtual) == [("AI-LABEL-LOST", "O117-ai-person", "f4")]
    assert ("warning", "O117-ai-person") in measures(virtual)


def test_frames_that_say_nothing_say_nothing_of_the_mark(virtual):
    watched(virtual, *(frame(f"f{n}", n * 10) for n in range(6)))

    assert found(virtual) == []


@pytest.mark.law("M-live-verification")
def test_whoever_is_seen_or_heard_and_was_not_declared_is_found_once(lin, harbour, tea_room):
    mei = world.party(harbour, "marketer", public_name="梅", external_id="m-7")
    session = world.session(lin, tea_room, marketers=["m-7"])
    declared = [(f"face:{mei.pk}", 0.9), ("voice:m-7", 0.9), ("tea", 0.9), ("face:m-9", 0.2)]
    watched(session, frame("f1", 0, *declared))
    assert found(session) == []

    watched(session, frame("f2", 1, ("face:m-9", 0.8)), frame("f3", 2, ("voice:m-9", 0.8)))
    watched(session, frame("f4", 3, ("face:m-9", 0.8)), frame("f5", 4, ("face:unknown", 0.9)))

    assert [(code, event) for code, _clause, event in found(session)] == [
        ("UNDECLARED-PERSON", "f2"),
        ("UNDECLARED-PERSON", "f5"),
    ]
    assert ("warning", "M-live-verification") in measures(session)
    with acting(lin), transaction.atomic():
        assert not any("m-9" in one.rule for one in Finding.objects.all())


def test_a_marketer_who_joins_by_video_is_declared_and_a_guest_need_not_be(lin, tea_session):
    joined = {"type": "connect", "person": "m-9", "name": "阿宝", "mode": "video"}
    watched(
        tea_session,
        joined | {"id": 1, "speaker": "guest"},
        joined | {"id": 2, "speaker": "marketer", "joined": False},
        joined | {"id": 3, "speaker": "marketer"},
    )

    assert [(code, event) for code, _clause, event in found(tea_session)] == [
        ("GUEST-UNKNOWN", "1"),  # need not be declared, but identified
        ("UNDECLARED-PERSON", "3"),
    ]


@pytest.mark.law("M-minors-notice")
def test_what_a_room_says_flags_it_and_what_its_viewers_say_does_not(lin, tea_room, tea_session):
    vulgar = "今晚大尺度视频，制服诱惑"
    watched(tea_session, {"id": 1, "type": "comment", "text": vulgar})
    with acting(lin), transaction.atomic():
        assert not MinorsClass.objects.exists()

    watched(tea_session, said(2, vulgar))

    with acting(lin), transaction.atomic():
        row = MinorsClass.objects.get(room=tea_room)
    assert (row.kind, row.origin, row.family) == ("imitation", "engine", "F-VULGAR")


@pytest.mark.law("M-likeness")
def test_a_revoked_likeness_suspends_the_broadcast_that_shows_it(lin, tea_room):
    consent = builders.consent(tea_room)
    builders.host(lin, tea_room, face="person", face_consent=consent.pk)
    session = world.session(lin, tea_room, is_virtual_image=True)

    with acting(lin), transaction.atomic():
        staging.hosts_follow_consent(actor=lin, consent_id=consent.pk)

    assert ("suspend", "M-likeness") in measures(session)


@pytest.mark.law("M-places")
def test_a_room_that_moves_where_nobody_may_broadcast_is_warned(chun, tea_room, tea_session):
    builders.place(chun, tea_room, "airport")

    assert ("warning", "M-places") in measures(tea_session)


def test_talk_costs_no_question_about_the_stage(tea_session):
    post(tea_session, said(1), {"id": 2, "type": "comment", "text": "好喝吗"})
    with CaptureQueriesContext(connection) as captured:
        inspect(tea_session)

    asked = [one["sql"] for one in captured if "stage_" in one["sql"] or "onair" in one["sql"]]
    assert asked == []
