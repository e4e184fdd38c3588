"""The board: live facts now, what was known then on a past day, whose word counts."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import override

from ledger.models import Entry
from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from oversight import selectors, services, tasks
from oversight.models import Charge, DutyReading
from oversight.rules.boards import Standing
from oversight.rules.mechanisms import KEYS
from oversight.services import Charging
from oversight.services.duty import NoDuty
from tests import builders
from tests.oversight.conftest import look, row

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_every_reading_has_words_in_both_languages(harbour, lin):
    with acting(lin):
        found = selectors.readings_now(lin)
    for one in found.values():
        control = duties.control_find(one.control)
        assert one.reading.code in control.words, one.control
        with override("zh-hans"):
            chinese = one.said()
        with override("en"):
            assert one.said() != chinese
            assert "%(" not in one.said()


@pytest.mark.law("M-mechanisms", "O117-mechanisms")
def test_the_six_of_seven_mechanisms_that_lack_are_a_breach_and_seven_are_not(
    harbour, lin, mechanism
):
    for kind in KEYS[:-1]:
        mechanism(kind)
    before = row(lin, harbour, "M/6")
    mechanism(KEYS[-1])

    with acting(lin):
        after = selectors.readings_now(lin)["oversight.mechanisms"].reading
    assert before.standing == Standing.BREACHED
    assert "1" in before.said
    assert after.state == duties.State.MET


def test_a_mechanism_whose_review_has_passed_is_a_breach(harbour, lin, mechanism, monkeypatch):
    for kind in KEYS:
        mechanism(kind, review_on=clock.today() + timedelta(days=40))
    monkeypatch.setenv("LC_CLOCK_OFFSET", str(41 * 86_400))

    with acting(lin):
        told = selectors.readings_now(lin)["oversight.mechanisms"].reading
    assert (told.state, told.code, told.data["wrong"]) == (duties.State.BREACHED, "wrong", 7)


def test_looking_twice_keeps_once_and_a_turn_is_recorded(harbour, lin, mechanism):
    first, second = look(lin), look(lin)
    mechanism()
    third = look(lin)  # six are missing, not seven: the same code, no news

    assert first == len(duties.controls())
    assert (second, third) == (0, 0)
    with acting(lin), transaction.atomic():
        assert Entry.objects.filter(action="oversight.duties_turned").count() == 1


def test_a_past_day_is_as_it_was_known_at_its_end(harbour, lin, monkeypatch):
    look(lin)
    then = clock.today()
    monkeypatch.setenv("LC_CLOCK_OFFSET", str(3 * 86_400))
    with acting(lin):
        services.charge_set(actor=lin, article="M/6", charging=Charging(owner_id=lin.user_id))
    look(lin)

    past = row(lin, harbour, "M/6", then)
    assert past.standing == Standing.BREACHED
    assert past.charge is None  # nobody had charge of it then
    assert row(lin, harbour, "M/6").charge.owner_id == lin.user_id
    long_ago = row(lin, harbour, "M/6", then - timedelta(days=1))
    assert long_ago.standing == Standing.UNSEEN
    assert long_ago.shown is None


def test_a_reading_of_a_week_ago_says_nothing_of_today(harbour, lin, monkeypatch):
    look(lin)
    monkeypatch.setenv("LC_CLOCK_OFFSET", str(9 * 86_400))

    assert row(lin, harbour, "M/6", clock.today() - timedelta(days=1)).standing == Standing.UNSEEN


def test_a_duty_that_does_not_apply_says_why_but_hides_no_breach(harbour, lin):
    why = Charging(is_excluded=True, reason="平台没有虚拟形象直播")
    with acting(lin):
        for article in ("M/13", "M/6"):
            services.charge_set(actor=lin, article=article, charging=why)

    assert row(lin, harbour, "M/13").standing == Standing.EXCLUDED
    assert row(lin, harbour, "M/13").said == "平台没有虚拟形象直播"
    assert row(lin, harbour, "M/6").standing == Standing.BREACHED


@pytest.mark.parametrize(
    ("article", "charging", "refusal"),
    [
        ("M/13", Charging(is_excluded=True), Invalid),
        ("M/13", Charging(due_on=clock.today() - timedelta(days=1)), Invalid),
        ("M/13", Charging(reason="问 13800001234"), Invalid),
        ("M/4", Charging(), NoDuty),
        ("M/31", Charging(), NotFound),
    ],
)
def test_what_cannot_be_said_of_an_article_is_refused_by_name(lin, article, charging, refusal):
    with acting(lin), pytest.raises(refusal):
        services.charge_set(actor=lin, article=article, charging=charging)

    with acting(lin), transaction.atomic():
        assert not Charge.objects.of(lin).exists()


def test_only_a_member_has_charge(lin, elsewhere):
    stranger = builders.person(elsewhere, "eve", "officer")
    with acting(lin), pytest.raises(NotFound):
        services.charge_set(actor=lin, article="M/5", charging=Charging(owner_id=stranger.user_id))


@pytest.mark.parametrize("role", ["viewer", "audit_admin", "system_admin", "streamer"])
def test_only_officers_set_who_answers(harbour, role):
    other = builders.person(harbour, "other", role)
    with acting(other), pytest.raises(Forbidden):
        services.charge_set(actor=other, article="M/5", charging=Charging())
    with acting(other), pytest.raises(Forbidden):
        services.duties_look(actor=other)


def test_another_tenant_reads_nothing_of_it(harbour, elsewhere, lin):
    look(lin)
    eve = builders.person(elsewhere, "eve", "officer")
    with acting(eve):
        assert selectors.readings_at(eve, harbour.pk, clock.now()) == {}


@pytest.mark.parametrize(
    "change",
    ["UPDATE oversight_dutyreading SET state = 'met'", "DELETE FROM oversight_dutyreading"],
)
def test_what_was_read_is_never_altered(lin, change):
    look(lin)
    with acting(lin), transaction.atomic(), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(change)
        assert DutyReading.objects.of(lin).count() == len(duties.controls())


def test_two_versions_of_one_number_cannot_stand(lin, mechanism):
    again = mechanism()
    again.pk = uuid7()
    with acting(lin), transaction.atomic(), pytest.raises(IntegrityError):
        again.save(force_insert=True)


def test_the_product_looks_by_itself(harbour):
    system = system_actor(harbour.pk)
    tasks.tenant_duties(tenant_id=str(harbour.pk))
    with acting(system), transaction.atomic():
        assert DutyReading.objects.of(system).count() == len(duties.controls())
