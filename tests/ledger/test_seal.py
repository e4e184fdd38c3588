"""The sealer: every committed entry gets its place once, in signed trees that only grow."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from ledger import merkle, notes, selectors, services, tasks
from ledger.models import Checkpoint, Leaf, Pending, Tile
from ledger.providers import KeyFile, SignerLost
from ledger.services import seal
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting

pytestmark = pytest.mark.django_db


def sealed(actor, most=10_000):
    with acting(actor):
        return services.entries_seal(actor=actor, most=most)


def test_what_is_written_is_sealed_once_and_signed(as_lin, write):
    entries = write(as_lin, 3)

    signed = sealed(as_lin)

    assert (signed.size, sealed(as_lin), Pending.objects.count()) == (3, None, 0)
    assert [leaf.entry_id for leaf in Leaf.objects.order_by("seq")] == [one.pk for one in entries]
    assert bytes(signed.root) == root(entries)
    note = notes.note_parse(signed.note)
    origin = selectors.origin_of(as_lin.tenant_id)
    assert notes.checkpoint_parse(note.text) == notes.Tree(origin, 3, root(entries))
    assert notes.signed_by(note, {origin: [KeyFile().public_key()]}) == origin


def root(entries):
    peaks = merkle.Peaks()
    for one in entries:
        peaks.add(bytes(one.leaf_hash))
    return peaks.root()


def test_trees_grow_over_whole_tiles_and_every_root_and_proof_holds(as_lin, write, monkeypatch):
    monkeypatch.setattr(seal, "WIDTH", 4)
    monkeypatch.setattr(seal, "HEIGHT", 2)
    monkeypatch.setattr("ledger.selectors.tree.WIDTH", 4)
    monkeypatch.setattr("ledger.selectors.tree.HEIGHT", 2)
    entries, signed = [], []
    for count in (1, 2, 1, 5, 16, 37, 3):
        entries += write(as_lin, count)
        signed.append(services.entries_seal(actor=as_lin))

    hashes = [bytes(one.leaf_hash) for one in entries]
    tree = selectors.tree_of(as_lin)
    for one in signed:
        assert bytes(one.root) == root(entries[: one.size]) == tree.root(one.size)
    last = signed[-1]
    for place, leaf in enumerate(hashes):
        proof = tree.inclusion(place, last.size)
        assert merkle.verify_inclusion(leaf, place, last.size, proof, bytes(last.root))
    for one in signed:
        proof = tree.consistency(one.size, last.size)
        trees = one.size, bytes(one.root), last.size, bytes(last.root)
        assert merkle.verify_consistency(*trees, proof)
    assert Tile.objects.filter(level=2).count() == 1


def test_a_batch_is_bounded_and_the_next_goes_on(as_lin, write):
    write(as_lin, 5)

    sizes = [services.entries_seal(actor=as_lin, most=2).size for _ in range(3)]

    assert sizes == [2, 4, 5]


def test_another_tenants_record_is_a_tree_of_its_own(lin, outsider, write):
    [entry, _] = write(lin, 2)
    write(outsider, 1)

    assert sealed(lin).size == 2
    assert sealed(outsider).size == 1
    with acting(lin):
        assert selectors.entry_proof(lin, entry.pk).place == 0
    with acting(outsider), pytest.raises(NotFound):
        selectors.entry_proof(outsider, entry.pk)


def test_an_entry_is_proved_against_any_later_checkpoint(as_lin, write):
    [first] = write(as_lin)
    with pytest.raises(NotFound):
        selectors.entry_proof(as_lin, first.pk)
    services.entries_seal(actor=as_lin)
    [second] = write(as_lin)
    services.entries_seal(actor=as_lin)

    for size in (1, 2):
        found = selectors.entry_proof(as_lin, first.pk, size)
        root = bytes(found.checkpoint.root)
        assert merkle.verify_inclusion(found.leaf_hash, found.place, size, found.hashes, root)
    with pytest.raises(NotFound):
        selectors.entry_proof(as_lin, second.pk, 1)
    with pytest.raises(NotFound):
        selectors.entry_proof(as_lin, second.pk, 7)


def test_without_a_signer_entries_wait_and_nothing_is_lost(
    as_lin, write, settings, tmp_path, caplog
):
    write(as_lin)
    settings.SEAL_KEY_FILE = tmp_path / "absent.pem"
    with pytest.raises(SignerLost):
        sealed(as_lin)
    tasks.tenant_seal(tenant_id=str(as_lin.tenant_id))
    assert "waits for its seal" in caplog.text

    assert (Pending.objects.count(), Leaf.objects.count(), Checkpoint.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_file_that_holds_no_key_signs_nothing(settings, tmp_path, content):
    settings.SEAL_KEY_FILE = tmp_path / "seal.pem"
    settings.SEAL_KEY_FILE.write_bytes(content)

    with pytest.raises(SignerLost):
        KeyFile().sign(b"x")


class Vault:
    """A signer of somebody's own, as LC_SIGNER names it."""

    def public_key(self):
        return KeyFile().public_key()

    def sign(self, text):
        return KeyFile().sign(text)


def test_whoever_the_setting_names_signs(as_lin, write, settings):
    settings.SIGNER = "tests.ledger.test_seal.Vault"
    write(as_lin)

    assert services.entries_seal(actor=as_lin).size == 1
    settings.SIGNER = "tests.ledger.nobody"
    write(as_lin)
    with pytest.raises(SignerLost):
        services.entries_seal(actor=as_lin)


@contextmanager
def elsewhere(work):
    """Do something in a thread, and so in a connection, of its own, until the block ends."""
    ready, go = threading.Event(), threading.Event()

    def run():
        try:
            work(ready, go)
        finally:
            ready.set()
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(20)
    try:
        yield go
    finally:
        go.set()
        thread.join(20)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_an_entry_that_is_committed_late_gets_a_later_place(lin, write):
    late = []

    def slow(ready, go):
        with acting(lin), transaction.atomic():
            late.append(services.entry_append(actor=lin, action="x.late", subject=("room", "9")))
            ready.set()
            go.wait(20)

    with elsewhere(slow):
        [quick] = write(lin)
        assert quick.pk > late[0].pk
        assert sealed(lin).size == 1
    assert sealed(lin).size == 2

    with acting(lin), transaction.atomic():
        places = dict(Leaf.objects.values_list("entry_id", "seq"))
    assert places == {quick.pk: 0, late[0].pk: 1}


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_one_seals_and_who_comes_meanwhile_leaves_it_to_him(lin, write):
    write(lin, 2)

    def first(ready, go):
        with acting(lin), transaction.atomic():
            services.entries_seal(actor=lin)
            ready.set()
            go.wait(20)

    with elsewhere(first):
        assert sealed(lin) is None
    write(lin)
    assert sealed(lin).size == 3


def test_the_sweep_finds_every_tenant_that_waits(lin, outsider, write):
    write(lin)
    write(outsider)
    assert set(services.tenants_unsealed()) == {lin.tenant_id, outsider.tenant_id}

    tasks.tenant_seal(tenant_id=str(lin.tenant_id))

    assert services.tenants_unsealed() == [outsider.tenant_id]
    with acting(outsider):
        assert 0 <= selectors.unsealed_age_s(outsider) < 60
    with acting(lin):
        assert selectors.unsealed_age_s(lin) == 0


@pytest.mark.parametrize("table", ["leaf", "tile", "checkpoint"])
def test_the_app_can_change_nothing_of_the_tree(as_lin, write, table):
    write(as_lin)
    services.entries_seal(actor=as_lin)

    for statement in ("UPDATE ledger_{} SET tenant_id = tenant_id", "DELETE FROM ledger_{}"):
        with pytest.raises(Exception, match="denied"), transaction.atomic():
            connection.cursor().execute(statement.format(table))


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_worker_seals_and_looks_again_though_no_transaction_is_open(lin, write):
    with acting(lin), transaction.atomic():
        write(lin)

    tasks.tenant_seal(tenant_id=str(lin.tenant_id))

    assert services.tenants_unsealed() == []
