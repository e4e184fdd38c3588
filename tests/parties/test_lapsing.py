"""A licence ends: its holder is told, what he publishes follows, the gate is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from ledger import selectors as ledger
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.models import Clock, Letter
from parties import selectors, services
from parties.events import StandingChanged
from parties.models import Card, Credential
from parties.services import Told, lapsing
from parties.tasks.verification import credentials_follow, credentials_sweep
from tests.parties import people

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)  # ten in the morning in Shanghai
HOME = "浙江省杭州市滨江区某路 1 号"


@pytest.fixture(autouse=True)
def monday(later):
    later(MONDAY)


@pytest.fixture
def company(harbour, chun):
    return people.party(
        harbour, "operator", kind="company", document="uscc", name="海港茶业有限公司",
        user_id=chun.user_id,
    )  # fmt: skip


def licence(party, days, **fields):
    end = clock.today() + timedelta(days=days)
    given = {"name": "食品经营许可证", "number": "JY1330", "valid_until": end}
    return people.credential(party, "licence", "食品", **given | fields)


def publish(lin, party):
    with acting(lin):
        told = Told(address=HOME)
        card = services.card_submit(actor=lin, party_id=party.pk, told=told)
        return services.card_decide(actor=lin, card_id=card.pk, is_approved=True)


def follow(owner):
    actor = system_actor(owner.pk)
    with acting(actor):
        return services.credentials_follow(actor=actor)


def told(owner, who):
    with acting(system_actor(owner.pk)), transaction.atomic():
        found = Letter.objects.filter(recipient_id=who.user_id, topic__startswith="credential_")
        return [(one.topic, one.subject_ref.partition(":")[2]) for one in found.order_by("id")]


def waiting(actor, party):
    with acting(actor), transaction.atomic():
        return selectors.card_versions(actor, party.pk).waiting


@pytest.mark.law("O117-publicity-changes", "O117-published-changes")
def test_a_licence_that_ended_is_reported_as_of_the_day_after(harbour, lin, company, later):
    licence(company, 1)
    card = publish(lin, company)
    later(MONDAY + timedelta(days=2))  # Wednesday: the first day without it
    assert follow(harbour) == 1

    report = waiting(lin, company)
    assert (report.licences, f"{report.changed_on}") == ([], "2026-11-25")
    with acting(lin), transaction.atomic():
        told_by = Clock.objects.get(kind="card_report", subject_ref=str(card.pk))
        decided_by = Clock.objects.get(kind="card_republish", subject_ref=str(company.pk))
    assert (told_by.state, f"{clock.to_date(told_by.due_at)}") == ("met", "2026-11-30")
    assert told_by.breached_at is None
    assert (decided_by.state, f"{clock.to_date(decided_by.due_at)}") == ("running", "2026-12-04")


def test_found_late_it_is_marked_late(harbour, lin, company, later):
    licence(company, 1)
    publish(lin, company)
    later(MONDAY + timedelta(days=14))
    follow(harbour)

    with acting(lin), transaction.atomic():
        assert Clock.objects.get(kind="card_report").breached_at is not None


def test_it_is_done_once_though_the_sweep_runs_on(harbour, lin, chun, company, later):
    licence(company, 1)
    publish(lin, company)
    later(MONDAY + timedelta(days=2))
    assert (follow(harbour), follow(harbour)) == (1, 0)

    assert told(harbour, chun)[-1][0] == "credential_over"
    with acting(lin), transaction.atomic():
        assert Card.objects.filter(party=company).count() == 2
        wanted = ledger.Wanted(action="parties.credential_lapsed")
        assert ledger.entry_list(lin, wanted).count() == 1


def test_a_worker_that_is_killed_half_way_goes_on_with_the_rest(
    harbour, lin, company, later, monkeypatch
):
    for number in range(5):
        licence(company, 1, name=f"许可证 {number}")
    later(MONDAY + timedelta(days=2))
    monkeypatch.setattr(lapsing, "AT_ONCE", 2)
    real, calls = lapsing._over, []

    def killed(actor, one):
        calls.append(one)
        if len(calls) == 4:
            raise SystemExit
        real(actor, one)

    monkeypatch.setattr(lapsing, "_over", killed)
    with pytest.raises(SystemExit):
        follow(harbour)
    with acting(lin), transaction.atomic():
        assert Credential.objects.filter(lapsed_at__isnull=False).count() == 2
    monkeypatch.setattr(lapsing, "_over", real)

    assert follow(harbour) == 3


def test_its_holder_is_told_a_month_a_week_and_the_day_before(harbour, chun, company, later):
    licence(company, 40)
    for left in (39, 30, 12, 7, 0):
        later(MONDAY + timedelta(days=40 - left))
        follow(harbour)
        follow(harbour)

    assert told(harbour, chun) == [("credential_ending", one) for one in ("30", "7", "0")]


def test_one_that_was_renewed_is_not_reminded_of(harbour, chun, company):
    licence(company, 7)
    licence(company, 400)
    follow(harbour)

    assert told(harbour, chun) == []


def test_a_renewed_one_stays_on_the_card(harbour, lin, company, later):
    licence(company, 1)
    licence(company, 400, number="JY1331")
    publish(lin, company)
    later(MONDAY + timedelta(days=2))
    follow(harbour)

    assert [one["number"] for one in waiting(lin, company).licences] == ["JY1331"]


def test_one_that_begins_to_hold_is_reported_on_its_day(harbour, lin, company, later):
    licence(company, 400, valid_from=clock.today() + timedelta(days=5))
    publish(lin, company)
    follow(harbour)
    assert waiting(lin, company) is None

    later(MONDAY + timedelta(days=5))
    follow(harbour)
    assert [one["number"] for one in waiting(lin, company).licences] == ["JY1330"]


def test_a_person_publishes_no_licence_and_reports_none(harbour, lin, company, later):
    seller = people.party(harbour, "operator")
    licence(seller, 1)
    with acting(lin):
        told = Told(address=HOME, contact="13900004321")
        card = services.card_submit(actor=lin, party_id=seller.pk, told=told)
        services.card_decide(actor=lin, card_id=card.pk, is_approved=True)
    later(MONDAY + timedelta(days=2))
    follow(harbour)

    assert waiting(lin, seller) is None


def test_what_is_on_air_is_asked_about_again(harbour, company, later, monkeypatch):
    licence(company, 1)
    heard = []
    monkeypatch.setitem(events._listeners, StandingChanged, [heard.append])
    later(MONDAY + timedelta(days=2))
    follow(harbour)

    assert [(one.party_id, one.why) for one in heard] == [(company.pk, "credential_lapsed")]


def test_the_sweep_finds_the_tenants_concerned_and_no_other(harbour, elsewhere, company):
    day = clock.today()
    licence(company, 60)
    assert selectors.tenants_with_credentials_turning(day, day + lapsing.AHEAD) == []
    licence(company, 20)

    assert selectors.tenants_with_credentials_turning(day, day + lapsing.AHEAD) == [harbour.pk]
    assert credentials_sweep() == 1
    credentials_follow(tenant_id=str(elsewhere.pk))
