"""What has no last day is looked at again, or counts no more; nothing lives for ever unseen."""

import pytest
from django.db import transaction

from catalog import selectors, services
from catalog.models import ClaimEvidence, SupplierPaper
from catalog.rules.papers import Books, Held, Known, Sold, lacking
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from tests.catalog.suppliers import approved, given, in_days, later, verified
from tests.catalog.test_keeping import rows, swept
from tests.proof import browser

SHOP, PAPER = uuid7(), uuid7()


def lacks(*papers, supplier=None, overdue="warn"):
    known = Known(SHOP, "山野茶业有限公司", "", "verified", "sound", supplier)
    books = Books({SHOP: known}, papers, [], [], overdue=overdue)
    sold = Sold("sku-1", SHOP, ("liquor-trading-record",))
    return [(one.why, one.weight, one.on) for one in lacking([sold], books, in_days(0), in_days(1))]


@pytest.mark.law("O117-supplier-check")
def test_a_paper_without_a_last_day_that_nobody_looked_at_again_is_said_and_passes():
    paper = Held(PAPER, SHOP, "liquor-trading-record", "approved", recheck_on=in_days(30))
    assert lacks(paper) == []
    assert lacks(paper._replace(recheck_on=in_days(-1))) == [("overdue", "warn", in_days(-1))]
    dated = paper._replace(recheck_on=in_days(-1), until=in_days(90))
    assert lacks(dated) == [], "one with a last day is not looked at again"
    late = paper._replace(recheck_on=in_days(-1))
    assert lacks(late, paper) == [], "another one holds"


def test_a_platform_may_keep_off_air_what_nobody_looked_at_again():
    late = Held(PAPER, SHOP, "liquor-trading-record", "approved", recheck_on=in_days(-1))
    said = [("overdue", "deny", in_days(-2)), ("overdue", "deny", in_days(-1))]
    assert lacks(late, supplier=in_days(-2), overdue="deny") == said


@pytest.mark.django_db
@pytest.mark.long
def test_an_approved_paper_is_looked_at_again_when_the_platform_says(harbour, lin):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        harbour.policy = harbour.policy | {"paper_look_days": 90}
        harbour.save(update_fields=["policy"])
    shop = verified(lin)
    assert approved(lin, shop, valid_until=in_days(40)).recheck_on is None
    paper = approved(lin, shop, "food-licence")
    assert paper.recheck_on == in_days(90)

    with later(70):
        page = browser(lin).get("/suppliers/papers").content.decode()
        assert "没有写明有效期，须复核" in page
        assert f"/suppliers/papers/{paper.pk}/look" in page
        browser(lin).post(f"/suppliers/papers/{paper.pk}/look", {"to": "papers"})
        with acting(lin), transaction.atomic():
            assert SupplierPaper.objects.get(pk=paper.pk).recheck_on == in_days(90)


@pytest.mark.django_db
@pytest.mark.long
def test_officers_are_written_to_a_month_a_week_and_a_day_before_and_once_each(harbour, lin):
    shop = verified(lin)
    approved(lin, shop, "food-licence")
    proven(lin)
    system = system_actor(harbour.pk)

    def told(days):
        with later(days), acting(system):
            return services.relooks_tell(actor=system), services.relooks_tell(actor=system)

    assert [told(days) for days in (300, 336, 359, 366)] == [(0, 0), (2, 0), (2, 0), (2, 0)]
    with acting(lin), transaction.atomic():
        assert Letter.objects.filter(topic="paper_relook", recipient=lin.user_id).count() == 6
    with later(340):
        assert selectors.tenants_with_papers_turning(clock.today(), in_days(30)) == [harbour.pk]


def proven(lin):
    with acting(lin):
        proof = services.Proof(
            exemption="usage_tip", words="最佳食用日期", statement="包装上的提示"
        )
        row = services.evidence_give(actor=lin, proof=proof)
        return services.evidence_decide(actor=lin, evidence_id=row.pk, is_approved=True)


@pytest.mark.django_db
@pytest.mark.law("ADL-absolute")
def test_a_proof_that_nobody_looked_at_again_excuses_nothing_until_somebody_does(lin):
    row = proven(lin)
    with later(366), acting(lin):
        with transaction.atomic():
            assert selectors.evidence_anywhere(lin, clock.today()) == []
        services.evidence_look(actor=lin, evidence_id=row.pk, next_on=in_days(30))
        with transaction.atomic():
            assert [one.id for one in selectors.evidence_anywhere(lin, clock.today())] == [row.pk]


@pytest.mark.django_db
@pytest.mark.long
def test_what_nobody_looked_at_for_three_years_more_is_destroyed(harbour, lin):
    shop = verified(lin)
    paper = approved(lin, shop, "food-licence")
    proof = proven(lin)
    system = system_actor(harbour.pk)
    with later(365 + 3 * 366 + 2):
        assert swept(harbour) == (1, 0)
        with acting(system):
            assert services.suppliers_expire(actor=system) == 1
    gone = [rows(harbour, model)[0].destroyed_at for model in (SupplierPaper, ClaimEvidence)]
    assert all(gone)
    with acting(lin):
        with pytest.raises(NotFound):
            services.paper_look(actor=lin, paper_id=paper.pk)
        with pytest.raises(NotFound):
            services.evidence_look(actor=lin, evidence_id=proof.pk)


@pytest.mark.django_db
def test_only_what_holds_without_a_last_day_is_looked_at_and_by_officers_alone(lin, chun):
    shop = verified(lin)
    waiting, dated = given(lin, shop), approved(lin, shop, valid_until=in_days(40))
    paper = approved(lin, shop, "food-licence")
    with acting(lin):
        with pytest.raises(services.PaperDecided):
            services.paper_look(actor=lin, paper_id=waiting.pk)
        with pytest.raises(Invalid):
            services.paper_look(actor=lin, paper_id=dated.pk)
        for day in (in_days(0), in_days(400)):
            with pytest.raises(Invalid):
                services.paper_look(actor=lin, paper_id=paper.pk, next_on=day)
    with acting(chun), pytest.raises(Forbidden):
        services.paper_look(actor=chun, paper_id=paper.pk)
