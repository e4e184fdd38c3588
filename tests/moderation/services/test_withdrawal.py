"""What rested on nothing but a dismissed finding is pursued no more, and again when it stands."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
import yaml

from ledger.models import Entry, Outbox
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation import rules, selectors, services
from moderation.api.webhooks import TOPICS, MeasureMessage, MeasureSent
from moderation.engine import RoomState as Memory
from moderation.models import Finding, Measure, RoomState
from moderation.selectors.phone import phone_of
from moderation.services import lifting
from moderation.services.measure import message_of
from tests import builders
from tests.moderation.pages import browser_of
from tests.moderation.services.streams import CURE, OFFER, inspect, now_ms, post, said

pytestmark = pytest.mark.django_db
OPENAPI = Path(__file__).parents[3] / "docs" / "api" / "openapi.yaml"


@pytest.fixture
def warned(harbour, tea_session) -> Measure:
    """A rule has warned the tea room for one sentence; nothing else is done about it."""
    builders.promoting(harbour)
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


@pytest.mark.long
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


def limited(lin, session, warned, kind="limit_traffic") -> Measure:
    """An officer has limited the room because of what the rule warned for."""
    with acting(lin):
        order = rules.Order(
            kind=kind,
            clause="M-18-2",
            reason={"zh": "屡次不改。", "en": ""},
            findings=tuple(warned.findings),
        )
        limit = services.measure_issue(actor=lin, session_id=session.pk, order=order)
        return services.measure_release(actor=lin, measure_id=limit.pk)


def climbed(lin, session) -> Measure:
    """Nobody answered the warning in time: it became a traffic limit by itself."""
    with later(61):
        assert escalated(session) == 1
    with acting(lin):
        return Measure.objects.get(kind="limit_traffic")


@pytest.mark.long
@pytest.mark.law("M-risk-measures")
def test_an_automatic_limit_without_ground_is_lifted_and_everybody_hears_of_it(
    lin, chun, tea_room, tea_session, warned
):
    limit = climbed(lin, tea_session)

    dismiss(lin)

    limit = reread(lin, limit)
    assert limit.origin == "escalation"
    assert None not in {limit.withdrawn_at, limit.closed_at}
    assert messages(lin).count(("measure.withdrawn", "waiting")) == 2
    with acting(lin):
        told = Outbox.objects.filter(topic="measure.withdrawn").order_by("created_at")
        said = next(one.payload for one in told if one.payload["id"] == str(limit.pk))
        assert (said["kind"], said["must_execute"]) == ("limit_traffic", True)
        assert said["withdrawn_at"] == limit.withdrawn_at.isoformat()
    assert "经人工复核不成立，已撤销" in phone_page(chun, tea_room)
    with acting(chun):
        assert phone_of(chun, tea_room, tea_session).first is None

    restore(lin)
    assert reread(lin, limit).withdrawn_at is None


@pytest.mark.long
def test_an_automatic_limit_that_was_acknowledged_stands_until_an_officer_lifts_it(
    lin, chun, tea_session, warned
):
    limit = climbed(lin, tea_session)
    with acting(chun):
        services.measure_acknowledge(actor=chun, measure_id=limit.pk)

    dismiss(lin)
    assert reread(lin, limit).withdrawn_at is None

    with acting(lin):
        services.measure_lift(actor=lin, measure_id=limit.pk, reason="误判")
    assert reread(lin, limit).withdrawn_at is not None


@pytest.mark.long
@pytest.mark.law("M-risk-measures")
@pytest.mark.parametrize("kind", ["limit_traffic", "suspend"])
def test_what_an_officer_took_stands_until_an_officer_lifts_it(
    lin, chun, tea_room, tea_session, warned, kind
):
    limit = limited(lin, tea_session, warned, kind)
    dismiss(lin)
    limit = reread(lin, limit)
    assert (limit.withdrawn_at, limit.closed_at) == (None, None)
    desk = browser_of(lin)
    assert f"/measures/{limit.pk}/lift" in desk.get(f"/rooms/{tea_room.pk}").content.decode()

    answer = desk.post(f"/measures/{limit.pk}/lift", {"reason": "整改完成"})
    again = desk.post(f"/measures/{limit.pk}/lift", {"reason": "再一次"})

    assert (answer.status_code, again.status_code) == (200, 200)
    limit = reread(lin, limit)
    assert (limit.lifted_by_id, limit.lifted_reason) == (lin.user_id, "整改完成")
    assert messages(lin).count(("measure.withdrawn", "waiting")) == 2  # the warning's, and this
    page = desk.get(f"/rooms/{tea_room.pk}").content.decode()
    assert f"/measures/{limit.pk}/lift" not in page
    assert "已解除：整改完成" in page
    assert "已解除：整改完成" in phone_page(chun, tea_room)
    with acting(lin):
        (entry,) = Entry.objects.filter(action="moderation.measure_lifted")
        assert entry.clause == limit.clause
        assert "整改完成" not in bytes(entry.body).decode()

    restore(lin)
    assert reread(lin, limit).withdrawn_at is not None


def test_only_what_weighs_on_a_room_can_be_lifted_and_only_with_a_reason(
    lin, chun, outsider, tea_session, warned
):
    limit = limited(lin, tea_session, warned)
    for actor, measure, reason, refusal in (
        (lin, warned, "x", lifting.NotStanding),
        (lin, limit, "  ", Invalid),
        (lin, limit, "长" * 201, Invalid),
        (chun, limit, "x", Forbidden),
        (outsider, limit, "x", NotFound),
    ):
        with acting(actor), pytest.raises(refusal):
            services.measure_lift(actor=actor, measure_id=measure.pk, reason=reason)
    assert reread(lin, limit).withdrawn_at is None


def phone_page(chun, room) -> str:
    return browser_of(chun).get(f"/stream/{room.pk}").content.decode()


@pytest.mark.long
def test_what_the_streamer_understood_already_is_withdrawn_too(lin, chun, tea_session, warned):
    with acting(chun):
        services.measure_acknowledge(actor=chun, measure_id=warned.pk)

    dismiss(lin)

    assert reread(lin, warned).withdrawn_at is not None


@pytest.mark.long
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


@pytest.mark.long
def test_after_that_the_platform_is_told_that_it_stands_again(lin, tea_session, warned):
    dismiss(lin)
    with acting(lin):
        Outbox.objects.filter(topic="measure.withdrawn").update(state="sent")

    restore(lin)

    assert messages(lin)[-1] == ("measure.reinstated", "waiting")


@pytest.mark.long
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


@pytest.mark.long
def test_after_the_broadcast_nothing_is_pursued_again(lin, tea_session, warned):
    dismiss(lin)
    builders.end(tea_session)
    restore(lin)

    measure = reread(lin, warned)
    assert measure.withdrawn_at is None
    assert measure.closed_at is not None


@pytest.mark.long
def test_what_the_platform_is_sent_is_what_the_api_document_says(lin, warned):
    with acting(lin):
        sent = message_of(Measure.objects.select_related("room").get(pk=warned.pk))
    said = MeasureMessage({"type": "x", "timestamp": clock.now(), "data": sent})

    assert set(MeasureSent().fields) == set(sent)
    assert said.data["data"]["withdrawn_at"] is None
    document = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))
    topics = document["components"]["schemas"]["MeasureMessage"]["properties"]["type"]["enum"]
    assert sorted(topics) == sorted(TOPICS)
    assert set(topics) <= set(document["webhooks"])
