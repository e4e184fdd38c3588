"""When a broadcast's last sale was completed is told; then it is kept to the law's very day."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client

from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from rooms import services, tasks
from rooms.models import Session
from rooms.rules.keeping import years_later
from rooms.rules.retention import Term, Years, goes_after, last_day
from rooms.selectors.retention import TRADE, law_years
from tests import builders
from tests.parties import people
from tests.proof import browser
from tests.rooms.conftest import key_of
from tests.rooms.test_retention import carry, now_of, recorded

pytestmark = pytest.mark.django_db
LAW = Years(from_end=3, from_sale=3)


def told(owner, session, on, actor=None):
    actor = actor or system_actor(owner.pk)
    with acting(actor):
        return services.sales_complete(actor=actor, session_id=session.pk, on=on)


def term(**fields):
    given = {"ended_on": date(2026, 3, 1), "keep_until": date(2029, 3, 1)}
    return Term(session=None, room=None, **given | fields)


@pytest.mark.law("O117-evidence-3y", "NTM-live-video-3y")
@pytest.mark.parametrize(
    ("fields", "last", "goes"),
    [
        ({}, date(2029, 3, 1), date(2029, 5, 30)),  # nobody told: the end, and the margin
        ({"sales_completed_on": date(2026, 6, 9)}, date(2029, 6, 9), date(2029, 6, 9)),
        ({"sales_completed_on": date(2026, 2, 28)}, date(2029, 3, 1), date(2029, 3, 1)),
        (  # a key room is kept longer by its tier than either law
            {"keep_until": date(2031, 3, 1), "sales_completed_on": date(2026, 6, 9)},
            date(2031, 3, 1), date(2031, 3, 1),
        ),
        (
            {"ended_on": date(2028, 2, 29), "keep_until": date(2031, 2, 28)},
            date(2031, 2, 28), date(2031, 5, 29),
        ),
    ],
)  # fmt: skip
def test_each_law_counts_from_its_own_day_and_the_tier_from_the_end(fields, last, goes):
    one = term(**fields)

    assert last_day(one, LAW) == last
    assert goes_after(one, last, 90) == goes


def test_a_law_that_keeps_longer_from_tomorrow_on_keeps_what_is_there():
    one = term(sales_completed_on=date(2026, 6, 9))

    assert last_day(one, Years(from_end=5, from_sale=3)) == date(2031, 3, 1)
    assert last_day(one, Years(from_end=3, from_sale=6)) == date(2032, 6, 9)


@pytest.mark.law("D60-content", "ECL-transactions-3y")
def test_the_laws_of_the_day_keep_what_was_published_and_sold_as_long_as_each_says():
    today = law_years(clock.today())
    numbers = {one: law.clause(one).number("retain") for one in ("D60-content", TRADE)}

    assert today.published_d == numbers["D60-content"] == 60
    assert today.from_sale >= numbers[TRADE] == 3
    sold = term(sales_completed_on=date(2026, 6, 9))
    assert last_day(sold, today) >= date(2029, 6, 9)
    alone = Years(from_end=0, from_sale=0, published_d=today.published_d)
    short = term(ended_on=date(2026, 3, 1), keep_until=date(2026, 3, 1))
    assert last_day(short, alone) == date(2026, 4, 30)


@pytest.mark.law("O117-evidence-3y")
def test_it_goes_the_day_after_three_years_from_its_last_sale(harbour, monkeypatch):
    session = recorded(harbour)
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=40))
    sold = clock.today()
    kept = told(harbour, session, sold)
    assert kept.keep_until == years_later(sold, 3)

    left = (kept.keep_until - sold).days
    for days, gone in ((left, 0), (left + 1, 1)):
        monkeypatch.setattr(clock, "now", lambda days=days: start + timedelta(days=40 + days))
        assert carry(harbour).destroyed == gone


def test_a_later_sale_puts_it_off_and_an_earlier_one_changes_nothing(harbour, monkeypatch):
    session = recorded(harbour)
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=30))
    today = clock.today()

    for on, stands in (
        (today - timedelta(days=9), today - timedelta(days=9)),
        (today - timedelta(days=20), today - timedelta(days=9)),
        (today, today),
    ):
        assert told(harbour, session, on).sales_completed_on == stands
    assert now_of(harbour, session).keep_until == years_later(today, 3)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_before_the_broadcast_or_after_today_is_refused(harbour, days):
    session = recorded(harbour)

    with pytest.raises(Invalid):
        told(harbour, session, clock.today() + timedelta(days=days))


def test_nothing_is_completed_on_air_by_strangers_or_of_what_is_gone(
    harbour, lin, wu, chun, outsider
):
    live = builders.session(chun, builders.room(chun))
    with pytest.raises(services.SessionLive):
        told(harbour, live, clock.today())
    session = recorded(harbour)
    for stranger, refusal in ((wu, Forbidden), (outsider, NotFound)):
        with pytest.raises(refusal):
            told(harbour, session, clock.today(), stranger)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        gone = {"wrapped_key": None, "key_destroyed_at": clock.now()}
        Session.objects.filter(pk=session.pk).update(**gone)
    with pytest.raises(services.SessionGone):
        told(harbour, session, clock.today(), lin)


def test_a_program_tells_it(harbour):
    session = recorded(harbour)
    body = {"completed_on": f"{clock.today()}"}
    answer = Client().post(
        f"/api/v1/sessions/{session.pk}/sales-completed", body, content_type="application/json",
        headers={"Authorization": key_of(harbour, "rooms.write")},
    )  # fmt: skip

    assert answer.status_code == 200, answer.content
    assert answer.json()["keep_until"] == f"{years_later(clock.today(), 3)}"


@pytest.mark.law("O117-evidence-3y")
def test_officers_are_told_once_a_month_of_what_goes_while_its_last_sale_is_unknown(
    harbour, lin, tea_session, monkeypatch
):
    people.policy(harbour, retention_waits=0)
    builders.end(tea_session)
    with acting(lin), transaction.atomic():
        last = Session.objects.get(pk=tea_session.pk).keep_until

    def reminded(before_it_goes):
        goes = last + timedelta(days=90 - before_it_goes)
        at = clock.now() + (goes - clock.today())
        with monkeypatch.context() as moved:
            moved.setattr(clock, "now", lambda: at)
            return tasks.sales_remind()

    assert [reminded(40), reminded(10), reminded(10)] == [0, 1, 1]
    with acting(lin), transaction.atomic():
        assert Letter.objects.filter(topic="retention_untold").count() == 1
    told(harbour, tea_session, clock.today())
    assert reminded(5) == 0


def test_where_the_platform_waits_officers_are_told_that_it_stays(
    harbour, lin, tea_session, monkeypatch
):
    builders.end(tea_session)
    later = clock.now() + timedelta(days=4000)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert (tasks.sales_remind(), tasks.sales_remind()) == (1, 1)
    with acting(lin), transaction.atomic():
        assert [one.topic for one in Letter.objects.all()] == ["retention_waits"]


def test_an_officer_tells_it_on_the_page_and_a_wrong_day_changes_nothing(lin, tea_session):
    builders.end(tea_session)
    officer = browser(lin)
    for day in ("", "yesterday", "2020-01-01"):
        officer.post(f"/settings/retention/{tea_session.pk}/sold", {"on": day})
    with acting(lin), transaction.atomic():
        assert Session.objects.get(pk=tea_session.pk).sales_completed_on is None
    officer.post(f"/settings/retention/{tea_session.pk}/sold", {"on": f"{clock.today()}"})
    with acting(lin), transaction.atomic():
        assert Session.objects.get(pk=tea_session.pk).sales_completed_on == clock.today()
