"""Every look is written first, apart; what is sealed is not told of before its day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, transaction
from django.db.utils import InternalError

from accounts import services as accounts
from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Forbidden
from livecompliance.kernel.pg import hot
from livecompliance.kernel.pg.looking import AlreadyWorking, looking
from livecompliance.kernel.tenancy import acting
from portal import selectors, services
from portal.models import Look
from portal.services.unseal import tenants_to_tell
from rooms.models import Room
from tests import builders
from tests.portal.conftest import browser_of, grant, looking_at, text, visitor

pytestmark = [
    pytest.mark.django_db(databases=["default", "regulator"], transaction=True),
    pytest.mark.long,
]
UNTIL = clock.today() + timedelta(days=30)
CASE = {"number": "网执〔2026〕7 号", "sealed_until": UNTIL.isoformat()}


def looks_of(owner):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return list(Look.objects.order_by("id"))


def entries_of(owner):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return list(Entry.objects.filter(action="portal.look_written").order_by("id"))


def test_what_is_looked_at_is_written_with_who_when_and_with_which_words(harbour, tea_room):
    browser = looking_at(harbour)

    text(browser.get("/portal/harbour/rooms", {"q": "茶", "tier": "first", "junk": "x"}))
    text(browser.get(f"/portal/harbour/rooms/{tea_room.pk}"))

    first, second = looks_of(harbour)
    assert (first.page, first.asked) == ("rooms", {"q": "茶", "tier": "first"})
    assert (second.page, second.ref) == ("room", str(tea_room.pk))
    told = [ledger.data_of(one) for one in entries_of(harbour)]
    assert [one["page"] for one in told] == ["rooms", "room"]
    assert {one["authority"] for one in told} == {"浙江省网信办"}
    said = str(told)
    for hidden in (tea_room.title, str(tea_room.pk), "茶"):
        assert hidden not in said


def test_a_look_at_several_platforms_is_written_in_each(harbour, elsewhere):
    text(looking_at(harbour, elsewhere).get("/portal"))

    assert [one.page for one in looks_of(harbour)] == ["platforms"]
    assert [one.page for one in looks_of(elsewhere)] == ["platforms"]


def test_a_look_that_was_refused_is_written_nowhere_and_one_at_nothing_is(harbour):
    browser = looking_at(harbour, matters=["record"])

    assert browser.get("/portal/harbour/rooms").status_code == 403
    assert browser.get("/portal/nobody/duties").status_code == 404
    assert looks_of(harbour) == []


@pytest.mark.parametrize("failing", [OperationalError, IntegrityError])
def test_nothing_is_shown_when_the_look_cannot_be_written(harbour, tea_room, monkeypatch, failing):
    browser = looking_at(harbour)

    def fails(*_args, **_fields):
        raise failing("the writer is gone")

    monkeypatch.setattr("portal.services.look.noted", fails)
    answer = browser.get("/portal/harbour/rooms")

    assert answer.status_code in {500, 503}
    assert tea_room.title not in answer.content.decode()
    assert looks_of(harbour) == []  # nor half of it


def test_a_bug_that_writes_while_somebody_looks_is_refused_by_the_database(harbour, tea_room):
    regulator = Actor(frozenset({harbour.pk}), user_id=visitor().pk, roles=frozenset({"regulator"}))
    refused = (ProgrammingError, InternalError)

    def by_hand():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE rooms_room SET title = 'x'")

    def begging():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ WRITE")

    bugs = [
        lambda: Room.objects.create(tenant_id=harbour.pk, title="x"),
        lambda: Room.objects.of(regulator).update(title="x"),
        lambda: Room.objects.of(regulator).first().save(),
        lambda: Room.objects.of(regulator).delete(),
        lambda: hot.insert(Room(tenant_id=harbour.pk, title="x")),
        lambda: Look.objects.create(tenant_id=harbour.pk, page="rooms"),
        by_hand,
        begging,
    ]
    with looking(regulator):
        assert Room.objects.of(regulator).count() == 1
    for bug in bugs:
        with pytest.raises(refused), looking(regulator):
            bug()
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Room.objects.get().title == tea_room.title
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "lc_app"  # the connection came back


def test_nobody_looks_inside_a_transaction_of_the_app(harbour):
    regulator = Actor(frozenset({harbour.pk}), roles=frozenset({"regulator"}))
    with transaction.atomic(), pytest.raises(AlreadyWorking), looking(regulator):
        raise AssertionError("it looked")


def test_looks_are_written_by_the_witness_alone(harbour, lin):
    user = visitor()
    asked = services.Asked("rooms")
    for actor in (lin, system_actor(harbour.pk)):
        with pytest.raises(Forbidden):
            services.look_record(actor=actor, authority=user.authority, asked=asked)
    assert looks_of(harbour) == []


def test_nobody_changes_a_look(harbour):
    text(looking_at(harbour).get("/portal/harbour/duties"))
    row = looks_of(harbour)[0]
    for change in (lambda: row.delete(), lambda: row.save()):
        with (
            pytest.raises(ProgrammingError),
            acting(system_actor(harbour.pk)),
            transaction.atomic(),
        ):
            change()


def test_a_sealed_look_is_told_of_on_its_day_and_not_before(harbour, tea_room, monkeypatch):
    browser = looking_at(harbour)
    assert browser.post("/portal/case", CASE).status_code == 302
    text(browser.get(f"/portal/harbour/rooms/{tea_room.pk}"))
    officer = builders.person(harbour, "reader", "officer", "audit_admin")
    reader = browser_of(_user(officer))

    row = looks_of(harbour)[0]
    assert (row.case_number, row.sealed_until) == (CASE["number"], UNTIL)
    assert entries_of(harbour) == []
    for path in ("/oversight/looks", "/settings/record"):
        page = text(reader.get(path))
        assert "网执" not in page, path
        assert str(row.pk) not in page, path
    with acting(system_actor(harbour.pk)):
        assert services.looks_unseal(actor=system_actor(harbour.pk)) == 0
    assert tenants_to_tell() == []

    later = clock.now() + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert tenants_to_tell() == [harbour.pk]
    for expected in (1, 0):
        with acting(system_actor(harbour.pk)):
            assert services.looks_unseal(actor=system_actor(harbour.pk)) == expected
    assert len(entries_of(harbour)) == 1
    assert tenants_to_tell() == []
    with acting(officer), transaction.atomic():
        assert [one.case_number for one in selectors.look_list(officer)] == [CASE["number"]]


def _user(actor):
    from accounts.models import User

    return User.objects.get(pk=actor.user_id)


def test_a_case_says_no_number_of_anybody_and_a_seal_is_bounded(harbour):
    browser = looking_at(harbour)
    day = clock.today()
    wrong = [
        {"number": "11010519491231002X"},
        {"number": "x"},
        {"number": "", "sealed_until": UNTIL.isoformat()},
        {"number": "网执 7", "sealed_until": day.isoformat()},
        {"number": "网执 7", "sealed_until": (day + timedelta(days=400)).isoformat()},
        {"number": "网执 7", "sealed_until": "soon"},
    ]
    for given in wrong:
        browser.post("/portal/case", given)
        text(browser.get("/portal/harbour/duties"))
    assert {(one.case_number, one.sealed_until) for one in looks_of(harbour)} == {("", None)}


def test_a_grant_that_ends_in_between_ends_the_look_at_once(harbour, tea_room, monkeypatch):
    user, now = visitor(), clock.now()
    grant(harbour, user, until=now + timedelta(hours=1))
    browser = browser_of(user, raise_request_exception=False)
    text(browser.get("/portal/harbour/rooms"))

    later = now + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = browser.get("/portal/harbour/rooms")

    assert answer.status_code == 403
    assert tea_room.title not in answer.content.decode()
    assert len(looks_of(harbour)) == 1


def test_a_grant_that_somebody_ends_is_over_at_the_next_request(harbour, tea_room):
    user = visitor()
    row = grant(harbour, user)
    browser = browser_of(user, raise_request_exception=False)
    text(browser.get("/portal/harbour/rooms"))
    system = system_actor(harbour.pk)
    with acting(system):
        accounts.regulator_revoke(actor=system, grant_id=row.pk)

    assert browser.get("/portal/harbour/rooms").status_code == 403
