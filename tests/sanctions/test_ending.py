"""Decisions end by their term, by an officer, whole; what others decided stays."""

from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from parties import services as parties
from parties.models import Party
from sanctions import selectors, services, tasks
from sanctions.models import Sanction
from tests.parties import people
from tests.sanctions.conftest import (
    again,
    against,
    answer,
    appeal,
    decide,
    effects,
    review,
    sweep,
)

pytestmark = pytest.mark.django_db


def lift(actor, row):
    with acting(actor):
        return services.sanction_lift(actor=actor, sanction_id=row.pk, reason="整改到位")


def test_when_a_term_is_over_the_sweep_undoes_what_it_changed_and_the_strike_stays(
    lin, tea, chun, later
):
    row = decide(lin, tea, rung="suspension", days=7)
    later(days=6)
    assert sweep(tea) == 0
    later(days=1, minutes=1)
    assert against(tea) == []  # by time, whether or not anybody swept
    assert selectors.tenants_due() == [tea.tenant_id]
    assert sweep(tea) == 1
    assert (again(row).state, again(tea).function) == ("expired", "open")
    assert effects(row) == {"strike", "tier"}
    assert decide(lin, tea).offence == 2
    with acting(chun), transaction.atomic():
        assert Letter.objects.filter(recipient_id=chun.user_id, topic="sanction_ended").count() == 1
    assert sweep(tea) == 0


def test_the_beat_finds_the_tenants_with_something_to_end(lin, tea, later, outsider):
    row = decide(lin, tea, rung="suspension", days=1)
    later(days=2)
    tasks.sanctions_follow(tenant_id=str(outsider.tenant_id))
    assert again(row).state == "in_force"
    tasks.sanctions_follow(tenant_id=str(tea.tenant_id))
    assert again(row).state == "expired"


def test_who_ends_last_gives_the_function_back(lin, tea, later):
    decide(lin, tea, rung="suspension", days=3)
    longer = decide(lin, tea, code="abuse", rung="suspension", days=9)
    later(days=4)
    assert sweep(tea) == 1
    assert (again(tea).function, against(tea)) == (Party.Function.SUSPENDED, ["sanctioned"])
    lift(lin, longer)
    assert (again(tea).function, against(tea)) == (Party.Function.OPEN, [])


def test_what_an_officer_suspended_by_hand_before_stays_suspended_after(lin, tea, later):
    with acting(lin):
        parties.function_suspend(actor=lin, party_id=tea.pk, reason="资料待补")
    row = decide(lin, tea, rung="suspension", days=3)
    assert "function" not in effects(row)
    later(days=4)
    sweep(tea)
    assert again(tea).function == Party.Function.SUSPENDED


def test_an_officer_lifts_a_decision_once_and_no_ended_one(lin, wu, tea):
    row = decide(lin, tea, rung="suspension", days=3)
    with pytest.raises(Forbidden):
        lift(wu, row)
    assert lift(lin, row).state == "lifted"
    assert lift(lin, row).state == "lifted"
    assert effects(row) == {"strike", "tier"}
    waiting = decide(lin, tea, rung="closure")
    with pytest.raises(services.NotInForce):
        lift(lin, waiting)


@pytest.mark.law("O117-blacklist-evasion", "O117-blacklist")
def test_a_new_account_does_not_evade_a_blacklist_and_its_end_lets_everybody_back(
    lin, mei, harbour, tea, later
):
    number = people.resident_id()
    people.document(tea, number)
    row = review(mei, decide(lin, tea, rung="blacklist", days=365, ground="serious"))
    assert against(tea) == ["barred"]
    with acting(lin):
        parties.party_close(actor=lin, party_id=tea.pk, reason="本人注销")
    newcomer = people.party(harbour, "operator", document="", public_name="换个号")
    wish = parties.Given("resident_id", number)
    with acting(lin), pytest.raises(parties.Barred):
        parties.document_give(actor=lin, party_id=newcomer.pk, given=wish)
    people.document(newcomer, number)  # as if it had slipped in
    assert against(newcomer) == ["barred"]
    later(days=366)
    assert against(newcomer) == []
    assert sweep(tea) == 1
    assert again(row).state == "expired"


@pytest.mark.law("O117-blacklist")
def test_a_ban_on_registering_again_bars_the_identity_until_its_day(lin, mei, tea, later):
    review(mei, decide(lin, tea, rung="registration_ban", days=30))
    assert against(tea) == ["barred"]
    later(days=31)
    assert against(tea) == []


def test_an_entry_that_is_retracted_while_a_gate_is_open_lets_in_at_the_next_question(
    lin, mei, tea
):
    row = review(mei, decide(lin, tea, rung="blacklist", days=365, ground="serious"))
    assert against(tea) == ["barred"]
    lift(lin, row)
    assert against(tea) == []


@pytest.mark.law("O117-measure-report", "M-tiering")
def test_a_decision_counts_for_the_tier_until_it_falls(lin, harbour, tea, chun):
    from tests import builders
    from tests.tiers.conftest import judge, now

    builders.room(chun, "茶", operator_id=tea.pk)
    judge(tea)
    before = now(tea).score
    decide(lin, tea, rung="warning")
    judge(tea)
    assert now(tea).score > before


def test_next_years_calendar_changes_no_term(lin, tea, later):
    later(days=430)  # into 2028: no notice of holidays is known
    row = decide(lin, tea, rung="dated_stop", days=30)
    later(days=31)
    assert sweep(tea) == 1
    assert again(row).state == "expired"


@pytest.mark.long
def test_a_decision_of_this_year_is_appealed_and_ends_in_the_next_whose_calendar_nobody_knows(
    lin, mei, chun, tea, later
):
    later(days=(date(2027, 12, 28) - clock.today()).days)
    row = decide(lin, tea, rung="suspension", days=7)
    assert clock.to_date(row.ends_at).year == 2028
    made = appeal(chun, row)
    assert made.due_at > row.ends_at  # by working days as far as they are known
    later(days=8)
    assert sweep(tea) == 1
    answer(mei, made, "overturned")
    assert (again(row).state, effects(row)) == ("overturned", set())
    later(days=400)
    assert decide(lin, tea).offence == 1


def test_nobody_sees_or_ends_another_tenants_decisions(lin, outsider, tea):
    row = decide(lin, tea, rung="suspension", days=1)
    with acting(outsider), transaction.atomic():
        assert not Sanction.objects.filter(pk=row.pk).exists()
    other = system_actor(outsider.tenant_id)
    with acting(other):
        assert services.sanctions_expire(actor=other) == 0
