"""Tampering with a record as a superuser: altered, taken away, moved, cut off, put in; all named.

What was altered in an entry is in test_audit.py.
"""

import pytest
from django.db import transaction

from ledger import notes, selectors, services
from ledger.models import Checkpoint
from livecompliance.kernel.tenancy import acting
from tests.ledger.conftest import superuser

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def record(lin, write):
    """Return the 300 entries of a record: a whole tile, and what came after it."""
    entries = [*write(lin, 200), *write(lin, 80)]
    with acting(lin):
        services.entries_seal(actor=lin)
    entries += write(lin, 20)
    with acting(lin):
        services.entries_seal(actor=lin)
    return entries


def found(actor, *against):
    with acting(actor), transaction.atomic():
        return [tuple(one) for one in selectors.Audit(actor, *against).faults()]


def kinds(actor, *against):
    return {kind for kind, _place, _entry in found(actor, *against)}


def tampered(*statements):
    with superuser() as cursor:
        for statement, *values in statements:
            cursor.execute(statement, values)


def kept(actor, size):
    with acting(actor), transaction.atomic():
        note = Checkpoint.objects.get(tenant_id=actor.tenant_id, size=size).note
    return notes.checkpoint_parse(notes.note_parse(note).text)


def swapped(one, other):
    """Let two entries change places; a unique index stands in the way, for a moment."""
    with superuser() as cursor:
        cursor.execute("SELECT seq, entry_id FROM ledger_leaf WHERE seq IN (%s, %s)", [one, other])
        ids = dict(cursor.fetchall())
        cursor.execute("DELETE FROM ledger_leaf WHERE seq = %s RETURNING tenant_id", [other])
        [tenant] = cursor.fetchone()
        cursor.execute("UPDATE ledger_leaf SET entry_id = %s WHERE seq = %s", [ids[other], one])
        cursor.execute(
            "INSERT INTO ledger_leaf (tenant_id, seq, entry_id) VALUES (%s, %s, %s)",
            [tenant, other, ids[one]],
        )


def test_two_entries_that_changed_places_are_both_named(lin, record):
    swapped(3, 9)

    assert found(lin) == [("altered", 3, record[9].pk), ("altered", 9, record[3].pk)]


def test_two_that_changed_places_behind_the_last_whole_tile_break_the_root(lin, record):
    swapped(285, 290)

    assert found(lin) == [("root", 300, None)]


def test_a_checkpoint_with_another_root_is_named(lin, record):
    tampered(("UPDATE ledger_checkpoint SET root = %s WHERE size = 280", bytes(32)))

    assert found(lin) == [("root", 280, None), ("signature", 280, None)]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE ledger_tile SET hashes = set_byte(hashes, 40, 7)",
     "UPDATE ledger_tile SET root = set_byte(root, 3, 7)", "DELETE FROM ledger_tile"],
)  # fmt: skip
def test_a_tile_that_was_rewritten_or_taken_away_is_named(lin, record, statement):
    tampered((statement,))

    assert ("tile", 0, None) in found(lin)


def test_a_last_checkpoint_that_was_taken_out_is_named(lin, record):
    tampered(("DELETE FROM ledger_checkpoint WHERE size = 300",))

    assert found(lin) == [("unsigned", 280, None)]


def test_an_end_that_was_cut_off_with_its_entries_is_named_by_a_kept_checkpoint(lin, record):
    last = kept(lin, 300)
    gone = [one.pk for one in record[280:]]
    tampered(
        ("DELETE FROM ledger_checkpoint WHERE size > 280",),
        ("DELETE FROM ledger_leaf WHERE seq >= 280",),
        ("DELETE FROM ledger_entry WHERE id = ANY(%s)", gone),
    )

    assert found(lin) == []
    assert found(lin, last) == [("short", 300, None)]


def test_an_end_that_was_cut_off_without_its_entries_names_each(lin, record):
    tampered(
        ("DELETE FROM ledger_checkpoint WHERE size > 280",),
        ("DELETE FROM ledger_leaf WHERE seq >= 280",),
    )

    assert found(lin) == [("unsealed", None, one.pk) for one in record[280:]]


@pytest.mark.parametrize("table", ["ledger_leaf", "ledger_entry"])
def test_a_table_that_was_emptied_is_named(lin, record, table):
    tampered((f"TRUNCATE {table}",))

    assert kinds(lin) & {"missing", "gone"}
    assert kinds(lin, kept(lin, 280)) & {"short", "gone"}


def test_a_pending_row_of_another_platform_is_named(lin, record, write, outsider):
    [entry] = write(lin)
    tampered(
        ("UPDATE ledger_pending SET tenant_id = %s WHERE entry_id = %s",
         str(outsider.tenant_id), str(entry.pk)),
    )  # fmt: skip

    assert found(lin) == [("unsealed", None, entry.pk)]


def test_a_pending_row_that_points_elsewhere_is_named_with_the_entry_it_left(lin, record, write):
    [entry] = write(lin)
    tampered(
        ("UPDATE ledger_pending SET entry_id = %s WHERE entry_id = %s",
         "0198f000-0000-7000-8000-000000000001", str(entry.pk)),
    )  # fmt: skip

    assert {(kind, str(of)) for kind, _place, of in found(lin)} == {
        ("unsealed", str(entry.pk)),
        ("lost", "0198f000-0000-7000-8000-000000000001"),
    }


def test_a_pending_row_for_what_is_sealed_already_is_named(lin, record):
    tampered(
        ("INSERT INTO ledger_pending (entry_id, tenant_id) VALUES (%s, %s)",
         str(record[5].pk), str(lin.tenant_id)),
    )  # fmt: skip

    assert found(lin) == [("again", None, record[5].pk)]


def test_an_entry_that_was_put_in_afterwards_is_named(lin, record):
    with superuser() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry SELECT (jsonb_populate_record(e, jsonb_build_object('id',"
            " '0198f000-0000-7000-8000-000000000002'))).* FROM ledger_entry e WHERE e.id = %s",
            [str(record[5].pk)],
        )

    assert [(kind, str(of)) for kind, _place, of in found(lin)] == [
        ("unsealed", "0198f000-0000-7000-8000-000000000002")
    ]
