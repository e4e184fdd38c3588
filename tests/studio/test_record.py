"""A rule reads the streamer's record: earlier findings and sanctions, tier, strikes."""

from datetime import timedelta

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.engine.record import Record
from moderation.models import Decision, Finding
from moderation.services import speaker
from rooms import wire
from sanctions.models import Sanction
from studio import services
from tests import builders
from tests.moderation.services.streams import inspect, post, said
from tests.parties import people
from tests.proof import browser
from tests.studio.conftest import body, in_force, tried, write

pytestmark = pytest.mark.django_db
AGAIN = 'text.contains("琥珀海马") && past("F-OFFPLAT", 30) >= 1'


@pytest.fixture(autouse=True)
def fresh():
    speaker._kept.clear()
    yield
    speaker._kept.clear()


@pytest.fixture
def operator(harbour):
    people.sandbox(harbour)
    return people.party(harbour, "operator")


def earlier(chun, room, days):
    """Let an offer be found in a broadcast of the room some days ago."""
    session = builders.session(chun, room)
    builders.end(session)
    began = clock.now() - timedelta(days=days)
    with acting(chun), transaction.atomic():
        session.started_at = began
        session.save(update_fields=["started_at"])
    builders.finding(session, code="F-OFFPLAT", at=began + timedelta(minutes=1))
    return session


def on_air(chun, room):
    session = builders.session(chun, room)
    post(session, said(1, "今天的琥珀海马"))
    inspect(session)
    with acting(chun), transaction.atomic():
        return session, list(Finding.objects.filter(session=session))


@pytest.mark.long
@pytest.mark.law("M-risk-measures")
def test_a_rule_counts_what_was_found_in_earlier_broadcasts_and_the_finding_says_how_often(
    lin, mei, chun, tea_room
):
    earlier(chun, tea_room, 5)
    row = in_force(lin, mei, write(lin, when=AGAIN))
    _session, (found,) = on_air(chun, tea_room)
    assert found.rule == f"{row.rule.code}@1"
    (span,) = found.spans
    assert dict(span["values"]) == {
        'text.contains("琥珀海马")': True,
        'past("F-OFFPLAT", 30) >= 1': True,
        'past("F-OFFPLAT", 30)': 1,
    }


@pytest.mark.long
def test_what_is_too_old_of_another_operator_or_dismissed_is_not_counted(lin, mei, chun, tea_room):
    old = earlier(chun, tea_room, 31)
    other = earlier(chun, builders.room(chun, "别人的直播间"), 5)
    near = earlier(chun, tea_room, 5)
    with acting(lin), transaction.atomic():
        (mine,) = Finding.objects.filter(session=near)
    with acting(lin):
        moderation.finding_dismiss(actor=lin, finding_id=mine.pk, reason="misread", note="")
    in_force(lin, mei, write(lin, when=AGAIN))
    session, found = on_air(chun, tea_room)
    assert found == []
    with acting(lin), transaction.atomic():
        record = moderation.record_read(lin, session)
    assert record.findings == {"F-OFFPLAT": {31: 1}}
    assert old.pk != other.pk


@pytest.mark.law("O117-measures")
def test_strikes_and_sanctions_are_those_of_the_operator_when_the_broadcast_began(
    lin, mei, chun, operator
):
    room = builders.room(chun, "有运营者")
    with acting(chun), transaction.atomic():
        room.operator = operator
        room.save(update_fields=["operator"])
    session = builders.session(chun, room)
    began = session.started_at
    facts = {
        "tenant_id": lin.tenant_id, "party": operator, "subject": "account", "code": "V-1",
        "basis": "law", "clause": "O117-measures", "facts": "x", "proportionality": "x",
    }  # fmt: skip
    times = [
        ("warning", "in_force", -10, 30),
        ("warning", "overturned", -9, 30),
        ("prompt", "in_force", -8, 30),
        ("traffic_limit", "expired", -40, -1),
        ("warning", "in_force", 1, 30),
    ]
    with acting(lin), transaction.atomic():
        for number, (rung, state, start, until) in enumerate(times):
            Sanction.objects.create(
                rung=rung, state=state, key=f"key-{number}-of-a-test",
                starts_at=began + timedelta(days=start),
                strike_until=began + timedelta(days=until), **facts,
            )  # fmt: skip
        record = moderation.record_read(lin, session)
    assert (record.strikes, record.sanctions, record.tier) == (2, (10, 40), "first")
    assert (record.sanctioned(30), record.sanctioned(365)) == (1, 2)


@pytest.mark.long
def test_a_backtest_knows_the_record_of_each_broadcast(lin, chun, tea_room):
    earlier(chun, tea_room, 5)
    session = builders.session(chun, tea_room)
    post(session, said(1, "今天的琥珀海马"))
    assert tried(lin, write(lin, when=AGAIN)).figures["caught"] == 1
    never = write(lin, "另一条", when='text.contains("琥珀海马") && sanctioned(365) > 0')
    assert tried(lin, never).figures["caught"] == 0


@pytest.mark.long
def test_nobody_asks_for_a_record_that_no_rule_reads(lin, mei, chun, tea_room, monkeypatch):
    asked = []
    monkeypatch.setattr(speaker, "record_read", lambda *_: asked.append(1) or Record())
    in_force(lin, mei, write(lin))
    on_air(chun, tea_room)
    assert asked == []
    in_force(lin, mei, write(lin, "另一条", when=AGAIN))
    on_air(chun, builders.room(chun, "第二间"))
    assert asked == [1]


@pytest.mark.long
def test_the_editor_tries_a_rule_on_a_record_that_is_typed_in(lin):
    with acting(lin):
        seen = services.lines_preview(
            actor=lin,
            body=body('strikes >= 2 && text.contains("海马")'),
            text="琥珀海马",
            record=Record(strikes=2),
        )
    assert seen.lines[0].is_caught
    assert dict(seen.lines[0].values)["strikes"] == 2
    typed = {
        "mode": "text", "when": 'tier == "key" && past("F-MED", 90) >= 3 && text.contains("海马")',
        "label": "F-MED", "suggestion": "review", "score": "0.6", "severity": "medium",
        "measure": "", "lines": "琥珀海马", "as_tier": "key", "as_past": "3", "as_strikes": "x",
    }  # fmt: skip
    page = browser(lin).post("/studio/preview", typed).content.decode()
    assert "本规则命中" in page
    assert "past(&quot;F-MED&quot;, 90)" in page
    page = browser(lin).post("/studio/preview", typed | {"as_past": "2"}).content.decode()
    assert "本规则命中" not in page
    page = browser(lin).post("/studio/preview", typed | {"when": 'past("F-MED", 999) > 1'})
    assert "天数须直接写成 1 至 365" in page.content.decode()


@pytest.mark.long
def test_a_decision_before_publication_keeps_what_its_rule_came_to_and_the_pack(lin, mei):
    in_force(lin, mei, write(lin, when='text.contains("海马") && type == "title"', score=0.9))
    with acting(lin):
        moderation.publication_review(
            actor=lin, items=[wire.Title(id="t-1", text="琥珀海马专场")], room_id=None
        )
    with acting(lin), transaction.atomic():
        (label,) = Decision.objects.get(data_id="t-1").labels
    assert dict(label["values"])['text.contains("海马")'] is True
    assert label["pack"].startswith("studio@")
    assert "text" not in label
