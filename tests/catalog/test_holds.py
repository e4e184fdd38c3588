"""Legal holds on the file of a supplier, on a proof and on a promotion, from their pages."""

import pytest
from django.db import transaction

from accounts import selectors as accounts
from accounts import services as holding
from accounts.models import Hold
from catalog import services
from catalog.models import Advert, Supplier
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests.catalog.suppliers import adverts, in_days, later, verified
from tests.catalog.test_keeping import proof, swept
from tests.proof import browser

pytestmark = pytest.mark.django_db
YEARS = 3 * 366


def wish(days=30, **fields):
    return {
        "ground": "authority", "reason": "来函 2026-118 号", "review_on": f"{in_days(days)}",
    } | fields  # fmt: skip


def held(actor):
    with acting(actor), transaction.atomic():
        return {(one.subject_kind, one.subject_ref) for one in accounts.hold_list(actor)}


@pytest.mark.long
@pytest.mark.law("O117-supplier-check")
def test_a_suppliers_file_that_is_held_stays_and_goes_once_it_is_let_go(harbour, lin):
    row = verified(lin)
    with acting(lin):
        services.supplier_close(actor=lin, supplier_id=row.pk, reason="不再合作")
    page = browser(lin)
    assert "依法留存" in page.get(f"/suppliers/{row.pk}").content.decode()
    page.post(f"/suppliers/{row.pk}/hold", wish())
    page.post(f"/suppliers/{row.pk}/hold", wish())
    assert held(lin) == {("supplier", str(row.pk))}
    assert "依法留存中" in page.get(f"/suppliers/{row.pk}").content.decode()
    assert row.title in page.get("/settings/holds").content.decode()

    def expire():
        system = system_actor(harbour.pk)
        with later(YEARS + 2), acting(system):
            return services.suppliers_expire(actor=system)

    assert expire() == 0
    with acting(lin):
        (hold,) = accounts.hold_list(lin)
        holding.hold_lift(actor=lin, hold_id=hold.pk)
    assert expire() == 1
    with acting(lin), transaction.atomic():
        assert Supplier.objects.get().destroyed_at


@pytest.mark.long
def test_a_proof_that_is_held_from_its_page_stays(harbour, lin):
    row = proof(lin)
    page = browser(lin)
    page.post(f"/suppliers/claims/{row.pk}/hold", wish())
    assert held(lin) == {("claim_evidence", str(row.pk))}
    assert "依法留存中" in page.get("/suppliers/claims").content.decode()
    with later(20 + YEARS + 2):
        assert swept(harbour) == (0, 0)


@pytest.mark.long
@pytest.mark.law("IAD-archive-3y")
def test_a_promotion_that_is_held_from_its_page_keeps_its_file(harbour, lin, tea_session):
    made = adverts(lin, verified(lin))
    page = browser(lin)
    page.post(f"/suppliers/adverts/{made['advert_id']}/hold", wish())
    assert held(lin) == {("advert", made["advert_id"])}
    assert "依法留存中" in page.get("/suppliers/adverts").content.decode()
    with acting(lin):
        services.advert_end(actor=lin, advert_id=made["advert_id"])

    def followed():
        system = system_actor(harbour.pk)
        with later(YEARS + 2), acting(system):
            return services.adverts_follow(actor=system)

    assert followed() == 0
    with acting(lin):
        (hold,) = accounts.hold_list(lin)
        holding.hold_lift(actor=lin, hold_id=hold.pk)
    assert followed() == 1
    with acting(lin):
        assert Advert.objects.get().content == ""
        with pytest.raises(services.FileGone):
            services.advert_hold(
                actor=lin, advert_id=made["advert_id"], why=holding.Why("来函 119 号", in_days(9))
            )


def test_who_may_hold_nothing_holds_nothing_and_a_hold_says_why(lin, chun, outsider):
    row = verified(lin)
    why = holding.Why("来函 2026-118 号", in_days(30))
    with acting(chun), pytest.raises(Forbidden):
        services.supplier_hold(actor=chun, supplier_id=row.pk, why=why)
    with acting(outsider), pytest.raises(NotFound):
        services.supplier_hold(actor=outsider, supplier_id=row.pk, why=why)
    with acting(lin), pytest.raises(Invalid):
        services.supplier_hold(actor=lin, supplier_id=row.pk, why=holding.Why("", in_days(30)))
    with acting(lin), transaction.atomic():
        assert not Hold.objects.exists()
