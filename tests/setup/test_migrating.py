"""The short way to a new database of ours leads to the same tables as Django's own."""

import os
import subprocess

import pytest
from django.core.management import call_command
from django.db import connections

from tools import database
from tools.embedded import postgres_bin
from tools.pytest_services import ADMIN, database_name, template_name
from tools.testdb import BASELINE

pytestmark = pytest.mark.timeout(600)  # Django's own way grows with the square of the tables


def dumped(name: str, *options: str) -> list[str]:
    """Return the SQL that makes a database anew."""
    url = database.with_database(os.environ[ADMIN], name)
    command = [str(postgres_bin() / "pg_dump"), "-d", url, "-N", BASELINE, *options]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return [line for line in said.stdout.splitlines() if not line.startswith(("\\", "--"))]


@pytest.fixture(scope="module")
def plain(django_db_setup, django_db_blocker):
    """A database migrated as everybody else migrates."""
    name, owner = f"{database_name()}_plain", connections["owner"]
    with database.maintenance(os.environ[ADMIN]) as db:
        database.create_database(db, name)
        database.grant(os.environ[ADMIN], name)
    owner.close()
    usual = owner.settings_dict["NAME"]
    owner.settings_dict["NAME"] = name
    try:
        with django_db_blocker.unblock():
            call_command("migrate", database="owner", verbosity=0, interactive=False)
            owner.close()
        yield name
    finally:
        owner.settings_dict["NAME"] = usual
        with database.maintenance(os.environ[ADMIN]) as db:
            database.drop_database(db, name)


def test_the_short_way_makes_the_same_tables_walls_and_rights(plain):
    assert dumped(template_name(), "-s") == dumped(plain, "-s")


def test_the_short_way_has_run_the_same_migrations(plain):
    rows = "SELECT app, name FROM django_migrations ORDER BY 1, 2"
    found = []
    for name in (plain, template_name()):
        with database.cursor(database.with_database(os.environ[ADMIN], name)) as db:
            db.execute(rows)
            found.append(db.fetchall())

    assert found[0] == found[1]
    assert len(found[0]) > 60
