"""A backup that was restored holds the record as it was, and shows what it lacks."""

import os

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from ledger.models import Checkpoint
from livecompliance.kernel.tenancy import acting
from tools import backup, database
from tools.process import Broken
from tools.pytest_services import ADMIN, database_name

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
COPY = "lc_test_restored"


@pytest.fixture
def owner_url():
    found = connections["owner"].settings_dict
    place = database.with_database(os.environ[ADMIN], database_name())
    return database.with_login(place, found["USER"], found["PASSWORD"])


@pytest.fixture
def copy(tmp_path, owner_url, sealed):
    """Seal six entries, dump, go on sealing; return the restored database and both checkpoints."""
    old = sealed(6)
    file = tmp_path / "dump"
    backup.dump(owner_url, file)
    new = sealed(4)
    with database.maintenance(os.environ[ADMIN]) as db:
        database.drop_database(db, COPY)
    try:
        yield backup.restore(os.environ[ADMIN], COPY, file), file, old, new
    finally:
        with database.maintenance(os.environ[ADMIN]) as db:
            database.drop_database(db, COPY)


def test_a_restored_backup_verifies_against_the_last_checkpoint_and_lacks_what_came_later(
    harbour, elsewhere, lin, copy, tmp_path
):
    urls, file, old, new = copy
    for name, one in (("old", old), ("new", new)):
        (tmp_path / name).write_text(one.note, encoding="utf-8")

    whole = backup.verify(urls, backup.slugs_in(urls), [tmp_path / "old"])

    assert f"harbour: whole; {old.size} entries" in whole
    assert "1 kept elsewhere" in whole
    with pytest.raises(Broken, match="ends before"):  # an older backup than a witness has seen
        backup.verify(urls, ["harbour"], [tmp_path / "new"])
    with database.cursor(urls.app) as db:  # the walls came with it
        db.execute("SELECT count(*) FROM ledger_entry")
        assert db.fetchone() == (0,)
        with pytest.raises(Exception, match="permission denied"):
            db.execute("UPDATE ledger_entry SET action = 'x'")
    with database.cursor(urls.owner) as db, pytest.raises(Exception, match=r"append|only"):
        db.execute("UPDATE ledger_entry SET action = 'x'")
    with pytest.raises(Broken, match="there already"):
        backup.restore(os.environ[ADMIN], COPY, file)
    with acting(lin), transaction.atomic():
        assert Checkpoint.objects.filter(size=new.size).exists()  # the original went on
    with pytest.raises(CommandError):
        call_command("record_verify", "nobody")
