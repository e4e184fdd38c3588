"""Bank accounts and devices: known again by hash alone; who comes back with one is found."""

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from parties import services
from parties.models import Bar, Document, Mark
from parties.services import Source
from parties.services.erasure import party_shred
from tests import builders
from tests.parties import people

pytestmark = pytest.mark.django_db
CARD, PHONE = "6222 0202 0011 2233", "3F2A-77C1-0001"


def give(actor, party, value=CARD, kind="bank"):
    with acting(actor), transaction.atomic():
        return services.mark_give(actor=actor, party_id=party.pk, kind=kind, value=value)


def bar(actor, party, **fields):
    source = Source("blacklist", "O117-blacklist", "test", str(party.pk))
    with acting(actor), transaction.atomic():
        return services.bar_place(actor=actor, source=source, party_id=party.pk, **fields)


def barred(actor, party) -> bool:
    with acting(actor), transaction.atomic():
        return services.bars_on(actor, [party.pk]).exists()


@pytest.fixture
def old(harbour):
    return people.party(harbour, "operator", public_name="旧号")


@pytest.fixture
def new(harbour):
    return people.party(harbour, "operator", public_name="新号")


@pytest.mark.law("O117-blacklist-evasion")
@pytest.mark.parametrize(("kind", "value", "again"), [
    ("bank", CARD, "6222020200112233"),
    ("device", PHONE, " 3f2a-77c1-0001 "),
])  # fmt: skip
def test_a_new_account_with_the_same_bank_account_or_device_is_refused_at_registration(
    lin, old, new, kind, value, again
):
    give(lin, old, value, kind)
    bar(lin, old)
    with pytest.raises(services.Barred):
        give(lin, new, again, kind)
    assert not barred(lin, new)


@pytest.mark.law("O117-blacklist-evasion", "O117-blacklist")
def test_who_had_it_before_the_bar_is_found_at_the_gate(lin, old, new):
    give(lin, old)
    give(lin, new)
    assert not barred(lin, new)
    bar(lin, old)
    assert barred(lin, new)


@pytest.mark.law("O117-blacklist-evasion")
def test_what_a_barred_party_begins_to_use_is_barred_with_it(lin, old, new):
    bar(lin, old)
    give(lin, old)
    with pytest.raises(services.Barred):
        give(lin, new)


def test_a_bar_by_identity_alone_leaves_who_shares_a_device_alone(lin, old, new):
    give(lin, old, PHONE, "device")
    bar(lin, old, by=frozenset({"identity"}))
    give(lin, new, PHONE, "device")
    assert not barred(lin, new)


def test_lifting_a_bar_lets_the_account_and_the_device_back(lin, old, new):
    give(lin, old)
    bar(lin, old)
    with acting(lin), transaction.atomic():
        services.bar_lift(actor=lin, source="test", ref=str(old.pk))
    give(lin, new)
    assert not barred(lin, new)


def test_nothing_of_an_account_is_kept_but_its_hash_and_twice_is_once(lin, old):
    one, same = give(lin, old), give(lin, old, "6222020200112233")
    assert one.pk == same.pk
    with acting(lin), transaction.atomic():
        row = Mark.objects.get()
        said = str(vars(row)) + str(list(Entry.objects.values()))
    assert "62220202" not in said.replace(" ", "")
    assert len(bytes(row.index)) == len(bytes(row.common_index)) == 32
    assert bytes(row.index) != bytes(row.common_index)


def test_two_tenants_hashes_of_one_account_differ_and_neither_bars_for_the_other(
    lin, outsider, old, elsewhere
):
    theirs = people.party(elsewhere, "operator")
    mine, other = give(lin, old), give(outsider, theirs)
    assert bytes(mine.index) != bytes(other.index)
    bar(lin, old)
    assert not barred(outsider, theirs)


@pytest.mark.parametrize(("kind", "value"), [
    ("bank", "123"), ("bank", "账号账号账号账号"), ("bank", "6" * 40), ("device", "a"),
    ("device", "x" * 500), ("device", "a\x00" * 9), ("face", CARD), ("", ""),
])  # fmt: skip
def test_what_can_be_no_account_and_no_device_is_refused(lin, old, kind, value):
    with pytest.raises(Invalid):
        give(lin, old, value, kind)


def test_nobody_gives_for_somebody_else(lin, outsider, harbour, old):
    stranger = builders.person(harbour, "stranger", "streamer")
    with pytest.raises((Forbidden, NotFound)):
        give(stranger, old)
    with pytest.raises(NotFound):
        give(outsider, old)


@pytest.mark.law("PIPL-erasure")
def test_a_party_that_is_erased_leaves_no_hash_of_its_own(lin, old):
    give(lin, old)
    system = system_actor(old.tenant_id)
    with acting(system), transaction.atomic():
        party_shred(actor=system, party_id=old.pk)
        assert list(Mark.objects.values_list("index", "common_index")) == [(None, None)]


def test_documents_from_before_are_indexed_once_they_can_be_opened(lin, harbour, old):
    people.document(old, "E00000199", "passport")
    system = system_actor(old.tenant_id)
    with acting(system), transaction.atomic():
        Document.objects.update(common_index=None)
        assert services.documents_index(actor=system) == 2
        assert services.documents_index(actor=system) == 0
        assert not Document.objects.filter(common_index=None).exists()
        assert not Bar.objects.exists()
