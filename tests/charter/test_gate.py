"""Nobody goes on air without the agreements and the training; the whole cast in one query."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from charter import services
from charter.gate import CODES, WORDS, charter_check, reason_of
from charter.models import Agreement
from charter.rules.agency import RECRUITMENT, RULES
from charter.selectors import agreement_standing
from livecompliance.kernel import clock, gate, law
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.gate import Asked
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from parties.models import Tie
from tests.charter import world

pytestmark = pytest.mark.django_db


def asked(operator, *marketers):
    who = tuple(one.pk for one in marketers)
    return Asked(uuid7(), operator.pk if operator else None, who, clock.now())


def reasons(owner, operator, *marketers):
    actor = system_actor(owner.pk)
    with acting(actor), transaction.atomic():
        found = charter_check(actor, asked(operator, *marketers))
    return {(one.code, one.party) for one in found}


@pytest.fixture
def ready(harbour, shop, ayun, with_operators, first_course):
    """The shop has signed and Ayun was trained."""
    world.accepted(with_operators, shop)
    world.trained(first_course, ayun)
    return with_operators


@pytest.mark.law("M-agreements", "O117-training")
def test_nobody_goes_on_air_before_the_agreement_and_the_training(
    harbour, shop, ayun, with_operators, first_course
):
    assert reasons(harbour, shop, ayun) == {
        ("agreement_missing", shop.pk),
        ("training_missing", ayun.pk),
    }

    world.accepted(with_operators, shop)
    world.trained(first_course, ayun)

    assert reasons(harbour, shop, ayun) == set()


def test_a_platform_without_texts_and_courses_lets_nobody_on_air(harbour, shop, ayun):
    assert reasons(harbour, shop, ayun) == {
        ("agreement_missing", shop.pk),
        ("training_missing", ayun.pk),
    }


@pytest.mark.law("O117-training")
def test_training_counts_for_a_year_and_not_a_day_longer(harbour, shop, ayun, ready):
    with world.on(world.days(364)):
        assert ("training_lapsed", ayun.pk) not in reasons(harbour, shop, ayun)
    with world.on(world.days(366)):
        assert ("training_lapsed", ayun.pk) in reasons(harbour, shop, ayun)


def test_an_agreement_holds_on_its_last_day_and_lapses_the_day_after(harbour, shop, ayun, ready):
    last = clock.today().replace(year=clock.today().year + 1) - timedelta(days=1)
    noon = world.days((last - clock.today()).days)
    with world.on(noon):
        assert ("agreement_lapsed", shop.pk) not in reasons(harbour, shop)
    with world.on(noon + timedelta(days=1)):
        found = reasons(harbour, shop)
        assert found == {("agreement_lapsed", shop.pk)}


def test_an_agreement_that_was_ended_stops_the_broadcast_at_once(harbour, shop, ayun, ready, lin):
    with acting(lin):
        agreement = Agreement.objects.get()
        services.agreement_end(actor=lin, agreement_id=agreement.pk, reason="多次售假")

    assert reasons(harbour, shop, ayun) == {("agreement_lapsed", shop.pk)}


@pytest.mark.long
@pytest.mark.law("M-agency-agreement")
def test_who_works_with_an_agency_needs_a_written_agreement_with_it(
    harbour, shop, ayun, stars, ready, with_agencies
):
    world.tie(stars, ayun, "agency_marketer")
    assert reasons(harbour, shop, ayun) == {
        ("agency_agreement_missing", ayun.pk),
        ("agency_platform_agreement_missing", ayun.pk),
    }

    world.accepted(with_agencies, stars)
    text = world.published(harbour, "marketer_agency")
    world.accepted(text, ayun, stars)
    assert reasons(harbour, shop, ayun) == {("agency_agreement_missing", ayun.pk)}
    world.accepted(text, stars, ayun)

    assert reasons(harbour, shop, ayun) == set()


@pytest.mark.long
def test_an_operator_with_an_agency_is_asked_the_same(harbour, shop, stars, ready, with_agencies):
    world.tie(stars, shop, "agency_operator")
    world.accepted(with_agencies, stars)
    assert reasons(harbour, shop) == {("agency_agreement_missing", shop.pk)}

    world.both(world.published(harbour, "operator_agency"), shop, stars)

    assert reasons(harbour, shop) == set()


def test_a_tie_that_is_over_asks_for_nothing(harbour, shop, ayun, stars, ready):
    tie = world.tie(stars, ayun, "agency_marketer")
    with acting(world.system(harbour)), transaction.atomic():
        Tie.objects.filter(pk=tie.pk).update(until=world.days(-0.5))

    assert reasons(harbour, shop, ayun) == set()


def test_a_change_that_matters_must_be_accepted_anew(harbour, shop, ayun, ready):
    later = world.published(harbour, "platform_operator", in_days=7)
    assert reasons(harbour, shop, ayun) == set()
    with world.on(world.days(7)):
        assert reasons(harbour, shop, ayun) == {("agreement_changed", shop.pk)}
        world.accepted(later, shop)
        assert reasons(harbour, shop, ayun) == set()


def test_a_change_that_does_not_matter_needs_no_acceptance(harbour, shop, ayun, ready):
    world.published(harbour, "platform_operator", in_days=7, is_material=False)

    with world.on(world.days(7)):
        assert reasons(harbour, shop, ayun) == set()


def test_what_was_signed_ahead_holds_from_its_day(harbour, shop, ayun, ready):
    later = world.published(harbour, "platform_operator", in_days=9)
    world.accepted(later, shop)

    assert reasons(harbour, shop, ayun) == set()
    with world.on(world.days(9)):
        assert reasons(harbour, shop, ayun) == set()


@pytest.mark.law("ECL-objectors-leave")
def test_where_silence_is_acceptance_an_objection_is_not(harbour, shop, ayun, ready):
    with acting(world.system(harbour)), transaction.atomic():
        harbour.policy = {"agreement_tacit": 1}
        harbour.save()
    later = world.published(harbour, "platform_operator", in_days=7)
    with world.on(world.days(7)):
        assert reasons(harbour, shop, ayun) == set()
    actor = world.system(harbour)
    with acting(actor):
        services.objection_make(
            actor=actor, version_id=later.pk, party_id=shop.pk, text="不同意提高佣金。", leaves=True
        )

    with world.on(world.days(7)):
        assert reasons(harbour, shop, ayun) == {("agreement_changed", shop.pk)}


def test_every_course_that_is_given_must_be_taken(harbour, shop, ayun, ready):
    world.course(harbour, "second")

    assert reasons(harbour, shop, ayun) == {("training_missing", ayun.pk)}


def test_eight_marketers_with_agencies_are_one_query(harbour, shop, ready, stars):
    cast = [world.party(harbour, "marketer") for _ in range(8)]
    for one in cast:
        world.tie(stars, one, "agency_marketer")
    actor = system_actor(harbour.pk)
    with (
        acting(actor),
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as seen,
    ):
        found = list(charter_check(actor, asked(shop, *cast)))

    assert len(seen) == 1
    assert len(found) == 8 * 3


def test_a_room_without_an_operator_or_a_cast_is_not_asked_about(harbour):
    assert reasons(harbour, None) == set()


def test_another_platforms_agreement_counts_for_nothing(harbour, elsewhere, shop, ready):
    actor = system_actor(elsewhere.pk)
    with acting(actor), transaction.atomic():
        found = list(charter_check(actor, asked(shop)))

    assert [one.code for one in found] == ["agreement_missing"]


def test_every_reason_has_words_in_both_languages_and_a_clause(harbour, shop, ayun, stars):
    once = {RECRUITMENT, RULES}  # these never lapse
    wanted = {f"{code}_missing" for code in CODES.values()}
    wanted |= {f"{code}_lapsed" for code in CODES.values() if code not in once}
    assert wanted <= set(WORDS)
    assert gate.names().count("charter.agreements") == 1
    actor = system_actor(harbour.pk)
    with acting(actor), transaction.atomic():
        for reason in charter_check(actor, asked(shop, ayun)):
            assert reason.clause in law.register()
            assert all(gate.said(reason).values())


@pytest.mark.law("M-agreements")
def test_the_standing_of_a_party_follows_from_its_roles(harbour, shop, stars, with_agencies):
    actor = system_actor(harbour.pk)
    world.accepted(with_agencies, stars)
    with acting(actor), transaction.atomic():
        found = agreement_standing(actor, [shop.pk, stars.pk])

    assert not found[shop.pk].is_in_force
    assert [reason_of(one).code for one in found[shop.pk].lacks] == ["agreement_missing"]
    assert found[stars.pk].is_in_force
