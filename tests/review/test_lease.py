"""An item is one officer's for ten minutes, or nobody's: whoever asks, however many at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from accounts import services as accounts
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from review import services
from review.services.lease import NotWaiting
from tests import builders
from tests.proof import browser
from tests.review.conftest import (
    acts,
    again,
    claim,
    content,
    decide,
    policy,
    rows,
    sweep,
    take,
    waiting,
    warn,
)

pytestmark = pytest.mark.django_db


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_twenty_officers_who_ask_at_once_never_get_the_same_item(harbour, tea_session):
    for number in range(15):
        waiting(tea_session, number)
    people = [builders.person(harbour, f"officer{number}", "officer") for number in range(20)]
    together = Barrier(20)

    def ask(person):
        try:
            together.wait()
            item = claim(person)
            return item and (item.pk, person.user_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        given = [one for one in pool.map(ask, people) if one]
    while (item := claim(people[len(given) % 20])) is not None:  # what was passed over in the rush
        given.append((item.pk, item.held_by_id))
    assert len({item for item, _who in given}) == len(given) == 15
    assert {(one.pk, one.held_by_id) for one in rows(harbour.pk)} == set(given)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_one_officer_who_asks_twenty_times_at_once_gets_no_more_than_he_may_hold(
    harbour, lin, tea_session
):
    for number in range(10):
        waiting(tea_session, number)
    together = Barrier(20)

    def ask(_number):
        try:
            together.wait()
            return claim(lin)
        except services.TooManyHeld:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        given = [one for one in pool.map(ask, range(20)) if one]
    assert len({one.pk for one in given}) == len(given) == 3
    assert len(rows(harbour.pk, held_by=lin.user_id)) == 3


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_twenty_officers_who_take_one_item_at_once_leave_it_with_one_of_them(harbour, tea_session):
    item = waiting(tea_session)
    people = [builders.person(harbour, f"officer{number}", "officer") for number in range(20)]
    together = Barrier(20)

    def ask(person):
        try:
            together.wait()
            return take(person, item).held_by_id
        except services.HeldByAnother:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        given = [one for one in pool.map(ask, people) if one]
    assert given == [again(item).held_by_id]


def test_the_lease_ends_after_ten_minutes_and_the_next_officer_gets_the_item(
    lin, mei, tea_session, later
):
    item = waiting(tea_session)
    assert claim(lin).pk == item.pk
    assert claim(mei) is None
    later(minutes=10, seconds=1)
    assert claim(mei).pk == item.pk


def test_a_heartbeat_begins_the_ten_minutes_anew(lin, mei, tea_session, later):
    item = claim(lin) if waiting(tea_session) else None
    later(minutes=9)
    with acting(lin):
        assert services.items_beat(actor=lin, item_ids=[item.pk]) == [item.pk]
    later(minutes=9)
    assert claim(mei) is None
    assert again(item).version == item.version


def test_a_heartbeat_for_what_another_holds_by_now_keeps_nothing(lin, mei, tea_session, later):
    waiting(tea_session)
    item = claim(lin)
    later(minutes=11)
    claim(mei)
    with acting(lin):
        assert services.items_beat(actor=lin, item_ids=[item.pk]) == []
    assert again(item).held_by_id == mei.user_id


def test_who_decides_after_his_lease_went_to_another_is_told_so_and_changes_nothing(
    lin, mei, tea_session, later
):
    waiting(tea_session)
    mine = claim(lin)
    later(minutes=11)
    theirs = claim(mei)
    with pytest.raises(services.StaleVersion, match="Mei正在处理"):
        decide(lin, mine, "dismiss", cause="harmless")
    assert again(mine).state == "open"
    assert decide(mei, theirs, "dismiss", cause="harmless").state == "done"


def test_who_decides_late_still_may_when_nobody_else_was_given_the_item(lin, tea_session, later):
    waiting(tea_session)
    mine = claim(lin)
    later(minutes=11)
    assert decide(lin, mine, "dismiss", cause="harmless").outcome == "dismiss"


def test_who_kept_an_old_page_open_is_told_that_the_item_changed(lin, tea_session):
    waiting(tea_session)
    old = claim(lin)
    with acting(lin):
        services.item_release(actor=lin, item_id=old.pk)
    claim(lin)
    with pytest.raises(services.StaleVersion, match="变化过"):
        decide(lin, old, "dismiss", cause="harmless")


def test_the_same_decision_twice_is_one_and_another_one_is_refused(lin, tea_session):
    waiting(tea_session)
    item = claim(lin)
    first = decide(lin, item, "dismiss", cause="harmless")
    assert decide(lin, item, "dismiss", cause="harmless").decided_at == first.decided_at
    with pytest.raises(services.ItemDecided):
        decide(lin, item, "measure", order=warn())
    assert len(acts(lin.tenant_id, "review.item_decided")) == 1


def test_releasing_gives_the_item_to_the_next_and_twice_is_once(lin, mei, tea_session):
    waiting(tea_session)
    item = claim(lin)
    with acting(lin):
        services.item_release(actor=lin, item_id=item.pk)
        services.item_release(actor=lin, item_id=item.pk)
    assert claim(mei).pk == item.pk
    with acting(lin), pytest.raises(services.HeldByAnother):
        services.item_release(actor=lin, item_id=item.pk)


def test_who_signs_out_holds_nothing_any_more(lin, mei, tea_session):
    waiting(tea_session)
    page = browser(lin)
    item = claim(lin)
    page.post("/accounts/logout/")
    assert again(item).held_by_id is None
    assert claim(mei).pk == item.pk


def test_an_officer_whose_role_was_taken_away_loses_what_he_holds_and_decides_nothing(
    harbour, lin, mei, tea_session
):
    waiting(tea_session)
    item = claim(mei)
    boss = builders.person(harbour, "boss", "system_admin")
    with acting(boss):
        accounts.member_roles_set(actor=boss, user_id=mei.user_id, roles=["viewer"])
    former = replace(mei, roles=frozenset({"viewer"}))
    with pytest.raises(Forbidden):
        decide(former, item, "dismiss", cause="harmless")
    sweep(harbour.pk)
    assert again(item).held_by_id is None
    assert claim(lin).pk == item.pk


def test_a_worker_that_died_half_way_leaves_nothing_held(lin, mei, tea_session, monkeypatch):
    waiting(tea_session)

    def die(*_given, **_named):
        raise MemoryError

    monkeypatch.setattr("review.services.lease.note", die)
    with pytest.raises(MemoryError):
        claim(lin)
    monkeypatch.undo()
    assert claim(mei) is not None


def test_an_item_of_another_tenant_is_not_there(lin, outsider, tea_session):
    item = waiting(tea_session)
    assert claim(outsider) is None
    with pytest.raises(NotFound):
        take(outsider, item)
    mine = claim(lin)
    with pytest.raises(NotFound):
        decide(outsider, mine, "dismiss", cause="harmless")


def test_who_only_looks_claims_nothing_and_neither_does_the_product(wu, harbour, tea_session):
    item = waiting(tea_session)
    for nobody in (wu, system_actor(harbour.pk), builders.program(harbour, "review.write")):
        with pytest.raises(Forbidden):
            claim(nobody)
        with pytest.raises(Forbidden):
            take(nobody, item)


def test_what_was_decided_cannot_be_taken(lin, mei, tea_session):
    waiting(tea_session)
    item = claim(lin)
    decide(lin, item, "dismiss", cause="harmless")
    with pytest.raises(NotWaiting):
        take(mei, item)


def test_who_holds_enough_is_told_to_finish_first(harbour, lin, tea_session):
    policy(harbour, review_hold_most=1)
    waiting(tea_session, 1)
    waiting(tea_session, 2)
    claim(lin)
    with pytest.raises(services.TooManyHeld, match="1 个事项"):
        claim(lin)


def test_leases_hold_in_another_year_too(lin, mei, harbour, later):
    later(days=400)
    content(harbour.pk)
    item = claim(lin)
    assert item.lease_until.year >= 2027
    assert claim(mei) is None
    later(minutes=11)
    sweep(harbour.pk)
    assert claim(mei).pk == item.pk
