"""Who must sign or learn again is told a month, a week and a day before; once each."""

import pytest
from django.db import transaction

from charter import selectors, services
from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from tests.charter import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(harbour, chun):
    """The party that Chun is."""
    return world.party(harbour, "operator", "marketer", user_id=chun.user_id)


def send(owner):
    actor = world.system(owner)
    with acting(actor):
        return services.reminders_send(actor=actor)


def told(owner, who):
    with acting(world.system(owner)), transaction.atomic():
        found = Letter.objects.filter(recipient_id=who.user_id).order_by("id")
        return [(one.topic, one.subject_ref.rpartition(":")[2]) for one in found]


@pytest.mark.long
def test_a_party_is_told_three_times_and_never_twice_of_the_same(
    harbour, lin, chun, mine, with_operators
):
    end = (world.accepted(with_operators, mine).ends_on - clock.today()).days
    assert send(harbour) == 0
    for left in (30, 12, 7, 0):
        with world.on(world.days(end - left)):
            send(harbour)
            assert send(harbour) == 0

    assert told(harbour, chun) == [("charter_lapsing", one) for one in ("30", "7", "0")]
    assert {topic for topic, _ in told(harbour, lin)} == {"charter_due"}


def test_a_training_that_was_taken_anew_is_not_reminded_of(harbour, lin, chun, mine, first_course):
    world.trained(first_course, mine)
    with world.on(world.days(350)):
        send(harbour)
        assert len(told(harbour, chun)) == 1
        world.trained(first_course, mine, ago=0.5)
    with world.on(world.days(360)):
        assert send(harbour) == 0


@pytest.mark.long
@pytest.mark.law("ECL-rules-changed")
def test_whoever_signed_is_told_of_a_later_text_before_its_day(harbour, chun, mine, with_operators):
    world.accepted(with_operators, mine)
    world.published(harbour, "platform_operator", in_days=8, changes={"zh": "调整佣金。"})
    send(harbour)
    send(harbour)

    with acting(world.system(harbour)), transaction.atomic():
        letter = Letter.objects.get(recipient_id=chun.user_id)
    assert (letter.topic, letter.is_legal) == ("charter_published", True)


def test_a_party_that_is_no_member_is_not_written_to(harbour, shop, with_operators):
    world.accepted(with_operators, shop)
    with world.on(world.days(350)):
        assert send(harbour) == 0


def test_the_sweep_finds_tenants_in_which_something_ends(harbour, elsewhere, shop, with_operators):
    agreement = world.accepted(with_operators, shop)
    day = agreement.ends_on
    assert selectors.tenants_with_ends(day, day) == [harbour.pk]
    assert elsewhere.pk not in selectors.tenants_with_ends(clock.today(), day)
