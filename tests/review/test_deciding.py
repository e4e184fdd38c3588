"""Deciding an item: through the services that decide such things, once, with what follows."""

from dataclasses import replace

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.models import Decision, Dismissal, Measure
from moderation.services.measure import SessionOver
from office.models import Letter
from review import services
from tests import builders
from tests.review.conftest import (
    acts,
    again,
    claim,
    content,
    decide,
    item_of,
    policy,
    rows,
    sweep,
    take,
    waiting,
    warn,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_chance(harbour) -> None:
    """Nothing is sampled unless a test asks for it."""
    policy(harbour, review_second_percent=0, review_golden_percent=0)


def of(tenant, model, **wanted):
    with acting(system_actor(tenant.pk)), transaction.atomic():
        return list(model.objects.filter(**wanted))


@pytest.mark.law("M-content-patrol")
def test_a_measure_from_the_queue_is_a_measure_and_answers_its_finding(harbour, lin, tea_session):
    waiting(tea_session)
    item = claim(lin)
    done = decide(lin, item, "measure", order=warn())
    (measure,) = of(harbour, Measure)
    assert (measure.kind, measure.findings) == ("warning", [item.subject_id])
    assert (done.state, done.measure_id, done.decided_by_id) == ("done", measure.pk, lin.user_id)
    assert measure.released_at is None  # it can still be taken back
    assert [one["outcome"] for one in acts(harbour.pk, "review.item_decided")] == ["measure"]


def test_other_findings_of_the_kind_in_the_room_are_answered_by_the_same_measure(
    harbour, lin, tea_session
):
    first = waiting(tea_session, 1)
    second = waiting(tea_session, 2)
    other = waiting(tea_session, 3, code="F-ABSOLUTE")
    item = take(lin, first)
    decide(lin, item, "measure", order=warn())
    (measure,) = of(harbour, Measure)
    assert set(measure.findings) == {first.subject_id, second.subject_id}
    assert (again(second).state, again(other).state) == ("closed", "open")


def test_a_measure_taken_back_lets_all_that_it_answered_wait_again(harbour, lin, tea_session):
    first, second = waiting(tea_session, 1), waiting(tea_session, 2)
    done = decide(lin, take(lin, first), "measure", order=warn())
    with acting(lin):
        moderation.measure_undo(actor=lin, measure_id=done.measure_id)
    assert [again(one).state for one in (first, second)] == ["open", "open"]
    assert again(first).outcome == ""


def test_a_finding_that_is_none_is_dismissed_by_moderation(harbour, lin, tea_session):
    waiting(tea_session)
    item = claim(lin)
    decide(lin, item, "dismiss", cause="proven", reason="有批文")
    (dismissal,) = of(harbour, Dismissal)
    assert (dismissal.finding_id, dismissal.reason) == (item.subject_id, "proven")


@pytest.mark.long
def test_a_finding_restored_in_the_room_waits_again(harbour, lin, tea_session):
    waiting(tea_session)
    item = claim(lin)
    decide(lin, item, "dismiss", cause="proven")
    with acting(lin):
        moderation.finding_restore(actor=lin, finding_id=item.subject_id)
    assert again(item).state == "open"


def test_what_was_dismissed_or_answered_in_the_room_waits_no_more_and_whoever_held_it_is_told(
    lin, mei, tea_session
):
    waiting(tea_session)
    item = claim(mei)
    with acting(lin):
        moderation.finding_dismiss(actor=lin, finding_id=item.subject_id, reason="harmless")
    assert again(item).state == "closed"
    with pytest.raises(services.ItemDecided):
        decide(mei, item, "stand")


def test_content_is_decided_once_for_the_platform_too(harbour, lin):
    (item,) = content(harbour.pk)
    decide(lin, claim(lin), "block", reason="绝对化用语")
    (decision,) = of(harbour, Decision)
    assert (decision.pk, decision.state, decision.reason) == (
        item.subject_id,
        "block",
        "绝对化用语",
    )


def test_content_decided_through_the_api_leaves_the_queue(harbour, lin):
    (item,) = content(harbour.pk)
    with acting(lin):
        moderation.decision_decide(
            actor=lin, decision_id=item.subject_id, state="pass", reason="可以"
        )
    assert again(item).state == "closed"


def test_a_finding_or_content_told_of_twice_waits_once(harbour, tea_session):
    item = waiting(tea_session)
    (held,) = content(harbour.pk)
    system = system_actor(harbour.pk)
    with acting(system):
        services.findings_open(
            actor=system, session_id=tea_session.pk, finding_ids=[item.subject_id]
        )
        services.contents_open(actor=system, decision_ids=[held.subject_id])
    assert len(rows(harbour.pk)) == 2


def test_viewers_small_findings_and_what_a_rule_answered_do_not_wait(harbour, lin, tea_session):
    system = system_actor(harbour.pk)
    of_viewer = builders.finding(tea_session, event_key="a", speaker="viewer")
    small = builders.finding(tea_session, event_key="b", severity="low")
    answered = builders.finding(tea_session, event_key="c")
    with acting(lin):
        moderation.measure_issue(
            actor=lin, session_id=tea_session.pk, order=warn(findings=(answered.pk,))
        )
    with acting(system):
        made = services.findings_open(
            actor=system,
            session_id=tea_session.pk,
            finding_ids=[of_viewer.pk, small.pk, answered.pk],
        )
    assert (made, rows(harbour.pk)) == (0, [])


def test_an_outcome_of_another_kind_or_without_a_reason_changes_nothing(harbour, lin, tea_session):
    waiting(tea_session)
    item = claim(lin)
    for outcome, said in (("pass", {}), ("nonsense", {}), ("stand", {"reason": "  "})):
        with pytest.raises(Invalid):
            decide(lin, item, outcome, **said)
    with pytest.raises(Invalid):
        decide(lin, item, "measure")
    with pytest.raises(Invalid):
        decide(lin, item, "dismiss", cause="because")
    with pytest.raises(Invalid):
        decide(lin, item, "measure", order=replace(warn(), clause="M-99"))
    assert again(item).state == "open"
    assert of(harbour, Measure) == []


def test_after_the_broadcast_a_finding_can_stand_but_no_measure_is_taken(harbour, lin, tea_session):
    waiting(tea_session)
    item = claim(lin)
    builders.end(tea_session)
    with pytest.raises(SessionOver):
        decide(lin, item, "measure", order=warn())
    assert decide(lin, item, "stand", reason="属实").outcome == "stand"


def test_who_skips_is_offered_the_next_and_the_others_still_get_it(lin, mei, tea_session, later):
    first = waiting(tea_session, 1, score=0.9)
    waiting(tea_session, 2, score=0.5)
    item = claim(lin)
    assert item.pk == first.pk
    with acting(lin):
        services.item_skip(actor=lin, item_id=item.pk)
    assert claim(lin).pk != first.pk
    assert claim(mei).pk == first.pk
    later(minutes=41)
    assert claim(lin).pk == first.pk


@pytest.mark.long
def test_who_escalates_says_why_and_the_other_officer_alone_gets_it(harbour, lin, mei, tea_session):
    gao = builders.person(harbour, "gao", "officer")
    waiting(tea_session)
    item = claim(lin)
    with acting(lin):
        services.item_escalate(actor=lin, item_id=item.pk, reason="我认识主播", to=mei.user_id)
    assert claim(lin) is None
    assert claim(gao) is None
    assert claim(mei).pk == item.pk
    (letter,) = of(harbour, Letter, topic="review_escalated")
    assert letter.recipient_id == mei.user_id


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_escalating_needs_a_reason(lin, mei, tea_session, reason):
    waiting(tea_session)
    item = claim(lin)
    with acting(lin), pytest.raises(Invalid):
        services.item_escalate(actor=lin, item_id=item.pk, reason=reason)
    assert again(item).held_by_id == lin.user_id


def test_nothing_is_escalated_to_who_is_no_officer(lin, wu, mei, outsider, tea_session):
    waiting(tea_session)
    item = claim(lin)
    for whom in (wu.user_id, outsider.user_id, lin.user_id):
        with acting(lin), pytest.raises(Invalid):
            services.item_escalate(actor=lin, item_id=item.pk, reason="请看", to=whom)


def test_the_first_in_the_queue_is_the_riskiest_of_what_is_due_at_the_same_time(
    harbour, lin, tea_session
):
    low = waiting(tea_session, 1, score=0.2)
    high = waiting(tea_session, 2, score=0.95)
    assert [one.pk for one in rows(harbour.pk)] == [high.pk, low.pk]
    assert claim(lin).pk == high.pk


def test_items_of_equal_rank_come_in_the_order_of_their_age(harbour, tea_session):
    made = [waiting(tea_session, number) for number in range(4)]
    system = system_actor(harbour.pk)
    with acting(system), transaction.atomic():
        type(made[0]).objects.filter(tenant_id=harbour.pk).update(due_s=1_800_000_000)
    assert [one.pk for one in rows(harbour.pk)] == [one.pk for one in made]
    assert len({one.rank for one in rows(harbour.pk)}) == 1


@pytest.mark.long
def test_a_second_review_goes_to_another_officer_who_changes_nothing_and_is_counted(
    harbour, lin, mei, tea_session
):
    policy(harbour, review_second_percent=100)
    waiting(tea_session)
    first = decide(lin, claim(lin), "dismiss", cause="harmless")
    assert claim(lin) is None
    second = claim(mei)
    assert second.second_of_id == first.pk
    done = decide(mei, second, "stand", reason="是医疗宣称")
    assert done.agrees is False
    assert len(of(harbour, Dismissal)) == 1
    assert rows(harbour.pk, state="open") == []  # a second review is not reviewed again


def test_a_known_answer_is_mixed_in_and_judged_for_quality_alone(harbour, lin, auditor):
    policy(harbour, review_golden_percent=100)
    with acting(auditor):
        known = services.golden_write(actor=auditor, text="最好的茶，治百病", answer="block")
    content(harbour.pk)
    (mixed,) = rows(harbour.pk, golden=known)
    done = decide(lin, take(lin, mixed), "pass", reason="没有问题")
    assert done.agrees is False
    assert len(of(harbour, Decision)) == 1
    with acting(lin), pytest.raises(Forbidden):
        services.golden_write(actor=lin, text="茶", answer="pass")


def test_content_decided_while_its_item_was_held_leaves_the_queue_with_the_next_sweep(harbour, lin):
    (item,) = content(harbour.pk)
    system = system_actor(harbour.pk)
    with acting(system), transaction.atomic():
        Decision.objects.filter(pk=item.subject_id).update(state="pass")
    sweep(harbour.pk)
    assert item_of(harbour.pk, item.subject_id).state == "closed"
