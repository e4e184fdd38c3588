"""A finding that is none: dismissed with a reason, off the risk, on the record, restorable."""

import json

import pytest
from django.db import IntegrityError, transaction

from ledger.models import Entry
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation import selectors, services
from moderation.engine import RoomState as Memory
from moderation.models import Dismissal, Finding, RoomState
from tests import builders
from tests.moderation.services.streams import CURE, HELLO, inspect, now_ms, post, said

pytestmark = pytest.mark.django_db
ADVERT = "加我微信 abc12345 便宜卖"


@pytest.fixture
def claimed(tea_session):
    """The tea room has said that tea heals."""
    post(tea_session, said(1, HELLO, at=now_ms()), said(2, CURE, at=now_ms()))
    inspect(tea_session)
    return tea_session


def the_finding(actor, **wanted) -> Finding:
    with acting(actor):
        return Finding.objects.get(**wanted)


def state_of(actor, session) -> RoomState:
    with acting(actor):
        return RoomState.objects.get(session=session)


def dismiss(actor, finding, reason="harmless", note="") -> Dismissal:
    with acting(actor):
        return services.finding_dismiss(
            actor=actor, finding_id=finding.pk, reason=reason, note=note
        )


def restore(actor, finding) -> Finding:
    with acting(actor):
        return services.finding_restore(actor=actor, finding_id=finding.pk)


def entries(actor, finding) -> list[Entry]:
    with acting(actor):
        return list(Entry.objects.filter(subject_ref=str(finding.pk)).order_by("at", "id"))


@pytest.mark.long
@pytest.mark.law("M-content-patrol")
def test_a_dismissed_finding_weighs_on_the_room_no_more_and_its_reason_is_on_record(lin, claimed):
    finding = the_finding(lin)
    before = state_of(lin, claimed)

    dismiss(lin, finding, note="引用顾客的话并当场否认")

    after = state_of(lin, claimed)
    assert before.risk > 20
    assert (after.risk, after.findings, after.last_finding_id) == (0, 0, None)
    with acting(lin):
        assert not selectors.finding_standing(lin, claimed.pk).exists()
        assert Finding.objects.filter(pk=finding.pk).exists()
    (entry,) = entries(lin, finding)
    assert (entry.action, entry.clause) == ("moderation.finding_dismissed", finding.clause)
    body = json.loads(bytes(entry.body))
    assert body["data"]["reason"] == "harmless"
    assert "引用顾客" not in str(body)


def test_the_risk_of_other_findings_stays_and_the_newest_of_them_is_the_last(lin, claimed):
    post(claimed, said(3, "全网第一的好茶，国家级品质", at=now_ms()))
    inspect(claimed)
    cure, claim = the_finding(lin, code="F-MED"), the_finding(lin, event_key="3", code="F-ABS-TOP")
    both = state_of(lin, claimed).risk

    dismiss(lin, claim)

    state = state_of(lin, claimed)
    assert 0 < state.risk < both
    assert state.last_finding_id == cure.pk


@pytest.mark.long
def test_what_was_dismissed_is_counted_by_no_rule(lin, claimed):
    before = state_of(lin, claimed)
    dismiss(lin, the_finding(lin))
    after = state_of(lin, claimed)

    def counted(row):
        return Memory.from_bytes(bytes(row.state)).recent("s:F-MED", 600)

    assert (counted(before), counted(after)) == (1, 0)


@pytest.mark.law("M-comment-management")
def test_a_viewers_words_dismissed_leave_the_duty_to_manage_comments(lin, tea_session):
    post(tea_session, {"id": 1, "type": "comment", "text": ADVERT, "at": now_ms()})
    inspect(tea_session)
    before = state_of(lin, tea_session).figures["duty"]

    dismiss(lin, the_finding(lin))

    assert before > 0
    assert state_of(lin, tea_session).figures["duty"] == 0


@pytest.mark.long
def test_a_restored_finding_stands_as_before(lin, claimed):
    finding = the_finding(lin)
    before = state_of(lin, claimed)
    dismiss(lin, finding)

    restore(lin, finding)

    after = state_of(lin, claimed)
    assert abs(after.risk - before.risk) <= 1
    assert (after.findings, after.last_finding_id) == (1, finding.pk)
    with acting(lin):
        assert selectors.finding_standing(lin, claimed.pk).get() == finding
    assert [one.action for one in entries(lin, finding)] == [
        "moderation.finding_dismissed",
        "moderation.finding_restored",
    ]


@pytest.mark.long
def test_dismissing_twice_is_once_and_after_restoring_it_is_a_new_act(lin, claimed):
    finding = the_finding(lin)
    first, again = dismiss(lin, finding), dismiss(lin, finding, "misread")
    restore(lin, finding)
    with pytest.raises(Conflict):
        restore(lin, finding)
    later = dismiss(lin, finding, "misread")

    assert first.pk == again.pk != later.pk
    assert state_of(lin, claimed).findings == 0
    assert len(entries(lin, finding)) == 3


@pytest.mark.long
def test_the_database_itself_knows_only_one_dismissal_in_force(lin, claimed):
    finding = the_finding(lin)
    first = dismiss(lin, finding)

    with acting(lin), pytest.raises(IntegrityError), transaction.atomic():
        Dismissal.objects.create(
            tenant_id=first.tenant_id, finding=finding, session=claimed, reason="other"
        )


@pytest.mark.long
@pytest.mark.parametrize(
    ("reason", "note"), [("", ""), ("no-such", ""), ("other", "  "), ("proven", "长" * 301)]
)
def test_without_a_reason_nothing_is_dismissed(lin, claimed, reason, note):
    finding = the_finding(lin)

    with pytest.raises(Invalid):
        dismiss(lin, finding, reason, note)

    assert state_of(lin, claimed).findings == 1
    assert entries(lin, finding) == []


@pytest.mark.long
@pytest.mark.parametrize("act", [dismiss, restore])
@pytest.mark.parametrize(
    ("who", "refusal"), [("wu", Forbidden), ("chun", Forbidden), ("outsider", NotFound)]
)
def test_only_an_officer_of_the_platform_says_what_is_no_finding(
    request, lin, claimed, act, who, refusal
):
    finding = the_finding(lin)
    if act is restore:
        dismiss(lin, finding)
    actor: Actor = request.getfixturevalue(who)

    with pytest.raises(refusal):
        act(actor, finding)

    with acting(lin):
        assert Dismissal.objects.filter(restored_at=None).exists() is (act is restore)


@pytest.mark.long
def test_another_platforms_dismissals_are_not_seen(lin, outsider, claimed):
    finding = the_finding(lin)
    dismiss(lin, finding)

    with acting(outsider):
        assert selectors.dismissals_of(outsider, [finding.pk]) == {}
        assert selectors.dismissal_find(outsider, finding) is None
        assert not Dismissal.objects.exists()


@pytest.mark.long
def test_a_finding_is_dismissed_also_after_the_broadcast(lin, claimed):
    builders.end(claimed)

    dismiss(lin, the_finding(lin))

    assert state_of(lin, claimed).risk == 0
