"""An agency that selects goods verifies who really sells them, and keeps that for three years."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from charter import services
from charter.models import AgencyRecord
from charter.rules import agency as rules
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import File
from parties import services as parties
from parties.models import DataRequest, Party
from tests import builders
from tests.charter import world
from tests.parties import people

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def house(db):
    return builders.tenant("fanxing", kind="agency", name="繁星文化")


@pytest.fixture
def su(house):
    return builders.person(house, "su", "officer")


@pytest.fixture
def seller(house):
    """A shop whose goods the agency selects: verified, with address and telephone."""
    people.sandbox(house)
    made = people.party(house, "operator", kind="company", document="uscc", name="山野茶业")
    people.verify(made, "registration")
    actor = system_actor(house.pk)
    with acting(actor):
        given = parties.Particulars(address="杭州市西湖区龙井路")
        parties.party_change(actor=actor, party_id=made.pk, particulars=given)
    return made


def select(actor, party, **fields):
    with acting(actor):
        done = world.agency_done("selection", **fields)
        return services.agency_record(actor=actor, party_id=party.pk, done=done)


@pytest.mark.law("O117-agency-selection-3y")
def test_a_selection_is_kept_for_three_years_from_the_end_of_its_broadcast(su, seller):
    kept = select(su, seller, broadcast_on=clock.today() + timedelta(days=5))

    end = kept.broadcast_on
    assert kept.items == list(rules.SELECTED)
    assert kept.keep_until.year == end.year + 3
    assert (kept.keep_until.month, kept.keep_until.day) >= (end.month, end.day - 1)


@pytest.mark.law("O117-agency-selection-3y")
@pytest.mark.parametrize("left_out", rules.SELECTED)
def test_each_thing_of_the_article_is_looked_at(su, seller, left_out):
    with pytest.raises(Invalid) as refused:
        select(su, seller, items=[one for one in rules.SELECTED if one != left_out])

    assert (refused.value.law, refused.value.extra["field"]) == (
        "O117-agency-selection-3y", "items",
    )  # fmt: skip


@pytest.mark.law("O117-agency-selection-3y")
def test_whoever_is_not_verified_or_not_to_be_reached_sells_nothing_here(house, su):
    stranger = world.party(house, "operator")

    with pytest.raises(services.RecruitmentIncomplete) as refused:
        select(su, stranger)

    assert refused.value.extra["items"] == ["code", "address", "contact"]


@pytest.mark.parametrize("day", [None, clock.today() + timedelta(days=400)])
def test_a_selection_without_its_broadcast_is_refused(su, seller, day):
    with pytest.raises(Invalid) as refused:
        select(su, seller, broadcast_on=day)

    assert refused.value.extra["field"] == "broadcast_on"


@pytest.mark.law("O117-agency-selection-3y")
def test_who_sold_is_not_erased_before_the_term_is_over(house, su, seller):
    select(su, seller)
    system = system_actor(house.pk)
    with acting(system), transaction.atomic():
        Party.objects.filter(pk=seller.pk).update(function_at=None)
        asked = DataRequest.objects.create(tenant=house, party=seller, kind="erase")

    def run(day):
        with world.on(world.days(day)), acting(system):
            parties.erasures_sweep(actor=system)
        with acting(system), transaction.atomic():
            return Party.objects.get(pk=seller.pk).name is not None

    with acting(system):
        admin = builders.person(house, "root", "system_admin")
    with acting(admin):
        done = parties.data_request_carry_out(actor=admin, request_id=asked.pk, reason="本人申请")
    assert done.state == "waiting"
    assert "selection" in {one["what"] for one in done.kept}
    assert [run(3 * 365 - 5), run(3 * 366 + 2)] == [True, False]


def on_shelf(actor):
    with acting(actor):
        upload = SimpleUploadedFile("licence.pdf", PDF)
        return office.shelf_store(actor=actor, stream=upload, name="licence.pdf")


def test_evidence_leaves_the_shelf_where_it_would_be_gone_after_ninety_days(house, su, seller):
    file = on_shelf(su)
    assert file.expires_at is not None
    kept = select(su, seller, file_id=file.pk)
    system = system_actor(house.pk)
    with world.on(world.days(400)), acting(system):
        office.files_expire(actor=system)

    with acting(su), transaction.atomic():
        found = File.objects.get(pk=kept.file)
    assert (found.state, found.purpose, found.expires_at) == ("ready", "agency_record", None)
    with acting(su), pytest.raises(NotFound):
        office.shelf_discard(actor=su, file_id=file.pk)


def test_nobody_keeps_what_is_on_the_shelf_of_somebody_else(house, su, seller):
    other = builders.person(house, "he", "officer")
    file = on_shelf(other)

    with pytest.raises(NotFound):
        select(su, seller, file_id=file.pk)
    with acting(su), transaction.atomic():
        assert AgencyRecord.objects.count() == 0


@pytest.fixture
def own_site(db):
    """A farm that sells live on its own site: an operator, with a supplier that it verified."""
    farm = builders.tenant("farm", kind="own_site", name="山野农场")
    people.sandbox(farm)
    supplier = people.party(farm, "operator", kind="company", document="uscc", name="溪口茶厂")
    people.verify(supplier, "registration")
    actor = system_actor(farm.pk)
    with acting(actor):
        given = parties.Particulars(address="杭州市余杭区径山镇")
        parties.party_change(actor=actor, party_id=supplier.pk, particulars=given)
    return builders.person(farm, "gu", "officer"), supplier


@pytest.mark.law("O117-supplier-check", "M-supplier-check")
@pytest.mark.parametrize("left_out", ["name", "licences", "credit", "choice", "language"])
def test_an_operator_looks_at_each_thing_about_its_supplier(own_site, left_out):
    gu, supplier = own_site
    done = world.agency_done("supplier", items=[one for one in rules.SUPPLIED if one != left_out])
    with acting(gu), pytest.raises(Invalid) as refused:
        services.agency_record(actor=gu, party_id=supplier.pk, done=done)

    assert refused.value.law == "O117-supplier-check"


@pytest.mark.law("O117-supplier-check", "M-supplier-check")
def test_an_operator_keeps_whom_it_verified_for_three_years_from_the_broadcasts_end(own_site):
    gu, supplier = own_site
    done = world.agency_done("supplier", broadcast_on=clock.today() + timedelta(days=3))
    with acting(gu):
        kept = services.agency_record(actor=gu, party_id=supplier.pk, done=done)
    with acting(gu):
        told = parties.kept_all(gu, supplier.pk)

    assert kept.keep_until.year == kept.broadcast_on.year + 3
    assert ("selection", "O117-supplier-check") in {(one["what"], one["clause"]) for one in told}
