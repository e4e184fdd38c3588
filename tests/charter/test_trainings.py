"""Training before the first broadcast and every year; nobody cheats in it and it counts."""

from datetime import timedelta

import pytest
from django.db import transaction

from charter import selectors, services
from charter.models import Training
from charter.rules import quiz
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.charter import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(harbour, chun):
    """The party that Chun is."""
    return world.party(harbour, "marketer", user_id=chun.user_id)


def begin(actor, party, course):
    with acting(actor):
        return services.training_begin(actor=actor, party_id=party.pk, course_id=course.pk)


def finish(actor, training, answers=world.RIGHT, after=20.0):
    with world.on(training.started_at + timedelta(minutes=after)), acting(actor):
        return services.training_finish(actor=actor, training_id=training.pk, answers=answers)


def due(actor, party):
    with acting(actor), transaction.atomic():
        return {one.course.code: one.state for one in selectors.courses_due(actor, party)}


@pytest.mark.law("O117-training")
def test_a_marketer_learns_takes_the_quiz_and_is_trained_for_a_year(chun, mine, first_course):
    assert due(chun, mine) == {"first": "never"}

    done = finish(chun, begin(chun, mine, first_course))

    assert (done.state, done.score_percent, done.minutes) == ("passed", 100, 20)
    day = clock.to_date(done.finished_at)
    assert done.valid_until == day.replace(year=day.year + 1)
    assert due(chun, mine) == {"first": "in_force"}


@pytest.mark.law("O117-yearly-study")
def test_operators_and_agencies_study_every_year(harbour, lin, shop, stars):
    for_shops = world.course(harbour, "shops", "operator")
    world.course(harbour, "agencies", "agency")
    world.trained(for_shops, shop)

    assert (due(lin, shop), due(lin, stars)) == ({"shops": "in_force"}, {"agencies": "never"})
    with world.on(world.days(340)):
        assert due(lin, shop) == {"shops": "due_soon"}
    with world.on(world.days(370)):
        assert due(lin, shop) == {"shops": "lapsed"}


@pytest.mark.law("O117-training")
def test_nobody_finishes_sooner_than_the_course_takes(chun, mine, first_course):
    training = begin(chun, mine, first_course)

    with pytest.raises(services.TooFast) as refused:
        finish(chun, training, after=19.5)

    assert refused.value.extra["retry_after"] == 30
    assert finish(chun, training, after=20).state == "passed"


def test_who_answers_wrong_begins_again_and_every_attempt_is_kept(chun, mine, first_course):
    failed = finish(chun, begin(chun, mine, first_course), answers=[[0], [0]])
    assert (failed.state, failed.score_percent, failed.valid_until) == ("failed", 50, None)
    assert finish(chun, failed).state == "failed"

    again = begin(chun, mine, first_course)
    assert (again.attempt, again.pk == failed.pk) == (2, False)
    assert finish(chun, again).state == "passed"
    with acting(chun), transaction.atomic():
        assert Training.objects.count() == 2


def test_beginning_twice_is_beginning_once_and_time_is_spent_once(
    harbour, chun, mine, first_course
):
    second = world.course(harbour, "second", minutes=20)
    one = begin(chun, mine, first_course)
    assert begin(chun, mine, first_course) == one

    other = begin(chun, mine, second)

    with pytest.raises(services.TrainingOver):
        finish(chun, one)
    assert finish(chun, other).state == "passed"


def test_a_platform_reports_what_was_learned_there_once(harbour, lin, ayun, first_course):
    began = world.days(-2)
    taken = services.Taken(began, began + timedelta(minutes=25), 90)
    actor = world.system(harbour)
    with acting(actor):
        made = [
            services.training_record(
                actor=actor, party_id=ayun.pk, course_id=first_course.pk, taken=taken
            )
            for _ in range(2)
        ]

    assert made[0] == made[1]
    assert (made[0].state, made[0].source) == ("passed", "platform")


@pytest.mark.law("O117-training")
@pytest.mark.parametrize(
    ("began", "minutes", "score", "refusal"),
    [
        (-1, 5, 100, services.TooFast),
        (-1, 25, None, Invalid),
        (-1, 25, 101, Invalid),
        (-400, 25, 90, Invalid),
        (1, 25, 90, Invalid),
        (-1, -5, 90, Invalid),
        (-40, 31 * 24 * 60, 90, Invalid),
    ],
)
def test_a_report_that_makes_no_sense_counts_for_nothing(
    harbour, ayun, first_course, began, minutes, score, refusal
):
    start = world.days(began)
    taken = services.Taken(start, start + timedelta(minutes=minutes), score)
    actor = world.system(harbour)
    with acting(actor), pytest.raises(refusal):
        services.training_record(
            actor=actor, party_id=ayun.pk, course_id=first_course.pk, taken=taken
        )


def test_the_same_time_is_not_reported_for_two_courses(harbour, ayun, first_course):
    second = world.course(harbour, "second")
    began = world.days(-1)
    actor = world.system(harbour)
    with acting(actor):
        for course, later in ((first_course, 0), (second, 30)):
            taken = services.Taken(
                began + timedelta(minutes=later), began + timedelta(minutes=later + 30), 90
            )
            services.training_record(
                actor=actor, party_id=ayun.pk, course_id=course.pk, taken=taken
            )
        third = world.course(harbour, "third")
        taken = services.Taken(began + timedelta(minutes=29), began + timedelta(minutes=55), 90)
        with pytest.raises(services.Overlapping):
            services.training_record(actor=actor, party_id=ayun.pk, course_id=third.pk, taken=taken)


@pytest.mark.law("O117-training")
def test_a_training_in_which_somebody_cheated_is_annulled(harbour, lin, wu, ayun, first_course):
    training = world.trained(first_course, ayun)
    with acting(wu), pytest.raises(Forbidden):
        services.training_annul(actor=wu, training_id=training.pk, reason="代学")
    with acting(lin):
        services.training_annul(actor=lin, training_id=training.pk, reason="由他人代学")
        services.training_annul(actor=lin, training_id=training.pk, reason="由他人代学")

    assert due(lin, ayun) == {"first": "never"}


@pytest.mark.law("O117-training")
def test_who_refuses_training_is_written_down_and_not_trained(harbour, lin, ayun, first_course):
    with acting(lin):
        refused = services.training_refuse(
            actor=lin, party_id=ayun.pk, course_id=first_course.pk, reason="两次通知均拒绝"
        )
        with pytest.raises(Conflict):
            services.training_annul(actor=lin, training_id=refused.pk, reason="没有学过")

    assert refused.state == "refused"
    assert due(lin, ayun) == {"first": "never"}


def test_a_new_version_of_a_course_lets_what_was_learned_count(harbour, lin, ayun, first_course):
    world.trained(first_course, ayun)
    later = world.course(harbour)

    assert later.number == 2
    assert due(lin, ayun) == {"first": "in_force"}
    with acting(lin):
        services.course_retire(actor=lin, course_id=later.pk)
    assert due(lin, ayun) == {}


def test_nobody_learns_for_somebody_else(harbour, lin, chun, wu, ayun, mine, first_course):
    for eve, refusal in ((chun, NotFound), (lin, Forbidden), (wu, Forbidden)):
        with pytest.raises(refusal):
            begin(eve, ayun, first_course)
    training = begin(chun, mine, first_course)
    mei = builders.person(harbour, "mei", "streamer")
    with pytest.raises(Forbidden):
        finish(mei, training)
    with acting(chun), pytest.raises(Forbidden):
        services.training_record(
            actor=chun, party_id=mine.pk, course_id=first_course.pk,
            taken=services.Taken(world.days(-1), world.days(-0.5), 100),
        )  # fmt: skip


def test_another_platforms_course_does_not_exist(elsewhere, harbour, chun, mine):
    with pytest.raises(NotFound):
        begin(chun, mine, world.course(elsewhere))


def test_a_course_is_taken_by_those_whom_it_is_for(harbour, chun, mine):
    with pytest.raises(Invalid):
        begin(chun, mine, world.course(harbour, "shops", "operator"))


@pytest.mark.law("O117-training")
def test_what_marketers_must_be_taught_and_no_course_covers_is_named(harbour, lin):
    world.course(harbour, topics=("trading_law", "quality"))
    with acting(lin), transaction.atomic():
        missing = selectors.topics_missing(lin)
    assert missing == ["information_law", "consumers", "platform_rules"]
    with acting(lin):
        empty = services.course_draft(
            actor=lin, code="empty", audience="marketer", lesson=world.lesson(topics=())
        )
        with pytest.raises(Invalid):
            services.course_publish(actor=lin, course_id=empty.pk)


@pytest.mark.parametrize(
    "broken",
    [
        {"minutes": 0},
        {"minutes": 601},
        {"pass_percent": 0},
        {"topics": ("weather",)},
        {"title": {"zh": ""}},
        {"body_zh": ""},
        {"quiz": [{"ask": {"zh": "?"}, "options": [{"zh": "a"}], "right": [0]}]},
        {"quiz": [{"ask": {"zh": "?"}, "options": [{"zh": "a"}, {"zh": "b"}], "right": [2]}]},
        {"quiz": [{"ask": {"zh": "?"}, "options": [{"zh": "a"}, {"zh": "b"}], "right": []}]},
        {"quiz": [{"ask": "?", "options": [{"zh": "a"}, {"zh": "b"}], "right": [0]}]},
        {"quiz": ["?"]},
    ],
)
def test_a_course_that_makes_no_sense_is_refused(harbour, lin, broken):
    with acting(lin), pytest.raises(Invalid):
        services.course_draft(
            actor=lin, code="c1", audience="marketer", lesson=world.lesson(**broken)
        )


@pytest.mark.parametrize(
    ("answers", "score"),
    [([], 0), ([[0]], 50), ([[0], [0, 1]], 100), ([[0], [0, 1, 2]], 50), ([[0], [0, 1], [5]], 100)],
)
def test_a_question_is_right_when_exactly_the_right_options_were_chosen(answers, score):
    assert quiz.score(world.QUIZ, answers) == score
