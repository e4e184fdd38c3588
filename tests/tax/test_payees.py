"""Payees are brought, sealed, found the same, changed, linked; and those that cannot be, named."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts.models import PersonKey
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from tax import selectors
from tax.models import Payee
from tests import builders
from tests.tax import world

pytestmark = pytest.mark.django_db


def kept(actor):
    with acting(actor), transaction.atomic():
        return {one.external_id: one for one in Payee.objects.of(actor).select_related("agency")}


@pytest.mark.law("M-tax-report")
def test_what_names_a_payee_is_sealed_and_shown_masked(lin):
    world.payees(lin, world.SONG)
    row = kept(lin)["a-1"]

    with connection.cursor() as cursor, acting(lin):
        cursor.execute("SELECT t::text FROM tax_payee t")
        (line,) = cursor.fetchone()
    assert "小满的店" in line
    assert not any(world.SONG[name] in line for name in ("name", "number", "address", "contact"))
    with acting(lin), transaction.atomic():
        shown = selectors.payees_masked(lin, [row])[row.pk]
    assert shown["name"] == "宋**"
    assert world.PERSON not in shown["number"]


@pytest.mark.law("D810-quarterly-report")
def test_the_same_payee_again_changes_nothing_and_is_no_entry(lin):
    world.payees(lin, world.SONG, world.STUDIO)
    before, entries = kept(lin), Entry.objects.count
    with acting(lin):
        count = entries()
    again = world.payees(lin, world.SONG, world.STUDIO)

    assert world.results(again) == ["same", "same"]
    with acting(lin):
        assert entries() == count
    assert {one.changed_at for one in kept(lin).values()} == {
        one.changed_at for one in before.values()
    }


def test_a_payee_that_changed_keeps_its_id_and_key(lin):
    world.payees(lin, world.SONG)
    before = kept(lin)["a-1"]
    found = world.payees(lin, world.SONG | {"shops": ["s-1", "s-2"]})
    after = kept(lin)["a-1"]

    assert world.results(found) == ["changed"]
    assert bytes(before.print) != bytes(after.print)
    assert (after.pk, after.shops) == (before.pk, ["s-1", "s-2"])
    with acting(lin):
        assert PersonKey.objects.of(lin).filter(kind="payee").count() == 1


def test_rows_that_cannot_be_are_named_and_the_others_are_taken(lin):
    found = world.payees(
        lin,
        world.SONG,
        world.SONG | {"external_id": "a-2", "number": None},
        world.SONG | {"name": "宋大满"},
        world.SONG,
        world.SONG | {"external_id": "a-3", "agency": "nobody"},
        world.SONG | {"external_id": "a-4", "party": "nobody"},
        world.STUDIO,
    )

    assert world.results(found) == [
        "added", "no_identity", "duplicate_in_batch", "same", "agency_unknown", "party_unknown",
        "added",
    ]  # fmt: skip
    assert set(kept(lin)) == {"a-1", "m-1"}


def test_an_anchor_is_linked_to_an_agency_of_the_same_batch_and_to_a_party(lin, harbour):
    party = builders.party(harbour, "marketer", external_id="u-77")
    anchor = world.SONG | {"agency": "m-1", "party": "u-77"}
    assert world.results(world.payees(lin, world.STUDIO, anchor)) == ["added", "added"]

    row = kept(lin)["a-1"]
    assert (row.agency.external_id, row.party_id) == ("m-1", party.pk)
    who_is_no_agency = world.SONG | {"external_id": "a-2", "agency": "a-1"}
    assert world.results(world.payees(lin, who_is_no_agency)) == ["agency_unknown"]


def test_one_record_entry_tells_of_a_batch_and_names_nobody(lin):
    world.payees(lin, world.SONG, world.STUDIO, world.SONG | {"external_id": "a-2", "number": 1})
    assert world.entries(lin, "tax.payees_brought") == [
        {"added": 2, "changed": 0, "same": 0, "faulty": 1}
    ]


def test_another_tenant_and_whoever_has_no_part_in_taxes_see_nobody(lin, outsider, chun, harbour):
    world.payees(lin, world.SONG)
    row = kept(lin)["a-1"]
    with acting(outsider), transaction.atomic():
        assert list(selectors.payee_list(outsider)) == []
        with pytest.raises(NotFound):
            selectors.payee_get(outsider, row.pk)
    viewer = builders.person(harbour, "eye", "viewer")
    for nobody in (chun, viewer):
        with pytest.raises(Forbidden):
            world.payees(nobody, world.SONG)
        with acting(nobody), pytest.raises(Forbidden):
            selectors.payee_get(nobody, row.pk)


def test_a_payee_is_found_by_his_number_his_shop_and_his_code(lin):
    world.payees(lin, world.SONG, world.STUDIO)
    with acting(lin), transaction.atomic():
        found = [
            [one.external_id for one in selectors.payee_page(lin, wanted, "")]
            for wanted in ("a-1", "s-1", world.CODE.lower(), "%", "")
        ]
    assert found == [["a-1"], ["a-1"], ["m-1"], [], ["m-1", "a-1"]]


def test_a_changed_payee_is_dated(lin):
    with world.on(2026, 10, 2):
        world.payees(lin, world.SONG)
    with world.on(2026, 10, 9) as moment:
        world.payees(lin, world.SONG | {"address": "杭州市滨江区另一路 2 号"})
    row = kept(lin)["a-1"]

    assert row.changed_at == moment
    assert clock.to_date(row.brought_at) == clock.to_date(moment - timedelta(days=7))
