"""Who came and never learned is told when it is due, after a week and after a month; no more."""

import pytest
from django.db import transaction

from charter import selectors, services
from charter.models import Course
from charter.tasks import reminders_send
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from parties.models import Party
from tests import builders
from tests.attack.conftest import signed_in
from tests.charter import world

pytestmark = pytest.mark.django_db
TOPIC = "charter_first_training"


@pytest.fixture
def mine(harbour, chun):
    """The party that Chun is."""
    return world.party(harbour, "marketer", user_id=chun.user_id)


def send(owner):
    actor = world.system(owner)
    with acting(actor):
        return services.first_trainings_remind(actor=actor)


def told(owner, who):
    with acting(world.system(owner)), transaction.atomic():
        found = Letter.objects.filter(recipient_id=who.user_id, topic=TOPIC).order_by("id")
        return [one.subject_ref.rpartition(":")[2] for one in found]


def read(who):
    """Return the one letter of somebody, as its page shows it."""
    with acting(who), transaction.atomic():
        letter = Letter.objects.get(recipient_id=who.user_id)
    return signed_in(who).get(f"/inbox/{letter.pk}").content.decode()


@pytest.mark.law("O117-training")
def test_a_newcomer_is_told_before_his_first_broadcast_and_twice_again(
    harbour, chun, mine, first_course
):
    for day in (0.01, 3, 7.5, 8, 31, 45):
        with world.on(world.days(day)):
            send(harbour)
            assert send(harbour) == 0

    assert told(harbour, chun) == ["0", "7", "30"]


def test_the_letter_says_what_how_long_and_by_which_article(harbour, chun, mine, first_course):
    send(harbour)

    said = read(chun)
    assert first_course.title["zh"] in said
    assert f"{first_course.minutes} 分钟" in said
    assert "第十条第一款" in said
    assert "不会让你开播" in said


def test_whoever_has_learned_or_has_left_is_left_alone(harbour, chun, mine, first_course):
    world.trained(first_course, mine)
    assert send(harbour) == 0

    gone = builders.person(harbour, "gone", "streamer")
    party = world.party(harbour, "marketer", user_id=gone.user_id)
    with acting(world.system(harbour)), transaction.atomic():
        Party.objects.filter(pk=party.pk).update(state="closed")
    world.party(harbour, "marketer")  # nobody's login: there is nobody to write to
    world.party(harbour, "operator", user_id=builders.person(harbour, "op", "streamer").user_id)
    assert send(harbour) == 0


def test_a_training_that_only_ran_out_is_another_letter(harbour, chun, mine, first_course):
    world.trained(first_course, mine)
    with world.on(world.days(400)):
        assert send(harbour) == 0


@pytest.mark.law("O117-yearly-study")
def test_an_operator_is_told_of_the_study_and_not_of_the_gate(harbour):
    mei = builders.person(harbour, "mei", "streamer")
    world.party(harbour, "operator", user_id=mei.user_id)
    world.course(harbour, code="study", audience=Course.Audience.OPERATOR)
    send(harbour)

    said = read(mei)
    assert "每年组织运营者和服务机构学习" in said
    assert "不会让你开播" not in said


def test_an_old_hand_hears_of_a_course_that_is_first_given_today(harbour, chun, mine):
    with acting(world.system(harbour)), transaction.atomic():
        Party.objects.filter(pk=mine.pk).update(created_at=world.days(-700))
    assert send(harbour) == 0  # there is nothing to learn yet

    world.course(harbour)
    assert send(harbour) == 1
    with world.on(world.days(61)):
        assert send(harbour) == 0
    assert told(harbour, chun) == ["0"]


def test_the_questions_do_not_grow_with_the_people(
    harbour, first_course, django_assert_num_queries
):
    for number in range(3):
        who = builders.person(harbour, f"old-{number}", "streamer")
        world.party(harbour, "marketer", user_id=who.user_id, created_at=world.days(-90))
    with acting(world.system(harbour)), transaction.atomic():
        Course.objects.update(published_at=world.days(-90))
        people = list(Party.objects.all())
        with django_assert_num_queries(2):
            selectors.courses_due_of(world.system(harbour), people)


def test_the_sweep_finds_who_teaches_and_writes_once_though_it_runs_twice(
    harbour, elsewhere, chun, mine, first_course
):
    assert selectors.tenants_teaching() == [harbour.pk]
    reminders_send(tenant_id=str(harbour.pk))
    reminders_send(tenant_id=str(harbour.pk))
    reminders_send(tenant_id=str(elsewhere.pk))

    assert told(harbour, chun) == ["0"]
