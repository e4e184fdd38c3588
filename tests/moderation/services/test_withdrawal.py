"""What rested on nothing but a dismissed finding is pursued no more, and again when it stands."""

from datetime import timedelta

import pytest
import time_machine

from ledger.models import Entry, Outbox
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import rules, selectors, services
from moderation.engine import RoomState as Memory
from moderation.models import Finding, Measure, RoomState
from moderation.selectors.phone import phone_of
from tests import builders
from tests.moderation.services.streams import CURE, OFFER, inspect, now_ms, post, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def warned(tea_session) -> Measure:
    """A rule has warned the tea room for one sentence."""
    post(tea_session, said(1, CURE, at=now_ms()))
    inspect(tea_session)
    with acting(system_actor(tea_session.tenant_id)):
        return Measure.objects.get(kind="warning")


def dismiss(actor, code="F-MED") -> None:
    with acting(actor):
        (finding,) = Finding.objects.filter(code=code)
        services.finding_dismiss(actor=actor, finding_id=finding.pk, reason="harmless")


def restore(actor, code="F-MED") -> None:
    with acting(actor):
        (finding,) = Finding.objects.filter(code=code)
        services.finding_restore(actor=actor, finding_id=finding.pk)


def later(seconds):
    return time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False)


def escalated(session) -> int:
    actor = system_actor(session.tenant_id)
    with acting(actor):
        return services.measures_escalate_due(actor=actor)


def reread(actor, measure) -> Measure:
    with acting(actor):
        measure.refresh_from_db()
    return measure


def messages(actor) -> list[tuple[str, str]]:
    with acting(actor):
        return list(Outbox.objects.order_by("created_at").values_list("topic", "state"))


@pytest.mark.law("M-risk-measures")
def test_a_warning_without_ground_is_withdrawn_and_never_becomes_a_traffic_limit(
    lin, tea_session, warned
):
    dismiss(lin)

    assert reread(lin, warned).withdrawn_at is not None
    with later(61):
        assert escalated(tea_session) == 0
    with acting(lin):
        assert not selectors.measure_unacknowledged(lin).exists()
        acts = Entry.objects.filter(subject_ref=str(warned.pk)).order_by("at", "id")
        assert acts.last().action == "moderation.measure_withdrawn"


def test_the_streamer_reads_that_it_was_withdrawn(lin, chun, tea_room, tea_session, warned):
    with acting(chun):
        before = phone_of(chun, tea_room, tea_session)
    dismiss(lin)
    with acting(chun):
        after = phone_of(chun, tea_room, tea_session)

    assert before.first.measure.pk == warned.pk
    assert after.first is None
    assert [one.measure.withdrawn_at is None for one in after.history] == [False]


def test_it_counts_neither_as_an_earlier_warning_nor_for_the_next_ones_number(
    lin, tea_session, warned
):
    def warnings() -> int:
        row = RoomState.objects.get(session=tea_session)
        return Memory.from_bytes(bytes(row.state)).recent("warnings", 1_800)

    with acting(lin):
        before = warnings()
    dismiss(lin)

    with acting(lin):
        assert (before, warnings()) == (1, 0)
        assert selectors.level_next(lin, tea_session.pk, "warning") == 1


def test_a_warning_that_rests_on_another_finding_too_stands_until_that_is_dismissed(
    lin, tea_session
):
    post(tea_session, said(1, f"{CURE}，{OFFER}", at=now_ms()))
    inspect(tea_session)
    with acting(lin):
        measure = Measure.objects.filter(kind="warning").first()
        codes = set(Finding.objects.values_list("code", flat=True))
        measure.findings = list(Finding.objects.values_list("pk", flat=True))
        measure.save(update_fields=["findings"])

    for code in sorted(codes)[1:]:
        dismiss(lin, code)
    stands = reread(lin, measure).withdrawn_at is None
    dismiss(lin, min(codes))

    assert len(codes) > 1
    assert stands
    assert reread(lin, measure).withdrawn_at is not None


def test_a_traffic_limit_that_the_platform_carried_out_stands(lin, tea_session, warned):
    with acting(lin):
        order = rules.Order(
            kind="limit_traffic",
            clause="M-18-2",
            reason={"zh": "屡次不改。", "en": ""},
            findings=tuple(warned.findings),
        )
        limit = services.measure_issue(actor=lin, session_id=tea_session.pk, order=order)
        services.measure_release(actor=lin, measure_id=limit.pk)

    dismiss(lin)

    limit = reread(lin, limit)
    assert (limit.withdrawn_at, limit.closed_at) == (None, None)


def test_what_the_streamer_understood_already_is_withdrawn_too(lin, chun, tea_session, warned):
    with acting(chun):
        services.measure_acknowledge(actor=chun, measure_id=warned.pk)

    dismiss(lin)

    assert reread(lin, warned).withdrawn_at is not None


def test_the_platform_is_told_after_the_time_to_undo_and_not_of_what_was_undone(
    lin, tea_session, warned
):
    dismiss(lin)
    with acting(lin):
        told = Outbox.objects.get(topic="measure.withdrawn")
    restore(lin)

    assert told.available_at - told.created_at > timedelta(seconds=9)
    assert ("measure.withdrawn", "cancelled") in messages(lin)
    assert "measure.reinstated" not in {topic for topic, _state in messages(lin)}
    assert ("measure.released", "cancelled") not in messages(lin)


def test_after_that_the_platform_is_told_that_it_stands_again(lin, tea_session, warned):
    dismiss(lin)
    with acting(lin):
        Outbox.objects.filter(topic="measure.withdrawn").update(state="sent")

    restore(lin)

    assert messages(lin)[-1] == ("measure.reinstated", "waiting")


def test_a_reinstated_warning_is_pursued_again_from_now_on(lin, tea_session, warned):
    dismiss(lin)
    with later(50):
        restore(lin)
        measure = reread(lin, warned)
        assert (measure.withdrawn_at, measure.closed_at) == (None, None)
        assert measure.deadline_at - clock.now() == timedelta(seconds=60)

    with later(61):
        assert escalated(tea_session) == 0
    with later(120):
        assert escalated(tea_session) == 1


def test_after_the_broadcast_nothing_is_pursued_again(lin, tea_session, warned):
    dismiss(lin)
    builders.end(tea_session)
    restore(lin)

    measure = reread(lin, warned)
    assert measure.withdrawn_at is None
    assert measure.closed_at is not None
