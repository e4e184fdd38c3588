"""The public page of an operator: what the law has it show, and nothing else, to whoever looks."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from accounts import services as accounts
from livecompliance.kernel import clock, limits
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from parties import services
from tests import builders
from tests.parties import people

pytestmark = pytest.mark.django_db
HOME = "浙江省杭州市滨江区某路 1 号"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()
    limits._tallies.clear()


@pytest.fixture
def seller(harbour):
    return people.party(harbour, "operator", "marketer")


@pytest.fixture
def company(harbour):
    return people.party(
        harbour, "operator", kind="company", document="uscc", name="海港茶业有限公司",
        public_name=f"海港茶{HOSTILE}",
    )  # fmt: skip


def publish(lin, party, **said):
    with acting(lin):
        card = services.card_submit(
            actor=lin, party_id=party.pk, told=services.Told(**({"address": HOME} | said))
        )
        return services.card_decide(actor=lin, card_id=card.pk, is_approved=True)


def look(party_id, slug="harbour", query="", **headers):
    return Client().get(f"/p/{slug}/operator/{party_id}{query}", headers=headers)


@pytest.mark.law("O117-publicity-natural")
def test_a_person_is_shown_by_address_contact_and_agency_and_not_by_name(harbour, lin, seller):
    agency = people.party(harbour, "agency", kind="company", document="", public_name="星途文化")
    people.tie(agency, seller)
    publish(lin, seller)

    page = look(seller.pk).content.decode()

    for shown in (HOME, "13800001234", "星途文化", "第二十五条"):
        assert shown in page
    assert "林小满" not in page
    assert 'name="robots" content="noindex"' in page


@pytest.mark.law("O117-publicity")
def test_a_company_is_shown_by_name_code_domicile_and_licences_in_both_languages(lin, company):
    people.credential(company, "licence", "食品", name="食品经营许可证", number="JY1330")
    publish(lin, company)

    page, english = look(company.pk), look(company.pk, query="?lang=en")

    for shown in ("海港茶业有限公司", people.USCC, HOME, "食品经营许可证 JY1330"):
        assert shown in page.content.decode()
    assert "Domicile" in english.content.decode()
    assert '<html lang="en"' in english.content.decode()
    assert "noindex" not in page.content.decode()
    assert not page.cookies
    assert page["Cache-Control"] == "public, max-age=300"
    again = look(company.pk, **{"If-None-Match": page["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_hostile_name_is_text(lin, company):
    publish(lin, company, address=f"路{HOSTILE}")

    page = look(company.pk).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.law("O117-published-changes")
def test_the_page_changes_with_the_decision_and_not_with_the_report(lin, seller):
    publish(lin, seller)
    with acting(lin):
        card = services.card_submit(
            actor=lin, party_id=seller.pk, told=services.Told(address="宁波市别路 2 号")
        )
    assert "宁波市" not in look(seller.pk).content.decode()

    with acting(lin):
        services.card_decide(actor=lin, card_id=card.pk, is_approved=True)

    assert "宁波市别路 2 号" in look(seller.pk).content.decode()
    assert HOME not in look(seller.pk).content.decode()


def test_what_is_not_published_is_not_there(harbour, elsewhere, lin, seller, company):
    publish(lin, company)
    with acting(lin):
        services.card_submit(actor=lin, party_id=seller.pk, told=services.Told(address=HOME))

    missing = look(uuid7())
    for one in (look(seller.pk), look(company.pk, slug="elsewhere"), look(company.pk, "nobody")):
        assert one.status_code == missing.status_code == 404
        assert HOME not in one.content.decode()
    assert Client().post(f"/p/harbour/operator/{company.pk}").status_code == 405


@pytest.mark.long
@pytest.mark.law("PIPL-erasure")
def test_who_left_or_was_erased_or_whose_platform_is_closed_is_not_shown(
    harbour, lin, seller, company, monkeypatch
):
    publish(lin, seller)
    publish(lin, company)
    admin = builders.person(harbour, "admin", "system_admin")
    with acting(lin):
        row = services.data_request_open(actor=lin, party_id=seller.pk, kind="erase")
    with acting(admin):
        services.data_request_carry_out(actor=admin, request_id=row.pk, reason="本人来函申请")
    assert look(seller.pk).status_code == 404
    years_on = clock.now() + timedelta(days=4 * 366)
    monkeypatch.setattr(clock, "now", lambda: years_on)
    with acting(admin), transaction.atomic():
        services.erasures_sweep(actor=admin)
    assert look(seller.pk).status_code == 404

    system = system_actor(harbour.pk)
    with acting(system):
        accounts.tenant_suspend(actor=system, reason="欠费")
    assert look(company.pk).status_code == 503
    assert HOME not in look(company.pk).content.decode()


def test_one_address_asks_so_often_and_no_more(lin, company, monkeypatch):
    publish(lin, company)
    monkeypatch.setattr("livecompliance.public.middleware.MOST_A_MINUTE", 2)
    cache.clear()
    limits._tallies.clear()

    assert [look(company.pk).status_code for _ in range(3)] == [200, 200, 429]


def test_the_officers_day_does_not_stand_in_the_page(lin, company):
    card = publish(lin, company, changed_on=clock.today() - timedelta(days=9))

    assert f"{card.changed_on}" not in look(company.pk).content.decode()
