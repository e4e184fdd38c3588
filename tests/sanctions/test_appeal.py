"""Appeals: in time, by whoever is concerned, decided by somebody else; what falls is unwound."""

import pytest
from django.db import transaction

from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure
from office.models import Clock, Letter
from parties.models import Party
from sanctions import services
from sanctions.models import Message, Report, Sanction
from tests import builders
from tests.sanctions.conftest import (
    again,
    against,
    answer,
    appeal,
    decide,
    dismissed,
    effects,
    find_breach,
    lose,
    reasons_of,
    reports,
    review,
    sweep,
)
from tests.tiers.conftest import judge, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def suspended(lin, tea, on_air) -> Sanction:
    return decide(lin, tea, rung="suspension", days=7)


def letters(actor, topic) -> int:
    with acting(actor), transaction.atomic():
        return Letter.objects.filter(recipient_id=actor.user_id, topic=topic).count()


@pytest.mark.long
@pytest.mark.law("O117-blacklist-notice", "O117-measures")
def test_an_appeal_is_filed_once_runs_under_a_clock_and_reaches_the_officers_who_may_decide(
    lin, mei, chun, suspended
):
    made = appeal(chun, suspended)
    assert appeal(chun, suspended).pk == made.pk
    with acting(lin), transaction.atomic():
        clock = Clock.objects.get(subject_ref=str(made.pk))
    assert (clock.kind, clock.due_at) == ("appeal_answer", again(made).due_at)
    assert (letters(mei, "appeal_filed"), letters(lin, "appeal_filed")) == (1, 0)


@pytest.mark.long
def test_an_appeal_after_its_term_is_refused_in_words(chun, suspended, later):
    later(days=31)
    with pytest.raises(services.AppealLate, match="申诉期限已于"):
        appeal(chun, suspended)


@pytest.mark.long
def test_the_last_day_is_in_time_to_its_end(chun, suspended, later):
    later(days=30)
    assert appeal(chun, suspended).state == "open"


@pytest.mark.long
def test_nobody_else_appeals_for_somebody_but_an_officer_files_what_came_on_paper(
    lin, mei, harbour, outsider, suspended
):
    stranger = builders.person(harbour, "stranger", "streamer")
    with pytest.raises(NotFound):
        appeal(stranger, suspended)
    with pytest.raises(NotFound):
        appeal(outsider, suspended, channel="paper")
    with pytest.raises(Forbidden):
        appeal(mei, suspended)
    assert appeal(mei, suspended, channel="paper").channel == "paper"


@pytest.mark.long
def test_neither_a_bar_nor_a_closed_account_nor_a_suspended_function_keeps_somebody_from_appealing(
    lin, mei, qiu, chun, tea
):
    row = review(mei, decide(lin, tea, rung="closure"))
    review(mei, decide(lin, tea, rung="blacklist", days=365, ground="serious"))
    assert appeal(chun, row).state == "open"


@pytest.mark.long
def test_a_proposal_and_what_fell_cannot_be_appealed(lin, mei, chun, tea):
    waiting = decide(lin, tea, rung="closure")
    with pytest.raises(NotFound):
        appeal(chun, waiting)
    fell = decide(lin, tea, rung="warning")
    answer(mei, appeal(chun, fell), "overturned")
    assert appeal(chun, fell).state == "overturned"  # the one that there is


@pytest.mark.long
def test_both_sides_speak_while_it_is_open_and_are_told(lin, mei, chun, suspended):
    made = appeal(chun, suspended)
    for who, text in ((chun, "补充标准文号。"), (mei, "请提供原文照片。")):
        with acting(who):
            services.appeal_say(actor=who, appeal_id=made.pk, text=text)
    assert letters(chun, "appeal_said") == 1
    assert (letters(mei, "appeal_reply"), letters(lin, "appeal_reply")) == (1, 0)
    with acting(chun):
        services.appeal_say(actor=chun, appeal_id=made.pk, text="照片已附。")
    assert letters(mei, "appeal_reply") == 2
    with acting(lin), transaction.atomic():
        said = list(Message.objects.order_by("id").values_list("is_of_subject", flat=True))
    assert said == [True, False, True]
    answer(mei, made, "upheld")
    with acting(chun), pytest.raises(services.AppealEnded):
        services.appeal_say(actor=chun, appeal_id=made.pk, text="再补充")


@pytest.mark.long
@pytest.mark.law("O117-blacklist-notice")
def test_whoever_took_part_does_not_decide_and_nobody_decides_twice(lin, mei, qiu, chun, tea):
    made = appeal(chun, review(mei, decide(lin, tea, rung="closure")))
    for who in (lin, mei):
        with pytest.raises(services.SameOfficer):
            answer(who, made, "upheld")
    with pytest.raises(Invalid):
        answer(qiu, made, "forgotten")
    assert answer(qiu, made, "upheld").state == "upheld"
    with pytest.raises(services.AppealEnded):
        answer(qiu, made, "overturned")


@pytest.mark.long
def test_upheld_leaves_everything_as_it_is_and_says_why(mei, chun, tea, suspended):
    before = effects(suspended)
    answer(mei, appeal(chun, suspended), "upheld")
    assert (again(suspended).state, effects(suspended)) == ("in_force", before)
    assert letters(chun, "appeal_decided") == 1


@pytest.mark.long
@pytest.mark.law("O117-measure-report", "O117-blacklist-notice")
def test_overturning_unwinds_everything_that_followed(lin, mei, chun, tea, on_air):
    judge(tea)
    score = now(tea).score
    row = decide(lin, tea, rung="suspension", days=7)
    judge(tea)
    assert now(tea).score > score
    answer(mei, appeal(chun, row), "overturned")
    judge(tea)

    assert again(row).state == "overturned"
    assert (again(tea).function, against(tea)) == (Party.Function.OPEN, [])
    assert effects(row) == set()
    assert effects(row, undone=True) == {"function", "measure", "strike", "tier"}
    assert now(tea).score == score
    assert decide(lin, tea).offence == 1
    with acting(lin), transaction.atomic():
        measure = Measure.objects.get(session=on_air, rule="sanction:suspension")
        assert measure.withdrawn_at is not None
        order = list(Report.objects.filter(sanction=row).order_by("id").values_list("kind"))
        met = Clock.objects.get(kind="appeal_answer")
    assert [one for (one,) in order] == ["decision"] * 2 + ["correction"] * 2
    assert met.state == "met"
    assert letters(chun, "sanction_ended") == letters(chun, "appeal_decided") == 1


@pytest.mark.long
@pytest.mark.law("M-live-verification")
def test_a_breach_of_the_gate_that_only_the_decision_made_falls_with_it(
    lin, mei, chun, tea, on_air
):
    row = decide(lin, tea, rung="suspension", days=7)
    lose(on_air, *reasons_of(row))
    breach = find_breach(on_air)
    answer(mei, appeal(chun, row), "overturned")
    assert dismissed(lin, breach) == f"处罚决定 {row.number} 经申诉撤销"
    assert "breach" in effects(row, undone=True)


@pytest.mark.long
def test_a_broadcast_that_the_gate_refused_for_something_else_too_stays_a_breach(
    lin, mei, chun, tea, on_air
):
    row = decide(lin, tea, rung="suspension", days=7)
    lose(on_air, *reasons_of(row), {"code": "operator_not_verified", "clause": "x", "data": {}})
    breach = find_breach(on_air)
    answer(mei, appeal(chun, row), "overturned")
    assert dismissed(lin, breach) is None


@pytest.mark.long
def test_a_change_that_still_keeps_somebody_off_air_leaves_the_breach_and_one_that_does_not_ends_it(
    lin, mei, chun, tea, on_air
):
    stays = decide(lin, tea, rung="dated_stop", days=30)
    lose(on_air, *reasons_of(stays))
    breach = find_breach(on_air)
    answer(mei, appeal(chun, stays), "changed", rung="suspension", days=3)
    assert dismissed(lin, breach) is None
    ends = decide(lin, tea, code="abuse", rung="suspension", days=7)
    lose(on_air, *reasons_of(ends))
    other = find_breach(on_air, seq=2)
    answer(mei, appeal(chun, ends), "changed", rung="warning")
    assert dismissed(lin, other) is not None


@pytest.mark.long
@pytest.mark.law("O117-measures")
def test_later_offences_are_counted_anew_and_officers_weigh_what_was_too_much(lin, mei, chun, tea):
    first, second, third = (decide(lin, tea, code="abuse") for _ in range(3))
    assert [one.rung for one in (first, second, third)] == ["warning", "suspension", "dated_stop"]
    answer(mei, appeal(chun, first), "overturned")
    now_second, now_third = again(second), again(third)
    assert (now_second.offence, now_second.suggested, now_second.state) == (
        1,
        "warning",
        "in_force",
    )
    assert (now_third.offence, now_third.suggested) == (2, "suspension")
    assert letters(lin, "sanction_recounted") == letters(mei, "sanction_recounted") == 2
    assert decide(lin, tea, code="abuse").offence == 3


@pytest.mark.long
def test_an_overturned_blacklist_lets_the_identity_back_and_corrects_all_four_reports(
    lin, mei, qiu, chun, tea
):
    row = review(mei, decide(lin, tea, rung="blacklist", days=365, ground="serious"))
    assert against(tea) == ["barred"]
    answer(qiu, appeal(chun, row), "overturned")
    assert against(tea) == []
    assert reports(row, "correction") == reports(row)
    assert len(reports(row)) == 4


@pytest.mark.long
def test_a_warning_that_fell_is_withdrawn_on_air_too(lin, mei, chun, tea, on_air):
    row = decide(lin, tea, rung="warning")
    answer(mei, appeal(chun, row), "overturned")
    with acting(lin), transaction.atomic():
        assert Measure.objects.get(session=on_air).withdrawn_at is not None


@pytest.mark.long
def test_a_change_puts_a_milder_decision_in_its_place(lin, mei, chun, tea):
    row = decide(lin, tea, rung="dated_stop", days=30)
    made = appeal(chun, row)
    for rung, days in (("closure", None), ("dated_stop", 30), ("dated_stop", None), ("x", 1)):
        with pytest.raises(Invalid):
            answer(mei, made, "changed", rung=rung, days=days)
    assert again(made).state == "open"
    answer(mei, made, "changed", rung="suspension", days=3)
    assert again(row).state == "changed"
    with acting(lin), transaction.atomic():
        new = Sanction.objects.get(replaces=row)
    assert (new.rung, new.days, new.state, new.offence) == ("suspension", 3, "in_force", 1)
    assert (again(tea).function, against(tea)) == (Party.Function.SUSPENDED, ["sanctioned"])
    assert len(reports(row, "correction")) == 2
    assert letters(chun, "sanction") == 2


@pytest.mark.long
def test_a_term_that_ends_while_an_appeal_is_open_ends_and_the_appeal_goes_on(
    lin, mei, chun, tea, suspended, later
):
    made = appeal(chun, suspended)
    later(days=8)
    sweep(tea)
    assert (again(suspended).state, again(made).state) == ("expired", "open")
    answer(mei, made, "overturned")
    assert again(suspended).state == "overturned"
    assert "strike" in effects(suspended, undone=True)
    assert decide(lin, tea).offence == 1
