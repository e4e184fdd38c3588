"""Swapped faces and cloned voices without a consent; claims that come again and again."""

from datetime import timedelta

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding, Measure
from tests import builders as world
from tests.conduct.conftest import happened
from tests.moderation.services.streams import CURE, now_ms, said
from tests.stage import builders

pytestmark = pytest.mark.django_db


def frame(number, *labels, at=None):
    row = {"id": number, "type": "frame", "at": at or now_ms()}
    return row | {"labels": [{"name": name, "score": score} for name, score in labels]}


def found(actor, code="LIKENESS-FORGED") -> list[tuple[str, str]]:
    with acting(actor), transaction.atomic():
        rows = Finding.objects.filter(code=code).order_by("segment_seq", "position")
        return list(rows.values_list("rule", "event_key"))


@pytest.mark.law("O117-ai-impersonation", "O117-ai-false-publicity")
@pytest.mark.parametrize(
    ("label", "what"), [("face_swap", "face"), ("Deepfake:star", "face"), ("voice_clone", "voice")]
)
def test_a_borrowed_face_or_voice_without_consent_is_found_at_once(lin, tea_session, label, what):
    happened(tea_session, frame("f1", (label, 0.9)))

    assert found(lin) == [(f"LIKENESS-FORGED/{what}", "f1")]
    with acting(lin), transaction.atomic():
        measure = Measure.objects.get(rule=f"LIKENESS-FORGED/{what}")
        assert (measure.kind, measure.clause) == ("warning", "M-likeness")


def test_a_doubtful_label_and_others_say_nothing(lin, tea_session):
    happened(tea_session, frame("f1", ("face_swap", 0.4), ("person", 0.99), ("swap", 1)))

    assert found(lin) == []


@pytest.mark.law("M-likeness")
@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        ({}, []),
        ({"revoked_at": clock.now()}, [("LIKENESS-FORGED/face", "f1")]),
        ({"expires_at": clock.now() - timedelta(days=1)}, [("LIKENESS-FORGED/face", "f1")]),
    ],
)
def test_a_consent_that_stands_excuses_and_one_that_ended_does_not(lin, tea_room, ended, expected):
    agreed = builders.consent(tea_room, "likeness")
    builders.host(lin, tea_room, face="person", face_consent=agreed.pk)
    with acting(lin), transaction.atomic():
        for name, value in ended.items():
            setattr(agreed, name, value)
        agreed.save()
    session = world.session(lin, tea_room, is_virtual_image=True)
    happened(session, frame("f1", ("face_swap", 0.9), ("ai_label", 0.9)))

    assert found(lin) == expected


@pytest.mark.law("M-likeness")
def test_a_consent_to_a_face_is_none_to_a_voice(lin, tea_room):
    agreed = builders.consent(tea_room, "likeness")
    builders.host(lin, tea_room, face="person", face_consent=agreed.pk)
    session = world.session(lin, tea_room, is_virtual_image=True)
    happened(session, frame("f1", ("face_swap", 0.9), ("voice_clone", 0.9), ("ai_label", 0.9)))

    assert found(lin) == [("LIKENESS-FORGED/voice", "f1")]


def test_a_stream_of_frames_is_one_finding_in_five_minutes(lin, tea_session):
    start = now_ms() - 600_000
    rows = [frame(f"f{n}", ("face_swap", 0.9), at=start + n * 20_000) for n in range(20)]
    happened(tea_session, *rows)

    assert [key for _rule, key in found(lin)] == ["f0", "f15"]


@pytest.mark.long
@pytest.mark.law("O117-false-publicity")
def test_a_claim_that_comes_again_is_found_at_the_third_and_tenth_time(lin, tea_session):
    for number in range(11):
        happened(tea_session, said(f"s{number}", CURE, at=now_ms()))
    rules = found(lin, "CLAIM-REPEATED")

    assert {key for _rule, key in rules} == {"s2", "s9"}
    with acting(lin), transaction.atomic():
        row = Finding.objects.filter(code="CLAIM-REPEATED").first()
    assert row.clause == "M-18-2"


def test_viewers_and_different_claims_repeat_nothing(lin, tea_session):
    happened(
        tea_session,
        *[{"id": n, "type": "comment", "text": CURE, "at": now_ms()} for n in range(5)],
        said("a", "这款茶可以降血压", at=now_ms()),
        said("b", "全国销量第一", at=now_ms()),
    )

    assert found(lin, "CLAIM-REPEATED") == []
