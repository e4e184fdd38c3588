"""Somebody who is on air comes onto a list: breach, alarm and measure at once, undone with it."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction

from conduct import services
from conduct.models import Promotion, Target
from ledger import services as record
from ledger.models import Outbox, Sequel
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.models import Finding, Measure
from office.models import Letter
from parties import services as parties
from parties.models import Party
from rooms import selectors as broadcasts
from rooms import services as rooms
from rooms.models import Room, Session
from sanctions import services as sanctions
from tests import builders
from tests.conduct.conftest import by_notice, listed
from tests.parties import people
from tests.sanctions.conftest import answer, appeal, decide, lift, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def host(harbour) -> Party:
    return people.party(harbour, "marketer", external_id="acc-7", public_name="阿七")


@pytest.fixture
def session(chun, tea_room, host) -> Session:
    return builders.session(chun, tea_room, marketers=["acc-7"])


@pytest.fixture
def mei(harbour) -> Actor:
    return builders.person(harbour, "mei", "officer")


def suspended(of: Session) -> list[Measure]:
    """Return the suspensions that stand in a broadcast."""
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        rows = Measure.objects.filter(session=of, kind="suspend", withdrawn_at=None)
        return list(rows.order_by("id"))


def rules_of(of: Session) -> list[str]:
    return [one.rule for one in suspended(of)]


def told(actor: Actor, topic: str) -> int:
    with acting(actor), transaction.atomic():
        return Outbox.objects.filter(topic=topic).count()


def is_admitted(of: Session) -> bool:
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        return Session.objects.get(pk=of.pk).is_admitted


def take_off(actor: Actor, row: Target) -> None:
    with acting(actor):
        services.target_remove(actor=actor, target_id=row.pk, reason="核实无误")


def renew(of: Session) -> None:
    product = system_actor(of.tenant_id)
    with acting(product):
        rooms.admission_renew(actor=product, session_id=of.pk)


def bar(actor: Actor, of: Party, ref: str = "1") -> None:
    """Bar somebody as an authority's list would."""
    source = parties.Source("authority", "M-blacklist", "authority", ref)
    with acting(actor), transaction.atomic():
        parties.bar_place(actor=actor, source=source, party_id=of.pk)


def unbar(actor: Actor, ref: str = "1") -> None:
    with acting(actor), transaction.atomic():
        parties.bar_lift(actor=actor, source="authority", ref=ref)


@pytest.mark.law("M-18-5", "M-live-verification")
def test_an_account_that_is_listed_while_on_air_is_stopped_told_of_and_found_at_once(lin, session):
    by_notice(lin, "account", "acc-7")
    [measure] = suspended(session)
    assert (measure.rule, measure.clause, measure.released_at is not None) == (
        "GATE-LISTED", "M-18-5", True,
    )  # fmt: skip
    assert "禁止名单" in measure.reason_zh
    assert "list" in measure.reason_en
    assert not is_admitted(session)
    with acting(lin), transaction.atomic():
        assert Letter.objects.filter(topic="admission_lost", recipient_id=lin.user_id).count() == 1
        assert Finding.objects.filter(code="OTHERS-ON-AIR", session=session).count() == 1
        [case] = Promotion.objects.filter(session=session)
    assert (case.how, case.known_ref) == ("hosted", "市监〔2026〕7号")
    assert (told(lin, "session.unadmitted"), told(lin, "measure.released")) == (1, 1)


def test_a_room_that_is_listed_by_its_number_is_stopped_too(lin, session):
    with acting(lin), transaction.atomic():
        Room.objects.filter(pk=session.room_id).update(external_id="R-9")
    listed(lin, "room", "R-9")
    assert rules_of(session) == ["GATE-LISTED"]


def test_a_whole_list_that_comes_in_acts_as_well(lin, session):
    text = "list,kind,value\nblock,account,nobody-1\nblock,account,acc-7\nblock,host,x.example\n"
    with acting(lin):
        done = services.targets_import(actor=lin, text=text)
    assert done.added == 3
    assert rules_of(session) == ["GATE-LISTED"]


def test_a_name_stops_nobody_and_is_found(lin, session):
    listed(lin, "name", "阿七")
    assert suspended(session) == []
    with acting(lin), transaction.atomic():
        assert Finding.objects.filter(code="OTHERS-ON-AIR").count() == 1


def test_neither_an_allowed_site_nor_another_platforms_list_asks_anything(lin, outsider, session):
    listed(lin, "host", "good.example", list="allow")
    listed(outsider, "account", "acc-7")
    assert (suspended(session), is_admitted(session)) == ([], True)
    with acting(lin), transaction.atomic():
        assert not Sequel.objects.exists()


def test_an_entry_that_is_retracted_meanwhile_ends_the_suspension(lin, session):
    row = listed(lin, "account", "acc-7")
    take_off(lin, row)
    assert suspended(session) == []
    assert told(lin, "measure.withdrawn") == 1
    with acting(lin), transaction.atomic():
        measure = Measure.objects.get(rule="GATE-LISTED")
    assert "撤回" in measure.lifted_reason


def test_of_two_entries_one_that_goes_leaves_the_other(lin, session):
    with acting(lin), transaction.atomic():
        Room.objects.filter(pk=session.room_id).update(external_id="R-9")
    rows = [listed(lin, "account", "acc-7"), listed(lin, "room", "R-9")]
    assert rules_of(session) == ["GATE-LISTED"]
    assert told(lin, "session.unadmitted") == 2  # two matters, each told
    take_off(lin, rows[0])
    assert rules_of(session) == ["GATE-LISTED"]
    take_off(lin, rows[1])
    assert suspended(session) == []


def test_whoever_is_let_go_by_an_officer_is_stopped_again_only_by_what_is_new(lin, session, host):
    listed(lin, "account", "acc-7")
    [measure] = suspended(session)
    with acting(lin):
        moderation.measure_lift(actor=lin, measure_id=measure.pk, reason="已换人")
    renew(session)
    assert suspended(session) == []
    assert told(lin, "session.unadmitted") == 1
    bar(lin, host)
    assert rules_of(session) == ["GATE-LISTED"]


def test_while_the_gate_observes_everybody_is_told_and_nothing_is_stopped(harbour, lin, session):
    builders.observing(harbour)
    listed(lin, "account", "acc-7")
    assert (suspended(session), is_admitted(session)) == ([], False)
    assert told(lin, "session.unadmitted") == 1


def test_a_broadcast_that_the_gate_refused_before_is_told_of_again_and_stopped(lin, session):
    renew(session)  # nobody in it is verified
    assert (suspended(session), told(lin, "session.unadmitted")) == ([], 1)
    listed(lin, "account", "acc-7")
    assert rules_of(session) == ["GATE-LISTED"]
    assert told(lin, "session.unadmitted") == 2


@pytest.mark.parametrize("joining", [[], ["nobody-knows"]])
def test_whoever_leaves_the_cast_takes_the_suspension_with_him(harbour, lin, session, joining):
    listed(lin, "account", "acc-7")
    product = system_actor(harbour.pk)
    with acting(product):
        said = rooms.cast_change(
            actor=product, session_id=session.pk, leaving=["acc-7"], joining=joining
        )
    assert not said.is_allowed  # of who is left nobody is verified
    assert (suspended(session), is_admitted(session)) == ([], False)


def test_whoever_is_listed_and_joins_does_not_come_on_air(harbour, lin, session):
    other = people.party(harbour, "marketer", external_id="acc-8", public_name="阿八")
    listed(lin, "account", "acc-8")
    product = system_actor(harbour.pk)
    with acting(product):
        said = rooms.cast_change(actor=product, session_id=session.pk, joining=["acc-8"])
        on_air = broadcasts.cast_refs(product, session.pk)
    assert "on_blocklist" in {one["code"] for one in said.reasons}
    assert str(other.pk) not in on_air
    assert suspended(session) == []


@pytest.mark.law("O117-blacklist-evasion")
def test_an_authoritys_bar_stops_every_account_that_is_known_by_the_same(
    harbour, lin, session, host
):
    other = people.party(harbour, "marketer", external_id="acc-8")
    for one in (host, other):
        with acting(lin):
            parties.mark_give(actor=lin, party_id=one.pk, kind="bank", value="6222000011112222")
    bar(lin, other)
    assert rules_of(session) == ["GATE-LISTED"]
    unbar(lin)
    assert suspended(session) == []


@pytest.mark.law("O117-blacklist-evasion")
def test_what_a_barred_party_begins_to_use_bars_whoever_had_it_and_is_on_air(
    harbour, lin, session, host
):
    other = people.party(harbour, "marketer", external_id="acc-8")
    with acting(lin):
        parties.mark_give(actor=lin, party_id=host.pk, kind="device", value="device-0001")
    bar(lin, other)
    assert suspended(session) == []
    with acting(lin):
        parties.mark_give(actor=lin, party_id=other.pk, kind="device", value="device-0001")
    assert rules_of(session) == ["GATE-LISTED"]


@pytest.mark.law("M-blacklist")
def test_a_decision_suspends_a_broadcast_once_and_its_fall_ends_it(
    harbour, lin, mei, session, host
):
    qiu = builders.person(harbour, "qiu", "officer")
    fields = {"rung": "blacklist", "days": 365, "ground": "serious", "subject": "person"}
    row = review(mei, decide(lin, host, **fields))
    assert rules_of(session) == ["sanction:blacklist"]
    answer(qiu, appeal(mei, row, channel="paper"), "overturned")
    assert suspended(session) == []


def test_a_list_that_outlives_a_decision_keeps_the_broadcast_stopped(lin, session, host):
    row = decide(lin, host, subject="person", rung="suspension", days=7)
    listed(lin, "account", "acc-7")
    assert rules_of(session) == ["sanction:suspension", "GATE-LISTED"]
    lift(lin, row)
    assert rules_of(session) == ["GATE-LISTED"]


@pytest.mark.law("O117-blacklist-evasion")
def test_a_shared_match_stops_who_is_on_air_where_the_platform_refuses_and_lets_go_when_retracted(
    lin, mei, harbour, elsewhere, outsider, host
):
    twin = people.party(elsewhere, "operator", document="", public_name="另起炉灶")
    for one, who in ((host, lin), (twin, outsider)):
        with acting(who):
            parties.mark_give(actor=who, party_id=one.pk, kind="bank", value="6222000011113333")
    for tenant, mode in ((harbour, "ask"), (elsewhere, "refuse")):
        warden = builders.person(tenant, "warden", "security_admin")
        with acting(warden):
            sanctions.sharing_set(actor=warden, mode=mode)
    on_air = builders.session(outsider, builders.room(outsider, operator_id=twin.pk))
    fields = {"rung": "blacklist", "days": 365, "ground": "serious", "subject": "person"}
    row = review(
        mei, decide(lin, host, is_shared=True, basis="notice", notice_ref="函7号", **fields)
    )
    _follow(elsewhere)
    assert rules_of(on_air) == ["GATE-LISTED"]
    lift(lin, row)
    _follow(elsewhere)
    assert suspended(on_air) == []


def _follow(tenant) -> None:
    product = system_actor(tenant.pk)
    with acting(product):
        sanctions.matches_follow(actor=product)


# What begins in the same moment, two at once, and a process that dies half-way.


def look_again(tenant_id, monkeypatch) -> int:
    """Tell what waits, three seconds later, as the sweep does."""
    really = clock.now
    with monkeypatch.context() as moved:
        moved.setattr(clock, "now", lambda: really() + timedelta(seconds=3))
        product = system_actor(tenant_id)
        with acting(product):
            return record.sequels_tell(actor=product)


@pytest.mark.parametrize("how", ["list", "bar", "decision"])
def test_a_broadcast_that_the_gate_let_in_in_the_same_moment_is_stopped_right_after(
    lin, chun, tea_room, host, monkeypatch, how
):
    if how == "list":
        listed(lin, "account", "acc-7")
    elif how == "bar":
        bar(lin, host)
    else:
        decide(lin, host, subject="person", rung="suspension", days=7)
    session = builders.session(chun, tea_room, marketers=["acc-7"])  # its gate saw no list yet
    for one in suspended(session):  # nor did what limits a broadcast as it begins
        with acting(lin):
            moderation.measure_lift(actor=lin, measure_id=one.pk, reason="同一时刻开播")
    assert look_again(lin.tenant_id, monkeypatch) >= 1
    assert rules_of(session) == ["GATE-LISTED"]
    assert not is_admitted(session)
    assert look_again(lin.tenant_id, monkeypatch) == 0


def test_what_was_retracted_before_the_second_look_stops_nobody(
    lin, chun, tea_room, host, monkeypatch
):
    take_off(lin, listed(lin, "account", "acc-7"))
    session = builders.session(chun, tea_room, marketers=["acc-7"])
    look_again(lin.tenant_id, monkeypatch)
    assert (suspended(session), is_admitted(session)) == ([], True)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_who_list_two_at_once_stop_a_broadcast_once(harbour, lin, mei, chun, tea_room, host):
    people.party(harbour, "marketer", external_id="acc-8", public_name="阿八")
    session = builders.session(chun, tea_room, marketers=["acc-7", "acc-8"])
    ready = threading.Barrier(2)

    def act(who: Actor, number: str) -> None:
        ready.wait()
        try:
            listed(who, "account", number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=one) for one in ((lin, "acc-7"), (mei, "acc-8"))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert rules_of(session) == ["GATE-LISTED"]
    with acting(lin), transaction.atomic():
        assert Finding.objects.filter(code="OTHERS-ON-AIR").count() == 2
        assert Target.objects.count() == 2


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_decision_and_an_entry_at_once_stop_a_broadcast_and_neither_holds_the_other_up(
    lin, mei, chun, tea_room, host
):
    session = builders.session(chun, tea_room, marketers=["acc-7"])
    for number in range(4):
        ready = threading.Barrier(2)
        refused: list[Exception] = []

        def act(run) -> None:
            ready.wait()  # noqa: B023  (joined before the next round)
            try:
                run()
            except Exception as fault:  # noqa: BLE001  (a deadlock is what is looked for)
                refused.append(fault)  # noqa: B023
            finally:
                connections.close_all()

        rows: list[Target] = []
        acts = [
            lambda: rows.append(listed(lin, "account", "acc-7")),  # noqa: B023
            lambda: decide(mei, host, subject="person", rung="suspension", days=1),
        ]
        threads = [threading.Thread(target=act, args=(one,)) for one in acts]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert refused == []
        assert rules_of(session).count("sanction:suspension") == number + 1
        assert "GATE-LISTED" in rules_of(session)
        take_off(lin, rows[0])
