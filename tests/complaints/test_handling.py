"""A complaint goes from hand to hand, is answered, contested, taken back; its clocks follow."""

import pytest
from django.db import transaction

from complaints.models import Message
from complaints.rules import states
from complaints.selectors import messages_of, texts_of
from complaints.services import NotNow, ReopenLate
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.complaints.conftest import again, answer, clocks, do, file, published

pytestmark = pytest.mark.django_db


def said(actor, row) -> list[tuple[str, bool, str]]:
    with acting(actor), transaction.atomic():
        found = messages_of(actor, row)
        words = texts_of(actor, row, found)
        return [(one.side, one.is_internal, words[one.pk]) for one in found]


def test_every_step_leads_to_a_state_that_there_is():
    every = {*states.OPEN, *states.SETTLED}
    for act, (before, after) in states.STEPS.items():
        assert before <= every, act
        assert after is None or after in every, act


def test_what_is_over_is_reopened_or_looked_into_and_nothing_else():
    able = {
        state: [act for act in states.STEPS if states.can(act, state)]
        for state in ("closed", "withdrawn")
    }
    assert able["withdrawn"] == ["reopen", "case", "draft"]
    assert able["closed"] == [*able["withdrawn"], "enquire", "give", "decline"]


def test_accepting_meets_the_first_clock_only(lin, row):
    do("complaint_acknowledge", lin, complaint_id=row.pk)

    assert {name: one.state for name, one in clocks(row).items()} == {
        "acknowledge": "met",
        "act": "running",
        "feed_back": "running",
    }


def test_taking_in_hand_accepts_too(lin, row):
    do("complaint_take", lin, complaint_id=row.pk)

    assert again(row).assignee_id == lin.user_id
    assert clocks(row)["acknowledge"].state == "met"
    assert clocks(row)["feed_back"].owner_id == lin.user_id


def test_another_officer_gets_the_clocks_with_the_time_that_is_left(lin, mei, row):
    before = clocks(row)["feed_back"].due_at
    do("complaint_take", lin, complaint_id=row.pk, assignee_id=mei.user_id)

    assert clocks(row)["feed_back"].owner_id == mei.user_id
    assert clocks(row)["feed_back"].due_at == before


def test_nobody_but_an_officer_gets_it(lin, wu, row):
    with pytest.raises(NotFound):
        do("complaint_take", lin, complaint_id=row.pk, assignee_id=wu.user_id)


def test_what_was_done_meets_the_clock_to_act_and_stays_inside(lin, passer, row):
    do("complaint_handle", lin, complaint_id=row.pk, text="已切断直播，保存证据。")

    assert clocks(row)["act"].state == "met"
    assert clocks(row)["feed_back"].state == "running"
    assert said(lin, row) == [("platform", True, "已切断直播，保存证据。")]
    assert said(passer, row) == []


def test_an_answer_meets_everything_that_waited(lin, row):
    answer(lin, row)

    assert again(row).state == "answered"
    assert {one.state for one in clocks(row).values()} == {"met"}


def test_an_answer_by_telephone_counts_from_when_it_was_given(lin, row, later):
    told = clock.now()
    later(days=40)
    answer(lin, row, channel="phone", at=told)

    feed_back = clocks(row)["feed_back"]
    assert (feed_back.state, feed_back.breached_at) == ("met", None)


def test_an_answer_is_not_given_before_the_complaint_or_tomorrow(lin, row):
    for at in (row.filed_at.replace(year=2020), clock.now().replace(year=2030)):
        with pytest.raises(Invalid):
            answer(lin, row, at=at)


def test_a_question_stops_the_clock_to_answer_until_something_is_said(lin, passer, filed, row):
    do("complaint_ask", lin, complaint_id=row.pk, text="请补充直播间名称。")
    assert clocks(row)["feed_back"].state == "paused"
    assert clocks(row)["act"].state == "running"
    assert again(row).is_waiting

    do("receipt_say", passer, receipt=filed.receipt, text="叫阿春家的茶室。")
    assert clocks(row)["feed_back"].state == "running"
    assert not again(row).is_waiting


def test_what_was_said_by_telephone_starts_the_clock_again(lin, row):
    do("complaint_ask", lin, complaint_id=row.pk, text="请补充直播间名称。")
    do("complaint_heard", lin, complaint_id=row.pk, text="电话说是阿春家。", channel="phone")

    assert clocks(row)["feed_back"].state == "running"


def test_the_laws_own_term_runs_on_while_somebody_is_asked(lin, passer, later):
    row = file(passer, "personal").complaint
    last = clocks(row)["feed_back"].law_due_at
    do("complaint_ask", lin, complaint_id=row.pk, text="请说明是哪个账号。")
    later(days=29)

    assert clocks(row)["feed_back"].law_due_at == last


def test_notes_are_for_officers(lin, wu, passer, row):
    do("complaint_note", lin, complaint_id=row.pk, text="上月也投诉过同一直播间")
    do("complaint_reply", lin, complaint_id=row.pk, text="我们正在查看录像。")

    assert len(said(lin, row)) == 2
    assert [one[2] for one in said(wu, row)] == ["我们正在查看录像。"]
    assert [one[2] for one in said(passer, row)] == ["我们正在查看录像。"]


def test_an_answer_can_be_contested_and_begins_new_rounds(lin, passer, filed, row, later):
    answer(lin, row, outcome="unfounded")
    later(days=3)
    do("receipt_reopen", passer, receipt=filed.receipt, text="录像里说得很清楚。")

    found = again(row)
    assert (found.state, found.outcome) == ("reopened", "")
    assert clocks(row)["feed_back"].round == 2
    assert clocks(row)["feed_back"].started_at > row.filed_at
    assert clocks(row)["acknowledge"].round == 1


def test_a_new_round_runs_by_what_is_promised_now(lin, mei, passer, filed, row):
    answer(lin, row)
    published(lin, mei, conduct_feed_back=(2, "working_day"))
    do("receipt_reopen", passer, receipt=filed.receipt, text="没有解决。")

    assert clocks(row)["feed_back"].policy["amount"] == 2
    assert again(row).terms_version == 1


def test_a_running_clock_keeps_what_was_promised(lin, mei, row):
    published(lin, mei, conduct_feed_back=(2, "working_day"))

    assert clocks(row)["feed_back"].policy["amount"] == 7


def test_an_answer_is_contested_in_time(lin, passer, filed, row, later):
    answer(lin, row)
    later(days=31)

    with pytest.raises(ReopenLate):
        do("receipt_reopen", passer, receipt=filed.receipt, text="没有解决。")
    do("complaint_reopen", lin, complaint_id=row.pk, text="投诉人又来电，另有新证据。")
    assert again(row).state == "reopened"


def test_taking_back_ends_every_clock_and_an_officer_may_go_on(lin, passer, filed, row):
    do("receipt_withdraw", passer, receipt=filed.receipt)
    do("receipt_withdraw", passer, receipt=filed.receipt)
    assert {one.state for one in clocks(row).values()} == {"closed"}

    do("complaint_reopen", lin, complaint_id=row.pk, text="涉及违法内容，继续核查。")
    assert clocks(row)["act"].state == "running"


def test_being_content_closes_it(lin, passer, filed, row):
    answer(lin, row)
    do("receipt_close", passer, receipt=filed.receipt)

    assert again(row).state == "closed"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("complaint_ask", {"text": "还有吗？"}),
        ("complaint_acknowledge", {}),
        ("complaint_take", {}),
        ("complaint_handle", {"text": "处理"}),
    ],
)
def test_what_was_answered_is_not_done_again(lin, row, name, given):
    answer(lin, row)
    with pytest.raises(NotNow):
        do(name, lin, complaint_id=row.pk, **given)
    with pytest.raises(NotNow):
        answer(lin, row)


def test_what_was_answered_cannot_be_taken_back(lin, passer, filed, row):
    answer(lin, row)
    with pytest.raises(NotNow):
        do("receipt_withdraw", passer, receipt=filed.receipt)


@pytest.mark.law("M-content-patrol")
def test_illegal_content_that_was_right_starts_the_term_to_report(lin, passer):
    right = file(passer, "content").complaint
    answer(lin, right)
    assert clocks(right)["report"].clause == "M-content-patrol"

    do("complaint_report_made", lin, complaint_id=right.pk)
    assert clocks(right)["report"].state == "met"
    wrong = file(passer, "content").complaint
    answer(lin, wrong, outcome="unfounded")
    assert "report" not in clocks(wrong)


def test_the_term_to_report_outlives_the_complaint(lin, passer):
    filed = file(passer, "minors")
    answer(lin, filed.complaint)
    do("receipt_close", passer, receipt=filed.receipt)

    assert clocks(filed.complaint)["report"].state == "running"


def test_merged_complaints_are_answered_together_each_by_its_own_clock(lin, passer):
    first, second = file(passer).complaint, file(passer).complaint
    due = clocks(second)["feed_back"].due_at
    do("complaint_merge", lin, complaint_id=second.pk, into_id=first.pk)
    assert clocks(second)["feed_back"].state == "running"
    assert clocks(second)["feed_back"].due_at == due

    answer(lin, first)
    assert again(second).state == "answered"
    assert clocks(second)["feed_back"].state == "met"
    assert len(said(passer, second)) == 1


def test_what_was_merged_goes_along_when_its_own_is_merged(lin, passer):
    one, two, three = (file(passer).complaint for _ in range(3))
    do("complaint_merge", lin, complaint_id=one.pk, into_id=two.pk)
    do("complaint_merge", lin, complaint_id=two.pk, into_id=three.pk)

    assert again(one).merged_into_id == three.pk
    with pytest.raises(NotNow):
        do("complaint_merge", lin, complaint_id=three.pk, into_id=one.pk)
    with pytest.raises(Invalid):
        do("complaint_merge", lin, complaint_id=three.pk, into_id=three.pk)


def test_a_complaint_is_taken_out_again(lin, passer):
    first, second = file(passer).complaint, file(passer).complaint
    do("complaint_merge", lin, complaint_id=second.pk, into_id=first.pk)
    do("complaint_part", lin, complaint_id=second.pk)
    answer(lin, first)

    assert again(second).state == "in_hand"
    assert clocks(second)["feed_back"].state == "running"


@pytest.mark.parametrize("name", ["complaint_note", "complaint_reply", "complaint_handle"])
def test_those_who_only_look_do_nothing(wu, row, name):
    with pytest.raises(Forbidden):
        do(name, wu, complaint_id=row.pk, text="让我看看")
    with acting(wu), transaction.atomic():
        assert not Message.objects.exists()


def test_another_platforms_officer_finds_no_complaint(outsider, row):
    with pytest.raises(NotFound):
        answer(outsider, row)


def test_a_program_answers_but_takes_nothing_in_hand(harbour, row):
    program = builders.program(harbour, "complaints.write")
    with pytest.raises(Forbidden):
        do("complaint_take", program, complaint_id=row.pk)
    answer(program, row, channel="api")

    assert again(row).state == "answered"
