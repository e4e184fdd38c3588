"""Proofs, prices and statements stay three years and no longer, unless a broadcast holds them."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts import services as accounts
from catalog import selectors, services
from catalog.models import AdStatement, ClaimEvidence, PriceDeal
from catalog.rules.adverts import Facts
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.models import File
from rooms import services as rooms
from rooms.events import SessionDestroyed
from tests import builders
from tests.catalog.conftest import TEA, stored
from tests.catalog.suppliers import in_days, later, on_shelf
from tests.catalog.test_offers import offered

pytestmark = pytest.mark.django_db
YEARS = 3 * 366


def proof(lin, product="sku-1", **days):
    given = services.Proof(
        exemption="usage_tip",
        words="最佳食用日期",
        product=product,
        statement="包装上的食用提示",
        valid_from=in_days(-1),
        valid_until=in_days(20),
        file_id=on_shelf(lin).pk,
    )
    with acting(lin):
        row = services.evidence_give(actor=lin, proof=given)
        return services.evidence_decide(actor=lin, evidence_id=row.pk, is_approved=True)


def swept(owner):
    system = system_actor(owner.pk)
    with acting(system):
        return services.evidence_expire(actor=system), services.deals_expire(actor=system)


def rows(owner, model):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return list(model.objects.order_by("id"))


def sold(lin, chun, room):
    """Sell tea in a broadcast that is over; return it."""
    offered(lin, room, *stored(lin, TEA))
    session = builders.session(chun, room)
    system = system_actor(lin.tenant_id)
    with acting(system):
        rooms.session_end(actor=system, session_id=session.pk)
    return session


@pytest.mark.law("O117-supplier-check")
def test_a_proof_goes_with_its_file_three_years_after_its_last_day_and_not_sooner(harbour, lin):
    row = proof(lin)
    with later(20 + 3 * 365 - 5):
        assert swept(harbour) == (0, 0)
    with later(20 + YEARS + 2):
        assert swept(harbour) == (1, 0)
        assert swept(harbour) == (0, 0)

    (gone,) = rows(harbour, ClaimEvidence)
    assert (gone.pk, gone.statement, bool(gone.destroyed_at)) == (row.pk, "", True)
    assert next(one for one in rows(harbour, File) if one.pk == row.file).state == "gone"
    with acting(lin), transaction.atomic():
        assert not selectors.evidence_list(lin).exists()


def test_a_proof_stays_as_long_as_a_broadcast_that_sold_under_it(harbour, lin, chun, tea_room):
    proof(lin)
    proof(lin, product="sku-other")
    sold(lin, chun, tea_room)  # nobody destroyed that broadcast: something holds it

    with later(20 + YEARS + 2):
        assert swept(harbour) == (1, 0)

    (kept,) = [one for one in rows(harbour, ClaimEvidence) if one.destroyed_at is None]
    assert kept.product == "sku-1"


def test_a_legal_hold_on_a_proof_keeps_it(harbour, lin):
    row = proof(lin)
    with later(20 + YEARS + 2):
        with acting(lin), transaction.atomic():
            why = accounts.Why("来函 2026-118 号", clock.today() + timedelta(days=30))
            accounts.thing_hold(lin, ("claim_evidence", str(row.pk)), why)
        assert swept(harbour) == (0, 0)


def test_a_proof_without_a_last_day_stays_until_it_is_withdrawn(harbour, lin):
    with acting(lin):
        given = services.Proof(exemption="usage_tip", words="最佳食用日期", valid_from=in_days(-1))
        services.evidence_give(actor=lin, proof=given)
    with later(10 * 366):
        assert swept(harbour) == (0, 0)


def deal(owner, product, fen, days):
    system = system_actor(owner.pk)
    with acting(system), transaction.atomic():
        PriceDeal.objects.create(
            tenant_id=owner.pk,
            product=product,
            place="shop-1",
            reference=f"{product}-{fen}",
            fen=fen,
            at=clock.now() + timedelta(days=days),
        )


@pytest.mark.law("O117-evidence-3y")
def test_prices_of_deals_go_after_three_years_but_for_the_last_one(harbour):
    for product, fen, days in (("a", 1, -4), ("a", 2, -3), ("b", 3, -4)):
        deal(harbour, product, fen, days)
    with later(3 * 365 - 10):
        assert swept(harbour) == (0, 0)
    with later(YEARS + 2):
        assert swept(harbour) == (0, 1)

    assert [one.fen for one in rows(harbour, PriceDeal)] == [2, 3]


def test_prices_of_goods_stay_with_a_broadcast_that_is_kept(harbour, lin, chun, tea_room):
    deal(harbour, "sku-1", 1, -4)
    deal(harbour, "sku-1", 2, -3)
    sold(lin, chun, tea_room)
    with later(YEARS + 2):
        assert swept(harbour) == (0, 0)


@pytest.mark.law("IAD-archive-3y")
def test_who_answered_for_a_broadcast_goes_with_it(harbour, lin, chun, tea_room):
    session = sold(lin, chun, tea_room)
    with acting(lin), transaction.atomic():
        services.statement_make(actor=lin, session_id=session.pk, facts=Facts(), answers=())
        AdStatement.objects.update(roles=[{"role": "publisher", "party": "", "supplier": "x"}])
    system = system_actor(harbour.pk)
    with acting(system), transaction.atomic():
        events.publish(SessionDestroyed(system, session.pk, session.room_id))

    (row,) = rows(harbour, AdStatement)
    assert (row.roles, row.facts) == ([], {})


def test_tenants_with_old_proofs_or_prices_are_looked_at(harbour):
    deal(harbour, "a", 1, -3)
    assert selectors.tenants_with_papers_turning(clock.today(), in_days(30)) == []
    with later(YEARS):
        found = selectors.tenants_with_papers_turning(clock.today(), clock.today())
    assert found == [harbour.pk]
