"""What the database itself keeps from whoever looks: asked in SQL, as the role that looks."""

from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.db.utils import ProgrammingError

from accounts.models import User
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.pg.looking import looking
from livecompliance.kernel.tenancy import acting
from oversight.models import Package
from sanctions.models import Report
from tests import builders
from tests.oversight.test_inspections import entered, step
from tests.parties import people
from tests.portal.conftest import CITY, browser_of, grant, visitor
from tests.portal.test_inspections import HERE, asked, rows
from tests.sanctions.conftest import decide, review

pytestmark = [
    pytest.mark.django_db(databases=["default", "regulator", "owner"], transaction=True),
    pytest.mark.long,
]
# Every table that whoever looks may read, and no other: a new one is closed until a page shows it.
READ = {
    *("accounts_authority", "accounts_grant", "accounts_tenant", "accounts_user"),
    *("catalog_edition", "catalog_offer", "catalog_product", "catalog_recall", "catalog_release"),
    *("complaints_complaint", "moderation_dismissal", "moderation_finding"),
    *("moderation_measure", "office_calendarday", "office_calendarnotice"),
    *("filings_incident", "filings_incidentreport", "filings_incidentstep"),
    *("office_clock", "office_clockevent", "oversight_charge", "oversight_dutyreading"),
    "oversight_transparencyreport",
    *("oversight_inspection", "oversight_inspectionstep", "oversight_package"),
    *(
        "parties_consent",
        "parties_party",
        "rooms_admission",
        "rooms_room",
        "rooms_segment",
        "rooms_session",
    ),
    *("sanctions_report", "sanctions_sanction", "stage_minorsclass", "stage_noticeshown"),
    *("tax_package", "tax_period"),
}
OPEN = """
SELECT c.relname FROM pg_class c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  AND (has_table_privilege('lc_regulator', c.oid, 'SELECT')
       OR has_any_column_privilege('lc_regulator', c.oid, 'SELECT'))
"""


def select(sql, *params):
    with connections["regulator"].cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def seen_by(user: User, *owners):
    """Look as somebody, at platforms, in the one role and transaction in which pages are made."""
    granted = frozenset(one.pk for one in owners)
    with looking(Actor(granted, user_id=user.pk, roles=frozenset({"regulator"}))):
        yield


def asks(owner, user: User, number: str) -> UUID:
    browser = browser_of(user, raise_request_exception=False)
    assert browser.post(f"{HERE}/file", asked(document_number=number)).status_code == 302
    return rows(owner)[-1].pk


@pytest.fixture
def chen(harbour):
    user = visitor("gov:chen")
    grant(harbour, user)
    return user


@pytest.fixture
def market(harbour):
    user = visitor("gov:market", CITY)
    grant(harbour, user)
    return user


def test_what_one_authority_asked_no_other_reads_by_any_query(harbour, lin, chen, market):
    own, other = asks(harbour, chen, "31 号"), asks(harbour, market, "32 号")
    entered(lin)
    for inspection in rows(harbour)[:2]:
        step(lin, inspection, "handed", owner_id=lin.user_id)
        step(lin, inspection, "answered", note="材料已备。")

    for user, asked_ in ((chen, own), (market, other)):
        with seen_by(user, harbour):
            assert select("SELECT id FROM oversight_inspection") == [asked_]
            assert select("SELECT DISTINCT inspection_id FROM oversight_inspectionstep") == [asked_]
            assert select("SELECT kind FROM oversight_inspectionstep") == ["answered"]


def test_a_colleague_of_the_same_authority_reads_it_and_nobody_unnamed_does(harbour, chen):
    own, colleague = asks(harbour, chen, "31 号"), visitor("gov:colleague")
    with seen_by(colleague, harbour):
        assert select("SELECT id FROM oversight_inspection") == [own]
    nobody = Actor(frozenset({harbour.pk}), roles=frozenset({"regulator"}))
    with looking(nobody):
        assert select("SELECT id FROM oversight_inspection") == []
        assert select("SELECT id FROM accounts_grant") == []


def test_who_looks_is_forgotten_with_the_transaction(harbour, chen, market):
    own = asks(harbour, chen, "31 号")
    with seen_by(chen, harbour):
        assert select("SELECT id FROM oversight_inspection") == [own]
    with seen_by(market, harbour):
        assert select("SELECT id FROM oversight_inspection") == []
    with transaction.atomic("regulator"):
        assert select("SELECT current_setting('app.person', true)") == [""]
        assert select("SELECT id FROM oversight_inspection") == []


def test_a_package_is_read_by_the_authority_that_it_lies_ready_for(harbour, chen, market):
    made = {}
    with acting(system_actor(harbour.pk)), transaction.atomic():
        for user in (chen, market):
            row = Package.objects.create(
                tenant=harbour,
                about="session",
                ref=harbour.pk,
                recipient="authority",
                authority_id=user.authority_id,
                told_sealed=b"x",
                entry=harbour.pk,
            )
            made[user.username] = row.pk
    for user in (chen, market):
        with seen_by(user, harbour):
            assert select("SELECT id FROM oversight_package") == [made[user.username]]
            with pytest.raises(ProgrammingError), transaction.atomic("regulator"):
                select("SELECT told_sealed FROM oversight_package")


def test_a_grant_is_read_by_the_person_it_was_given_to(harbour, chen, market):
    with seen_by(chen, harbour):
        assert select("SELECT DISTINCT user_id FROM accounts_grant") == [chen.pk]


def test_a_decision_is_read_by_whom_it_was_reported_to_and_counted_by_all(harbour, lin, chen):
    mei, market = builders.person(harbour, "mei", "officer"), visitor("gov:market", CITY)
    told = {"rung": "blacklist", "days": 365, "ground": "serious", "subject": "person"}
    found = [review(mei, decide(lin, people.party(harbour, "marketer"), **told)) for _ in "12"]
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Report.objects.all().update(state="queued")
        assert Report.objects.filter(sanction=found[0], authority="cac").update(state="sent")

    for user, ids in ((chen, [found[0].pk]), (market, [])):
        with seen_by(user, harbour):
            assert select("SELECT id FROM sanctions_sanction") == ids
            assert set(select("SELECT sanction_id FROM sanctions_report")) == set(ids)
            assert select("SELECT number FROM sanctions_standing()") == [2]


def test_decisions_of_another_platform_are_counted_nowhere(harbour, elsewhere, lin, chen):
    mei = builders.person(harbour, "mei", "officer")
    told = {"rung": "blacklist", "days": 365, "ground": "serious", "subject": "person"}
    review(mei, decide(lin, people.party(harbour, "marketer"), **told))
    with seen_by(chen, elsewhere):
        assert select("SELECT number FROM sanctions_standing()") == []


def test_of_people_neither_password_nor_address_is_read(harbour, chen):
    with seen_by(chen, harbour):
        assert chen.pk in select("SELECT id FROM accounts_user")
        for column in ("password", "email", "last_login", "is_superuser"):
            with pytest.raises(ProgrammingError), transaction.atomic("regulator"):
                select(f"SELECT {column} FROM accounts_user")  # noqa: S608


def test_what_the_portal_shows_nothing_of_is_closed(harbour):
    with connections["owner"].cursor() as cursor:
        cursor.execute(OPEN)
        assert {row[0] for row in cursor.fetchall()} == READ


def test_the_app_is_told_of_no_person_who_looks(harbour, lin):
    with acting(lin), transaction.atomic():
        words, held = tenancy.words_of("default", lin)
        assert ("app.person" in words, len(held)) == (False, 2)
