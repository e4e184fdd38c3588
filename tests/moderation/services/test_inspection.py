"""Inspecting what a session recorded."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from accounts import services as accounts
from ledger.models import Entry, Outbox
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from moderation import selectors, services
from moderation.engine import Engine
from moderation.models import Finding, Measure, RoomState
from rooms import services as rooms
from rooms import wire
from rooms.models import Cursor, Session
from tests import builders
from tests.moderation.services.streams import CURE, HELLO, OFFER, inspect, now_ms, post, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_air(lin, tea_session):
    with acting(lin):
        yield tea_session


def found(session):
    rows = Finding.objects.filter(session=session).order_by("segment_seq", "position", "code")
    return [(one.event_key, one.code, one.rule, one.suggestion) for one in rows]


@pytest.mark.law("M-content-patrol")
def test_what_is_found_is_kept_with_its_clause_and_a_record(on_air):
    post(on_air, said(1), said(2, CURE), said(3, OFFER))

    done = inspect(on_air)

    clauses = dict(Finding.objects.values_list("code", "clause"))
    assert (done.segments, done.events) == (1, 3)
    assert {key for key, *_ in found(on_air)} == {"2", "3"}
    assert clauses["F-OFFPLAT"] == "M-off-platform"
    entry = Entry.objects.get(action="moderation.session_inspected")
    assert json.loads(bytes(entry.body))["data"]["findings"]["F-OFFPLAT"] == 1


def test_a_quiet_batch_leaves_no_entry_and_moves_the_cursor(on_air):
    post(on_air, said(1), said(2))

    inspect(on_air)

    assert Cursor.objects.get(session=on_air).events == 2
    assert not Entry.objects.filter(action="moderation.session_inspected").exists()


def test_the_quoted_words_are_sealed_and_readable_only_with_the_sessions_key(on_air):
    post(on_air, said(1, HELLO * 10 + OFFER + HELLO * 10))
    inspect(on_air)
    finding = Finding.objects.get(code="F-OFFPLAT")

    quoted = selectors.excerpts_of(on_air, [finding])[finding.pk]

    start, end = quoted["spans"][0]
    assert quoted["text"][start:end] in OFFER
    assert len(quoted["text"]) <= 80 + end - start
    assert "微信".encode() not in bytes(finding.excerpt)
    on_air.key_destroyed_at = clock.now()
    assert selectors.excerpts_of(on_air, [finding]) == {}


def stream(count=60):
    words = [HELLO, CURE, OFFER, "全网第一，国家级品质", "这款茶真的好喝"]
    began = now_ms() - count * 1000
    talk = [said(n, words[n % 5], at=began + n * 1000) for n in range(count)]
    talk += [
        {"id": "m1", "type": "metric", "viewers": 900, "orders": 4},
        {"id": "r1", "type": "removal", "target_id": "c1", "action": "hidden", "text": "骗人的"},
    ]
    return talk


def what_remains(session):
    row = RoomState.objects.get(session=session)
    figures = {name: row.figures.get(name) for name in ("viewers", "orders", "removed")}
    return bytes(row.state), row.risk, row.contributions, figures, row.findings


@pytest.mark.long
def test_the_same_events_lead_to_the_same_state_whatever_the_batches(chun, lin):
    talk = stream()
    sessions = [builders.session(chun, builders.room(chun, f"茶 {n}")) for n in range(3)]
    moment = clock.now()

    with acting(lin), time_machine.travel(moment, tick=False):
        post(sessions[0], *talk)
        inspect(sessions[0])
        for event in talk:
            post(sessions[1], event)
        while inspect(sessions[1], most=7).segments:
            pass
        for start in range(0, len(talk), 9):
            post(sessions[2], *talk[start : start + 9])
            inspect(sessions[2])

        assert what_remains(sessions[0]) == what_remains(sessions[1]) == what_remains(sessions[2])
        assert found(sessions[0]) == found(sessions[1]) == found(sessions[2])
        assert len(found(sessions[0])) > 20


def test_a_nudge_delivered_twice_does_nothing_twice(on_air):
    post(on_air, said(1, OFFER))

    inspect(on_air)
    again = inspect(on_air)

    assert again.events == 0
    assert Measure.objects.count() == 1
    assert len(found(on_air)) == 1


def test_a_finding_is_kept_once_per_event_and_rule_even_when_a_cursor_is_set_back(on_air):
    post(on_air, said(1, OFFER))
    inspect(on_air)
    Cursor.objects.filter(session=on_air).update(seq=0, events=0)

    inspect(on_air)

    assert len(found(on_air)) == 1
    assert RoomState.objects.get(session=on_air).findings == 1


def test_another_tenants_session_is_not_found_or_touched(on_air, outsider):
    post(on_air, said(1, OFFER))

    with acting(outsider):
        assert services.session_inspect(actor=outsider, session_id=on_air.pk) is None
        with pytest.raises(NotFound):
            selectors.finding_list(outsider, on_air.pk)

    assert found(on_air) == []


def test_what_waits_is_found_for_all_tenants_in_turns_key_rooms_first(chun, outsider, lin):
    mine = [builders.session(chun, builders.room(chun, f"茶 {n}")) for n in range(2)]
    key = builders.session(chun, builders.room(chun, "重点", tier="key"))
    theirs = builders.session(outsider, builders.room(outsider, "别家"))
    for session in (*mine, key, theirs):
        post(session, said(1))

    with acting(None):
        waiting = selectors.inspection_waiting()

    order = [one.session_id for one in waiting]
    assert set(order[:2]) == {key.pk, theirs.pk}
    assert [one.is_key for one in waiting].count(True) == 1
    assert set(order) == {session.pk for session in (*mine, key, theirs)}


class Broken(Engine):
    """An engine that cannot stand one word."""

    def inspect(self, events, state=None, *how):
        if any("炸" in event.text for event in events):
            raise ValueError("13800138000 said something")
        return super().inspect(events, state, *how)


@pytest.mark.long
def test_an_engine_that_fails_sends_the_event_to_review_and_never_lets_it_pass(
    on_air, monkeypatch, caplog
):
    broken = services.ruleset.Ruleset(Broken.base(), "broken")
    monkeypatch.setattr(services.inspection.ruleset, "ruleset_of", lambda *_: broken)
    post(on_air, said(1), said(2, "炸"), said(3, OFFER))

    inspect(on_air)

    assert [(key, code) for key, code, *_ in found(on_air) if key == "2"] == [("2", "ENGINE-FAULT")]
    assert found(on_air)[0][3] == "review"
    assert "3" in {key for key, *_ in found(on_air)}
    assert "ValueError" in caplog.text
    assert "13800138000" not in caplog.text


def test_an_event_that_cannot_be_read_any_more_goes_to_review(on_air, monkeypatch):
    real = {name: getattr(wire, name) for name in ("decode_live", "decode_live_lines")}
    post(on_air, said(1), said(2, HELLO + "!"))

    def decoding(name):
        return lambda body: real[name](b"{}" if b"!" in body else body)

    for name in real:
        monkeypatch.setattr(wire, name, decoding(name))
    inspect(on_air)

    assert [(code, suggestion) for _, code, _, suggestion in found(on_air)] == [
        ("EVENT-UNREADABLE", "review")
    ]


def test_a_session_whose_key_is_destroyed_is_passed_over_and_recorded(on_air):
    post(on_air, said(1, OFFER))
    Session.objects.filter(pk=on_air.pk).update(key_destroyed_at=clock.now(), wrapped_key=None)

    done = inspect(on_air)

    assert (done.segments, done.findings) == (1, 0)
    assert found(on_air) == []
    entry = Entry.objects.get(action="moderation.session_passed_over")
    assert json.loads(bytes(entry.body))["data"] == {"segments": 1, "reason": "key_destroyed"}
    assert inspect(on_air).segments == 0


def test_an_event_that_claims_a_far_future_is_judged_by_when_it_came(on_air):
    post(on_air, said(1, OFFER, at=now_ms() + 86_400_000))

    inspect(on_air)

    assert Finding.objects.get().at <= clock.now() + timedelta(seconds=1)
    assert RoomState.objects.get(session=on_air).risk > 0


@pytest.mark.law("M-comment-management")
def test_a_viewers_advertising_raises_the_notice_and_the_duty_but_warns_no_streamer(on_air):
    ad = {"id": 1, "type": "comment", "text": "加我微信 tea88766 低价"}
    post(on_air, ad)

    inspect(on_air)

    row = RoomState.objects.get(session=on_air)
    assert [one.kind for one in Measure.objects.all()] == ["viewer_notice"]
    assert row.risk == 0
    assert row.figures["duty"] > 0
    assert [code for code, _ in row.contributions] == ["F-COMMENT-DUTY"]


@pytest.mark.law("M-comment-management")
def test_removed_comments_are_counted_by_how_they_were_removed(on_air):
    for number, action in enumerate(["hidden", "deleted", "deleted"]):
        removal = {"id": number, "type": "removal", "target_id": f"c{number}", "action": action}
        post(on_air, removal)
    inspect(on_air)

    assert RoomState.objects.get(session=on_air).figures["removed"] == {"hidden": 1, "deleted": 2}


@pytest.mark.law("M-risk-measures")
def test_a_rule_takes_a_measure_that_leaves_at_once_with_words_clause_and_record(on_air):
    post(on_air, said(1, OFFER))

    inspect(on_air)

    measure = Measure.objects.get()
    frame = selectors.frame_list(system_actor_of(on_air), on_air.room_id)[0]
    assert (measure.kind, measure.origin, measure.seq) == ("warning", "rule", 1)
    assert measure.released_at is not None
    assert frame["type"] == "measure"
    assert frame["text"]["zh"].startswith("刚才说到“")
    assert frame["quote"] in OFFER
    assert "第十条" in frame["citation"]["zh"]
    assert frame["advice"]["zh"]
    assert Outbox.objects.get(topic="measure.released").payload["seq"] == 1
    assert Entry.objects.filter(clause="M-off-platform", subject_kind="measure").count() == 2


def system_actor_of(session):
    return system_actor(session.tenant_id)


def test_what_a_rule_proposes_while_it_already_stands_is_not_said_twice(on_air):
    post(on_air, said(1, OFFER, at=now_ms() - 200_000))
    inspect(on_air)
    post(on_air, said(2, OFFER, at=now_ms()))

    inspect(on_air)

    warnings = Measure.objects.filter(kind="warning", clause="M-off-platform")
    assert warnings.count() == 1


def test_after_the_broadcast_ended_findings_are_kept_and_nobody_is_warned(on_air):
    actor = system_actor(on_air.tenant_id)
    post(on_air, said(1, OFFER))
    with acting(actor):
        rooms.session_end(actor=actor, session_id=on_air.pk)

    inspect(on_air)

    assert len(found(on_air)) == 1
    assert Measure.objects.count() == 0


def test_a_tenants_own_terms_are_found_in_its_rooms_only(chun, outsider, harbour, lin):
    with acting(lin), transaction.atomic():
        harbour.policy = {"terms": ["琥珀海马"], "allow": ["琥珀海马公园"]}
        harbour.save(update_fields=["policy"])
    mine = builders.session(chun, builders.room(chun, "一"))
    theirs = builders.session(outsider, builders.room(outsider, "二"))
    for session in (mine, theirs):
        post(session, said(1, "买琥珀海马吧"), said(2, "去琥珀海马公园吧"))
        inspect(session)

    with acting(lin):
        assert [(key, code) for key, code, *_ in found(mine)] == [("1", "F-TENANT")]
    with acting(outsider):
        assert found(theirs) == []


def test_a_stricter_threshold_of_the_tenant_leads_to_its_measure_earlier(on_air, harbour):
    guard = builders.person(harbour, "guard", "security_admin")
    with acting(guard):
        accounts.tenant_policy_set(actor=guard, changes={"risk_prompt": 5})
    post(on_air, said(1, "本品全网第一，效果最佳，国家级品质"))

    inspect(on_air)

    rules = set(Measure.objects.values_list("rule", flat=True))
    assert RoomState.objects.get(session=on_air).risk < 30
    assert "R-tenant-prompt" in rules


def test_the_shown_risk_of_a_quiet_room_decays_while_the_state_stays(on_air, lin):
    post(on_air, said(1, OFFER), said(2, CURE))
    inspect(on_air)
    before = RoomState.objects.get(session=on_air)
    actor = system_actor(on_air.tenant_id)

    with time_machine.travel(clock.now() + timedelta(seconds=300), tick=False), acting(actor):
        assert selectors.tenants_stale(clock.now()) == [on_air.tenant_id]
        assert services.risks_refresh(actor=actor) == 1

    after = RoomState.objects.get(session=on_air)
    assert after.risk == pytest.approx(before.risk / 2, abs=1)
    assert bytes(after.state) == bytes(before.state)
    assert len(after.spark) > 20


def test_words_sealed_for_one_row_do_not_open_in_another(on_air):
    post(on_air, said(1, OFFER), said(2, CURE))
    inspect(on_air)
    one, other = Finding.objects.order_by("position")[:2]
    one.excerpt = other.excerpt

    with pytest.raises(crypto.KeyLost):
        selectors.excerpts_of(on_air, [one])
