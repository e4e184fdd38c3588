"""What a broadcast held goes when its term is over: never sooner, and nothing that is held."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import services as accounts
from ledger.models import Entry
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from rooms import selectors, services
from rooms.models import OnAir, Room, Segment, Session
from rooms.rules.keeping import years_later
from rooms.rules.retention import Years
from rooms.selectors import retention as asks
from rooms.services import retention
from rooms.tasks import retention_sweep
from tests import builders
from tests.attack.conftest import signed_in
from tests.moderation.services.streams import post, said
from tests.parties import people

pytestmark = [pytest.mark.django_db, pytest.mark.law("O117-evidence-3y")]


NUMBERS = iter(range(10_000))


def recorded(owner, title="到期的一场"):
    """Record a broadcast with two segments that ended, and is kept by today's law."""
    people.policy(owner, retention_waits=0)
    officer = builders.person(owner, f"o-{next(NUMBERS)}", "officer")
    session = builders.session(officer, builders.room(officer, title))
    post(session, said(1, "大家好"))
    post(session, said(2, "再见"))
    with acting(officer):
        services.session_end(actor=officer, session_id=session.pk)
    return session


@pytest.fixture
def over(harbour):
    return recorded(harbour)


@pytest.fixture
def then(monkeypatch):
    """Put the clock years ahead."""

    def move(**by):
        later = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: later)

    return move


def carry(owner):
    actor = system_actor(owner.pk)
    with acting(actor):
        return services.retention_carry_out(actor=actor)


def now_of(owner, session):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return Session.objects.get(pk=session.pk)


def segments(owner, session):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return Segment.objects.filter(session_id=session.pk).count()


def hold(actor, session, reason="来函 2029-118 号"):
    with acting(actor):
        why = accounts.Why(reason, clock.today() + timedelta(days=30))
        return services.session_hold(actor=actor, session_id=session.pk, why=why)


@pytest.mark.law("PIPL-erasure")
def test_it_goes_the_day_after_its_term_and_the_margin_and_not_a_day_sooner(harbour, over, then):
    term = now_of(harbour, over).keep_until
    assert term >= years_later(clock.today(), 3)
    then(days=(term - clock.today()).days + 90)  # the last day of the margin
    assert carry(harbour).destroyed == 0
    assert segments(harbour, over) == 2

    then(days=1)
    assert carry(harbour).destroyed == 1

    gone = now_of(harbour, over)
    assert (gone.wrapped_key, segments(harbour, over)) == (None, 0)
    with acting(system_actor(harbour.pk)), pytest.raises(crypto.KeyLost):
        selectors.session_key(system_actor(harbour.pk), gone)


@pytest.mark.long
def test_of_whose_last_sale_nobody_told_it_stays_until_somebody_does(harbour, lin, over, then):
    people.policy(harbour, retention_waits=1)
    ended = clock.today()
    then(days=9000)
    assert carry(harbour).destroyed == 0
    assert "没有成交" in signed_in(lin).get("/settings/retention").content.decode()
    with acting(lin):  # nothing was sold: the end of the broadcast counts
        services.sales_complete(actor=lin, session_id=over.pk, on=ended)

    assert carry(harbour).destroyed == 1


def test_the_record_says_what_there_was_and_where_its_chain_ended(harbour, over, then):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        chain = bytes(Segment.objects.filter(session_id=over.pk).order_by("-seq").first().chain)
    then(days=4000)
    carry(harbour)

    with acting(system_actor(harbour.pk)), transaction.atomic():
        entry = Entry.objects.get(action="rooms.session_destroyed")
    said_of = json.loads(bytes(entry.body))["data"]
    assert (said_of["segments"], said_of["events"], said_of["chain"]) == (2, 2, chain.hex())
    assert entry.clause == "PIPL-erasure"


@pytest.mark.parametrize("kind", ["session", "room", "party", "user", "cast"])
def test_whatever_holds_it_keeps_it(harbour, lin, chun, over, then, kind):
    party = people.party(harbour, "operator", "marketer", user_id=chun.user_id)
    system = system_actor(harbour.pk)
    with acting(system), transaction.atomic():
        Room.objects.filter(pk=over.room_id).update(operator=None if kind == "cast" else party)
        OnAir.objects.create(tenant_id=harbour.pk, session=over, party=party, stage_name="小满")
    subject = {
        "session": ("session", over.pk), "room": ("room", over.room_id),
        "party": ("party", party.pk), "user": ("user", chun.user_id), "cast": ("party", party.pk),
    }[kind]  # fmt: skip
    with acting(lin), transaction.atomic():
        why = accounts.Why("来函 2029-118 号", clock.today() + timedelta(days=30))
        held = accounts.thing_hold(lin, (subject[0], str(subject[1])), why)
    then(days=4000)
    done = carry(harbour)
    assert (done.destroyed, done.passed) == (0, 1)

    with acting(lin):
        accounts.hold_lift(actor=lin, hold_id=held.pk)
    assert carry(harbour).destroyed == 1


def test_a_longer_law_of_the_day_counts_and_a_shorter_one_does_not(
    harbour, over, then, monkeypatch
):
    then(days=4 * 365)
    monkeypatch.setattr(asks, "law_years", lambda _day: Years(10, 10))
    assert carry(harbour).destroyed == 0
    monkeypatch.setattr(asks, "law_years", lambda _day: Years(1, 1))
    assert carry(harbour).destroyed == 1


@pytest.mark.long
def test_a_worker_that_is_killed_half_way_goes_on_with_what_is_left(harbour, then, monkeypatch):
    for number in range(5):
        recorded(harbour, f"第 {number} 场")
    then(days=4000)
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    real, calls = retention._destroy, []

    def killed(*given):
        calls.append(given)
        if len(calls) == 4:
            raise SystemExit
        real(*given)

    monkeypatch.setattr(retention, "_destroy", killed)
    with pytest.raises(SystemExit):
        carry(harbour)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Session.objects.filter(key_destroyed_at__isnull=False).count() == 2
        assert Entry.objects.filter(action="rooms.session_destroyed").count() == 2
    monkeypatch.setattr(retention, "_destroy", real)

    assert carry(harbour).destroyed == 3
    assert carry(harbour).destroyed == 0


@pytest.mark.long
def test_one_run_takes_only_so_long_and_the_next_goes_on(harbour, then, monkeypatch):
    for number in range(3):
        recorded(harbour, f"第 {number} 场")
    then(days=4000)
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    actor = system_actor(harbour.pk)
    with acting(actor):
        first = services.retention_carry_out(actor=actor, most_s=-1)
    assert (first.destroyed, first.is_whole) == (1, False)
    assert carry(harbour).destroyed == 2


@pytest.mark.long
def test_what_is_on_air_has_no_term_or_is_another_tenants_stays(
    harbour, elsewhere, tea_session, then
):
    foreign = recorded(elsewhere)
    termless = recorded(harbour)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Session.objects.filter(pk=termless.pk).update(keep_until=None)
    then(days=4000)

    assert carry(harbour).destroyed == 0
    assert now_of(elsewhere, foreign).wrapped_key is not None
    assert now_of(harbour, termless).wrapped_key is not None


def test_nobody_destroys_by_hand(harbour, lin, over):
    admin = builders.person(harbour, "admin", "system_admin")
    for actor in (lin, admin):
        with acting(actor), pytest.raises(Forbidden):
            services.retention_carry_out(actor=actor)


def test_the_database_deletes_no_segment_whose_key_is_there(harbour, over):
    with acting(system_actor(harbour.pk)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT segments_destroy(%s)", [over.pk])
        assert cursor.fetchone() == (0,)
    assert segments(harbour, over) == 2


def test_a_destroyed_broadcast_keeps_no_key(harbour, over):
    with (
        acting(system_actor(harbour.pk)), pytest.raises(IntegrityError), transaction.atomic(),
    ):  # fmt: skip
        Session.objects.filter(pk=over.pk).update(key_destroyed_at=clock.now())


def test_a_month_of_which_nothing_is_left_is_dropped_and_no_other(harbour, over, tea_session, then):
    part = f"rooms_segment_{over.session_month:%Y%m}"
    then(days=4000)
    with acting(system_actor(harbour.pk)):
        assert part not in services.partitions_drop()
        carry(harbour)
        assert part not in services.partitions_drop()  # one is on air since that month
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Session.objects.filter(pk=tea_session.pk).update(
            wrapped_key=None, key_destroyed_at=clock.now()
        )

    assert part in services.partitions_drop()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [part])
        assert cursor.fetchone() == (None,)


@pytest.mark.long
def test_the_sweep_finds_the_tenants_concerned(harbour, elsewhere, over, then):
    recorded(elsewhere)
    assert asks.tenants_with_expired(clock.today()) == []
    then(days=4000)

    assert set(asks.tenants_with_expired(clock.today())) == {harbour.pk, elsewhere.pk}
    assert retention_sweep() == 2


@pytest.mark.long
def test_the_page_says_what_goes_when_and_holds_one_of_them(harbour, lin, over):
    desk = signed_in(lin)
    page = desk.get("/settings/retention").content.decode()
    assert "到期的一场" in page
    assert f"{now_of(harbour, over).keep_until:%Y-%m-%d}" in page

    day = clock.today() + timedelta(days=30)
    form = {"reason": "来函 2029-118 号", "ground": "authority", "review_on": f"{day}"}
    desk.post(f"/settings/retention/{over.pk}/hold", form)

    assert "依法留存" in desk.get("/settings/retention").content.decode()
    assert "到期的一场" in desk.get("/settings/holds").content.decode()


def test_what_is_gone_can_be_held_no_more(harbour, lin, over, then):
    then(days=4000)
    carry(harbour)
    with pytest.raises(services.SessionGone):
        hold(lin, over)


def test_a_hold_of_a_broadcast_says_why_and_is_the_officers_of_this_tenant(
    harbour, lin, wu, outsider, over
):
    with pytest.raises(Invalid):
        hold(lin, over, reason="?")
    with pytest.raises(Forbidden):
        hold(wu, over)
    with pytest.raises(NotFound):
        hold(outsider, over)
    assert hold(lin, over).pk == hold(lin, over).pk


@pytest.mark.long
def test_officers_pages_say_that_it_is_gone_and_do_not_fail(harbour, lin, over, then):
    then(days=4000)
    carry(harbour)
    desk = signed_in(lin)

    assert desk.get(f"/rooms/{over.room_id}").status_code == 200
    assert "已经销毁" in desk.get("/settings/retention").content.decode()
