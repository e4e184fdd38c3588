"""A decision taken for one offence too many is weighed again, by a person and within a term."""

from datetime import timedelta

import pytest
from django.db import transaction

from livecompliance.kernel import clock as the_clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Clock, Letter
from parties.models import Party
from sanctions import services
from sanctions.models import Sanction, Weighing
from tests.proof import browser
from tests.sanctions.conftest import again, answer, appeal, decide, lift, review, sweep

pytestmark = pytest.mark.django_db
WHY = "第二次辱骂了未成年观众，暂停七天仍然相当。"


def fall(mei: Actor, chun: Actor, row: Sanction) -> None:
    """Overturn a decision on appeal."""
    answer(mei, appeal(chun, row), "overturned")


@pytest.fixture
def doubted(lin, mei, chun, tea) -> Sanction:
    """A suspension for a second offence, the first of which fell."""
    first = decide(lin, tea, code="abuse")
    row = decide(lin, tea, code="abuse")
    fall(mei, chun, first)
    return again(row)


def keep(actor: Actor, row: Sanction, reason: str = WHY) -> Sanction:
    with acting(actor):
        return services.sanction_keep(actor=actor, sanction_id=row.pk, reason=reason)


def clock_of(row: Sanction) -> Clock:
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        return Clock.objects.get(subject_kind="sanction", subject_ref=str(row.pk))


def asked(row: Sanction) -> list[Weighing]:
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        return list(Weighing.objects.filter(sanction=row).order_by("id"))


def follow(row: Sanction) -> None:
    """Let the office look at its clocks, as the beat does."""
    product = system_actor(row.tenant_id)
    with acting(product):
        office.clocks_follow(actor=product)


def letters(actor: Actor, topic: str, clock: Clock | None = None) -> int:
    with acting(actor), transaction.atomic():
        rows = Letter.objects.filter(recipient_id=actor.user_id, topic=topic)
        return (
            rows.filter(subject_ref__startswith=f"{clock.pk}:").count() if clock else rows.count()
        )


@pytest.mark.long
@pytest.mark.law("O117-measures")
def test_a_decision_that_went_further_than_its_count_waits_under_a_clock(doubted):
    [one], clock = asked(doubted), clock_of(doubted)
    assert (one.state, one.offence, one.suggested) == ("open", 1, "warning")
    assert (clock.kind, clock.state, clock.clause) == ("sanction_weigh", "running", "O117-measures")
    assert clock.due_at == one.due_at > the_clock.now() + timedelta(days=4)


@pytest.mark.long
def test_the_clock_warns_breaches_and_escalates_when_nobody_says_anything(lin, mei, doubted, later):
    clock = clock_of(doubted)
    later(seconds=(clock.due_at - the_clock.now()).total_seconds() - 60)
    follow(doubted)
    assert letters(lin, "clock_warned", clock) == 1
    later(minutes=2)
    follow(doubted)
    told = letters(lin, "clock_breached", clock), letters(mei, "clock_escalated", clock)
    assert told == (1, 1)
    keep(mei, doubted)
    ended = clock_of(doubted)
    assert (ended.state, ended.breached_at is not None) == ("met", True)


@pytest.mark.long
@pytest.mark.law("O117-measures")
def test_an_officer_who_took_no_part_says_why_it_still_fits_once(lin, mei, doubted):
    with pytest.raises(services.SameOfficer):
        keep(lin, doubted)
    with pytest.raises(Invalid):
        keep(mei, doubted, reason="相当")
    keep(mei, doubted)
    [one] = asked(doubted)
    assert (one.state, one.reason, one.answered_by_id) == ("kept", WHY, mei.user_id)
    assert (clock_of(doubted).state, again(doubted).state) == ("met", "in_force")
    with pytest.raises(services.NothingToWeigh):
        keep(mei, doubted)


@pytest.mark.long
def test_nobody_else_weighs_it(chun, outsider, harbour, doubted):
    with pytest.raises(Forbidden):
        keep(chun, doubted)
    with pytest.raises((NotFound, Forbidden)):
        keep(outsider, doubted)
    with pytest.raises(Forbidden):
        keep(system_actor(harbour.pk), doubted)
    assert [one.state for one in asked(doubted)] == ["open"]


@pytest.mark.long
def test_lifting_it_early_answers_the_question_and_meets_the_clock(lin, doubted):
    lift(lin, doubted)
    assert [one.state for one in asked(doubted)] == ["ended"]
    assert clock_of(doubted).state == "met"


@pytest.mark.long
def test_a_term_that_ends_leaves_nothing_to_weigh(tea, doubted, later):
    later(days=8)
    sweep(tea)
    assert again(doubted).state == "expired"
    assert [one.state for one in asked(doubted)] == ["ended"]
    assert clock_of(doubted).state == "closed"


@pytest.mark.long
def test_what_falls_itself_leaves_nothing_to_weigh_and_what_is_changed_was_weighed(
    lin, mei, qiu, chun, tea, doubted
):
    answer(mei, appeal(chun, doubted), "changed", rung="warning")
    assert [one.state for one in asked(doubted)] == ["ended"]
    assert clock_of(doubted).state == "met"
    second, third = (decide(lin, tea, code="false_claim", rung="suspension", days=7)
                     for _ in range(2))  # fmt: skip
    fall(mei, chun, second)
    assert [one.state for one in asked(third)] == ["open"]
    fall(mei, chun, third)
    assert ([one.state for one in asked(third)], clock_of(third).state) == (["ended"], "closed")


@pytest.mark.long
def test_a_proposal_is_weighed_by_whoever_reviews_it(lin, mei, chun, tea):
    first = decide(lin, tea, code="abuse")
    waiting = decide(lin, tea, code="abuse", rung="closure")
    fall(mei, chun, first)
    assert [one.state for one in asked(waiting)] == ["open"]
    review(mei, again(waiting), is_approval=False)
    assert ([one.state for one in asked(waiting)], clock_of(waiting).state) == (["ended"], "met")


@pytest.mark.long
def test_two_offences_that_fall_are_two_questions_under_one_clock(lin, mei, chun, tea):
    first, second, third = (decide(lin, tea, code="abuse") for _ in range(3))
    fall(mei, chun, first)
    due = clock_of(third).due_at
    fall(mei, chun, second)
    assert [(one.suggested, one.state) for one in asked(third)] == [
        ("suspension", "open"),
        ("warning", "open"),
    ]
    assert clock_of(third).due_at == due
    assert [one.state for one in asked(second)] == ["ended"]
    keep(mei, third)
    assert {one.state for one in asked(third)} == {"kept"}


def test_what_still_fits_the_ladder_is_not_asked(lin, mei, chun, tea):
    first = decide(lin, tea, code="abuse")
    mild = decide(lin, tea, code="abuse", rung="warning")
    fall(mei, chun, first)
    assert asked(mild) == []


@pytest.mark.long
def test_the_page_offers_it_and_the_list_leads_there(lin, mei, tea, doubted):
    lines = browser(mei).get("/sanctions?weigh=1").content.decode()
    assert lines.count("data-item") == 1
    assert str(doubted.pk) in lines
    assert "/keep" not in browser(lin).get(f"/sanctions/{doubted.pk}").content.decode()
    page = browser(mei).get(f"/sanctions/{doubted.pk}").content.decode()
    assert page.count(f"/sanctions/{doubted.pk}/keep") == 1
    assert "重新衡量处罚" in page
    browser(mei).post(f"/sanctions/{doubted.pk}/keep", {"reason": WHY})
    assert WHY in browser(lin).get(f"/sanctions/{doubted.pk}").content.decode()
    assert "data-item" not in browser(mei).get("/sanctions?weigh=1").content.decode()
    assert again(tea).function == Party.Function.SUSPENDED


@pytest.mark.law("O117-measures")
def test_the_days_are_the_platforms_own_and_a_ladder_without_them_keeps_the_default(lin):
    from sanctions.rules.ladder import Ladder, faults, shipped

    body = shipped().kept()
    del body["terms"]["weigh_days"]
    assert Ladder.of(body).terms.weigh_days == 5
    body["terms"]["weigh_days"] = 0
    clauses = frozenset(one.clause for one in shipped().violations)
    assert [one.code for one in faults(Ladder.of(body), clauses)] == ["terms"]
