"""Proofs, prices and statements stay three years and no longer, unless a broadcast holds them."""

import hashlib
from datetime import timedelta

import pytest
from django.db import transaction

from accounts import services as accounts
from catalog import selectors, services
from catalog.models import (
    AdStatement,
    Advert,
    ClaimEvidence,
    PageSnapshot,
    PriceDeal,
    Supplier,
    SupplierPaper,
)
from catalog.rules.adverts import Facts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.models import File
from rooms import services as rooms
from rooms.models import Session
from tests import builders
from tests.catalog.conftest import TEA, stored
from tests.catalog.suppliers import (
    PDF,
    adverts,
    approved,
    in_days,
    later,
    on_shelf,
    verified,
)
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


def page_of(harbour, lin, session, row):
    """Keep the page of an order with its file."""
    system = builders.program(harbour, "catalog.write", "files.write")
    file = on_shelf(system)
    page = services.Page("o-1", hashlib.sha256(PDF).hexdigest(), clock.now(), file.pk)
    with acting(system):
        return services.snapshot_keep(
            actor=system, offer_id=row.pk, session_id=session.pk, page=page
        )


def everything(harbour, lin, chun, room):
    """Sell in a broadcast under a paper, a proof, a statement and a promotion; it is over today."""
    shop = verified(lin)
    paper = approved(lin, shop, "food-licence", valid_until=in_days(5))
    proof(lin)
    made = adverts(lin, shop)
    row = offered(lin, room, *stored(lin, TEA), shop)
    builders.observing(harbour)
    session = builders.session(chun, room)
    page_of(harbour, lin, session, row)
    roles = ("advertiser", "operator", "publisher")
    answers = [services.Answering(one, supplier_id=shop.pk) for one in roles]
    with acting(lin):
        services.statement_make(
            actor=lin, session_id=session.pk, facts=Facts(is_paid=True), answers=answers
        )
    builders.end(session)
    with acting(lin):
        services.advert_end(actor=lin, advert_id=made["advert_id"])
        rooms.sales_complete(actor=lin, session_id=session.pk, on=clock.today())
        services.paper_withdraw(actor=lin, paper_id=paper.pk, reason="换新证")
        services.supplier_close(actor=lin, supplier_id=shop.pk, reason="不再合作")


def beaten(owner):
    """Do what beat does: broadcasts whose term is over first, then what has terms of its own."""
    system = system_actor(owner.pk)
    with acting(system):
        gone = rooms.retention_carry_out(actor=system).destroyed
        kept = services.suppliers_expire(actor=system), services.adverts_follow(actor=system)
        return gone, *kept, services.evidence_expire(actor=system)


@pytest.mark.long
@pytest.mark.law("O117-supplier-check", "O117-evidence-3y", "IAD-archive-3y", "PIPL-erasure")
def test_all_of_a_broadcast_stays_three_years_from_its_end_and_goes_the_day_after(
    harbour, lin, chun, tea_room
):
    everything(harbour, lin, chun, tea_room)
    (session,) = rows(harbour, Session)
    (shop,) = rows(harbour, Supplier)
    (advert,) = rows(harbour, Advert)
    today = clock.today()
    last = today.replace(year=today.year + 3)
    assert (session.keep_until, shop.keep_until, advert.keep_until) == (last, last, last)
    files = {one.pk for one in rows(harbour, File) if one.purpose != "own"}  # a shelf has its term
    assert len(files) == 3

    with later((last - today).days):
        assert beaten(harbour) == (0, 0, 0, 0), "it is the last day"
    assert all(one.state == "ready" for one in rows(harbour, File))
    with later((last - today).days + 1):
        assert beaten(harbour)[:3] == (1, 2, 1)  # the broadcast; a supplier, a paper; a promotion
    with later((last - today).days + 22):
        assert beaten(harbour) == (0, 0, 0, 1)  # the proof could be relied on 20 days longer
        assert beaten(harbour) == (0, 0, 0, 0)

    (stated,) = rows(harbour, AdStatement)
    (page,) = rows(harbour, PageSnapshot)
    (row,) = rows(harbour, Advert)
    assert (stated.roles, stated.facts, row.content) == ([], {}, "")
    assert len(page.sha256) == 64, "the digest stays"
    gone = {one.pk for one in rows(harbour, File) if one.state == "gone"}
    assert gone == files
    assert rows(harbour, SupplierPaper)[0].destroyed_at
    assert rows(harbour, Supplier)[0].address is None


@pytest.mark.long
@pytest.mark.law("O117-supplier-check")
def test_a_hold_on_the_broadcast_keeps_what_was_sold_under_it(harbour, lin, chun, tea_room):
    everything(harbour, lin, chun, tea_room)
    (session,) = rows(harbour, Session)
    with later(YEARS + 2), acting(lin):
        why = accounts.Why("来函 2029-118 号", in_days(30))
        rooms.session_hold(actor=lin, session_id=session.pk, why=why)
    with later(YEARS + 5):
        gone, *_rest, proofs = beaten(harbour)
    assert (gone, proofs) == (0, 0)
    assert rows(harbour, AdStatement)[0].roles != []
    (page,) = rows(harbour, PageSnapshot)
    assert next(one for one in rows(harbour, File) if one.pk == page.file_id).state == "ready"


def test_tenants_with_old_proofs_or_prices_are_looked_at(harbour):
    deal(harbour, "a", 1, -3)
    assert selectors.tenants_with_papers_turning(clock.today(), in_days(30)) == []
    with later(YEARS):
        found = selectors.tenants_with_papers_turning(clock.today(), clock.today())
    assert found == [harbour.pk]
