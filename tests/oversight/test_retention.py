"""The law's terms are data, what goes is previewed, and what went is certified without a name."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import selectors as accounts
from accounts import services as platform
from accounts.services.tenant import NUMBERS
from ledger import notes
from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import clock, events, law, retention
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from oversight import selectors, services
from oversight.models import Certificate, Destruction
from rooms import services as rooms
from tests import builders
from tests.attack.conftest import signed_in
from tests.parties import people
from tests.rooms.test_retention import carry, hold, recorded

pytestmark = pytest.mark.django_db
CITED = {one.id: one for one in retention.rules().values() if one.clause}


@pytest.fixture
def system(harbour):
    return system_actor(harbour.pk)


def destroyed(actor, kind="rooms.sessions", number=3, day=date(2029, 5, 1)):
    with acting(actor), transaction.atomic():
        events.publish(retention.Destroyed(actor, kind, number, "O117-evidence-3y", day))


def certify(actor):
    with acting(actor):
        return services.certificate_make(actor=actor)


def test_the_table_has_the_thirty_rules_of_the_law_and_each_says_where_it_stands():
    rules = retention.rules()

    assert list(rules) == [f"R-{number:02d}" for number in range(1, 31)]
    assert all(one.law.zh and one.law.en and one.starts.zh for one in rules.values())


@pytest.mark.parametrize("name", sorted(CITED))
def test_a_rule_that_cites_a_clause_says_the_clauses_own_number(name):
    rule = CITED[name]
    clause = law.clause(rule.clause, clock.today())
    terms = [one for key, one in clause.params.items() if key in ("retain", "keep")]

    assert {_months(one) for one in terms} <= {_months(rule.least)}


def _months(term):
    return (term.value * 12, "month") if term.unit == "year" else (term.value, term.unit)


def test_the_longest_rule_wins_whatever_its_unit():
    assert retention.longest(["R-01", "R-02", "R-04"]).id == "R-04"
    assert retention.longest(["R-02", "R-01"]).id == "R-02"
    assert retention.longest(["R-04", "R-17"]).id == "R-17"
    with pytest.raises(KeyError):
        retention.longest(["R-99"])


def test_every_app_that_destroys_registers_what():
    assert {one.name for one in retention.kinds()} >= {
        *("rooms.sessions", "catalog.proofs", "catalog.deals", "catalog.suppliers"),
        *("complaints.words", "parties.persons", "tax.payees"),
    }


@pytest.mark.law("PIPL-erasure")
def test_a_certificate_says_what_how_many_when_and_why_and_nothing_else(harbour, system):
    destroyed(system, number=3)
    destroyed(system, number=4, day=date(2029, 6, 1))
    destroyed(system, kind="tax.payees", number=1)

    made = certify(system)

    assert made.things == 8
    note = notes.note_parse(made.note)
    with acting(system), transaction.atomic():
        keys = ledger.keys_of(harbour.pk)
    assert notes.signed_by(note, keys) == ledger.origin_of(harbour.pk)
    lines = note.text.splitlines()
    assert lines[:3] == [
        "live-commerce-destruction/1",
        ledger.origin_of(harbour.pk),
        "000001",
    ]
    assert "number 7" in lines
    assert "terms-ended-before 2029-06-01" in lines
    assert "clause O117-evidence-3y" in lines
    assert any(one.startswith("kind rooms.sessions  直播记录") for one in lines)
    with acting(system), transaction.atomic():
        entry = Entry.objects.get(action="oversight.destruction_certified")
        assert ledger.data_of(entry)["sha256"] == made.sha256


def test_what_was_certified_is_not_certified_again(harbour, system):
    assert certify(system) is None
    destroyed(system)
    assert services.tenants_uncertified() == [harbour.pk]

    first, second = certify(system), certify(system)

    assert (first.number, second) == (1, None)
    assert services.tenants_uncertified() == []
    destroyed(system)
    assert certify(system).number == 2


def test_what_was_not_destroyed_after_all_is_not_counted(system):
    with acting(system), transaction.atomic():
        events.publish(retention.Destroyed(system, "tax.payees", 1, "A16-evidence", clock.today()))
        transaction.set_rollback(True)

    assert certify(system) is None


def test_a_certificate_is_never_altered(system):
    destroyed(system)
    made = certify(system)

    with acting(system), pytest.raises(Exception, match=r"denied|append"), transaction.atomic():
        Certificate.objects.filter(pk=made.pk).update(note="x")
    with acting(system), pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            tenant_id=system.tenant_id, number=1, note="x", sha256="x", things=1
        )


def test_nobody_certifies_by_hand_and_without_a_key_it_waits(system, lin, settings, tmp_path):
    destroyed(system)
    with acting(lin), pytest.raises(Forbidden):
        services.certificate_make(actor=lin)
    real = settings.SEAL_KEY_FILE
    settings.SEAL_KEY_FILE = tmp_path / "absent"
    with pytest.raises(Exception, match="no key to seal"):
        certify(system)

    settings.SEAL_KEY_FILE = real
    assert certify(system).number == 1


def test_who_may_takes_it_and_another_tenants_is_not_there(lin, system, elsewhere):
    destroyed(system)
    made = certify(system)
    stranger = builders.person(elsewhere, "zoe", "officer")

    answer = signed_in(lin).get(f"/retention/certificates/{made.pk}")

    assert answer.content.decode() == made.note
    assert "destruction-000001.txt" in answer["Content-Disposition"]
    with acting(stranger), pytest.raises(NotFound):
        selectors.certificate_get(stranger, made.pk)
    assert signed_in(stranger).get(f"/retention/certificates/{made.pk}").status_code == 404


def test_days_of_grace_lie_between_a_term_and_its_end(harbour, system):
    with acting(system), transaction.atomic():
        assert accounts.last_day(system) == clock.today() - timedelta(days=7)
    people.policy(harbour, retention_grace_d=30)
    with acting(system), transaction.atomic():
        assert accounts.last_day(system) == clock.today() - timedelta(days=30)
    assert NUMBERS["retention_grace_d"][:2] == (0, 30)


@pytest.mark.long
@pytest.mark.law("O117-evidence-3y")
def test_a_broadcast_is_previewed_spared_while_held_then_counted(harbour, system, lin, monkeypatch):
    session = recorded(harbour)
    later = clock.now() + timedelta(days=4 * 366)
    monkeypatch.setattr(clock, "now", lambda: later)
    hold(lin, session)

    page = signed_in(lin).get("/retention").content.decode()
    assert "已届满 1" in page
    assert "其中留存 1" in page
    assert carry(harbour).destroyed == 0
    with acting(lin):
        platform.hold_lift(actor=lin, hold_id=accounts.hold_list(lin).get().pk)
    with acting(system):
        before = later.date() - timedelta(days=3 * 366)
        assert rooms.retention_carry_out(actor=system, day=before).destroyed == 0
    assert carry(harbour).destroyed == 1

    with acting(system), transaction.atomic():
        counted = Destruction.objects.get()
        assert (counted.kind, counted.number) == ("rooms.sessions", 1)
    made = certify(system)
    assert str(session.pk) not in made.note
    assert "到期的一场" not in made.note


def test_officers_are_written_to_once_a_month_of_what_goes(harbour, system, lin, monkeypatch):
    with acting(system):
        assert services.retention_preview(actor=system) == 0
    due = retention.Due(2, 5)
    kind = retention.Kind("x.things", "事物", ("R-03",), lambda *_: due, "删除")
    monkeypatch.setitem(retention._kinds, "x.things", kind)
    for _ in range(2):
        with acting(system):
            assert services.retention_preview(actor=system) == 7

    with acting(system), transaction.atomic():
        assert Letter.objects.filter(topic="retention_preview").count() == 1
