"""Whoever alters the record, with whatever rights, is found, and what he altered is named."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from ledger import merkle, notes, selectors, services
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


def altered(statement, *values):
    with superuser() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0


def test_a_record_as_it_was_sealed_has_no_fault(lin, record):
    assert found(lin) == []


def test_it_says_how_far_it_looked(lin, record):
    with acting(lin), transaction.atomic():
        audit = selectors.Audit(lin)
        assert list(audit.faults()) == []
        newest = selectors.checkpoint_latest(lin)

    assert audit.looked() == (300, 2, bytes(newest.root))


@pytest.mark.parametrize("place", [7, 290])
def test_other_words_are_named(lin, record, place):
    entry = record[place]
    body = bytes(entry.body).replace(b"x.y_done", b"x.y_gone")
    altered("UPDATE ledger_entry SET body = %s WHERE id = %s", body, entry.pk)

    assert found(lin) == [("altered", place, entry.pk)]


def test_other_words_with_a_hash_that_fits_them_are_named(lin, record):
    entry = record[7]
    body = bytes(entry.body).replace(b"x.y_done", b"x.y_gone")
    altered(
        "UPDATE ledger_entry SET body = %s, leaf_hash = %s WHERE id = %s",
        body, merkle.leaf_hash(body), entry.pk,
    )  # fmt: skip

    assert found(lin) == [("altered", 7, entry.pk)]


def test_behind_the_last_whole_tile_the_signed_root_tells(lin, record):
    entry = record[290]
    body = bytes(entry.body).replace(b"x.y_done", b"x.y_gone")
    altered(
        "UPDATE ledger_entry SET body = %s, leaf_hash = %s, action = 'x.y_gone' WHERE id = %s",
        body, merkle.leaf_hash(body), entry.pk,
    )  # fmt: skip

    assert found(lin) == [("root", 300, None)]


def test_a_column_that_tells_something_else_than_the_entry_is_named(lin, record):
    altered("UPDATE ledger_entry SET actor_ref = 'nobody' WHERE id = %s", record[30].pk)

    assert found(lin) == [("moved", 30, record[30].pk)]


def test_an_entry_that_is_gone_is_named(lin, record):
    altered("DELETE FROM ledger_entry WHERE id = %s", record[12].pk)

    assert found(lin) == [("gone", 12, record[12].pk)]


def test_an_entry_that_is_gone_with_its_place_is_named(lin, record):
    altered("DELETE FROM ledger_leaf WHERE entry_id = %s", record[12].pk)
    altered("DELETE FROM ledger_entry WHERE id = %s", record[12].pk)

    assert found(lin) == [("missing", 12, None)]


def test_an_entry_that_never_waited_for_its_seal_is_named(lin, record, write):
    [entry] = write(lin)
    altered("DELETE FROM ledger_pending WHERE entry_id = %s", entry.pk)

    assert found(lin) == [("unsealed", None, entry.pk)]


def test_an_entry_that_was_taken_away_before_its_seal_is_named(lin, record, write):
    [entry] = write(lin)
    altered("DELETE FROM ledger_entry WHERE id = %s", entry.pk)
    with acting(lin):
        services.entries_seal(actor=lin)

    assert found(lin) == [("lost", None, entry.pk)]


def test_an_altered_tile_is_named(lin, record):
    altered("UPDATE ledger_tile SET root = %s", bytes(32))

    assert ("tile", 0, None) in found(lin)


def test_a_checkpoint_that_is_not_ours_is_named(lin, record):
    with superuser() as cursor:
        cursor.execute("SELECT note FROM ledger_checkpoint WHERE size = 280")
        [note] = cursor.fetchone()
    altered("UPDATE ledger_checkpoint SET note = %s WHERE size = 280", note.replace("280", "281"))

    assert found(lin) == [("signature", 280, None)]


def test_who_has_the_key_and_writes_all_anew_is_found_by_what_somebody_kept(lin, record, write):
    with acting(lin), transaction.atomic():
        kept = notes.checkpoint_parse(notes.note_parse(Checkpoint.objects.get(size=280).note).text)
    with superuser() as cursor:
        for table in ("leaf", "tile", "checkpoint", "entry", "pending"):
            cursor.execute(f"DELETE FROM ledger_{table}")  # noqa: S608 (our own five names)
    write(lin, 300)
    with acting(lin):
        services.entries_seal(actor=lin)

    assert found(lin) == []
    assert found(lin, kept) == [("rewritten", 280, None)]
    later = kept._replace(size=301)
    assert found(lin, later) == [("short", 301, None)]


def test_the_command_names_what_it_finds_and_says_so_by_its_exit(lin, record, capsys, tmp_path):
    with acting(lin), transaction.atomic():
        (tmp_path / "kept.txt").write_text(Checkpoint.objects.get(size=280).note, encoding="utf-8")
    call_command("record_verify", "harbour", "--against", str(tmp_path / "kept.txt"))
    assert "harbour: whole; 300 entries, 2 checkpoints, 1 kept elsewhere" in capsys.readouterr().out

    altered("DELETE FROM ledger_entry WHERE id = %s", record[12].pk)
    with pytest.raises(SystemExit) as ended:
        call_command("record_verify", "harbour")

    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert f"harbour: entry {record[12].pk}, leaf 12: it is gone" in said
    assert "harbour: 1 faults; 300 entries" in said


@pytest.mark.parametrize("words", ["", "no checkpoint", "\ud83d"])
def test_the_command_refuses_what_is_no_checkpoint_and_no_platform(lin, tmp_path, words):
    (tmp_path / "kept.txt").write_bytes(words.encode("utf-8", "surrogatepass"))
    with pytest.raises(CommandError, match="no checkpoint"):
        call_command("record_verify", "harbour", "--against", str(tmp_path / "kept.txt"))
    with pytest.raises(CommandError, match="no platform nobody"):
        call_command("record_verify", "nobody")


def test_without_a_key_the_command_says_what_it_lacks(lin, record, settings, tmp_path):
    settings.SEAL_KEY_FILE = tmp_path / "absent.pem"

    with pytest.raises(CommandError, match="no key to check signatures with: no key to seal"):
        call_command("record_verify", "harbour")
