"""The short way to a new database of ours leads to the same tables as Django's own.

On Django's own way rows are met that an older version wrote: a migration must carry them on.
"""

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
QUIET = {"database": "owner", "verbosity": 0, "interactive": False}
TENANT, LEAK = "01a00000-0000-7000-8000-000000000001", "01a00000-0000-7000-8000-000000000002"
LEAKED = f"""
INSERT INTO accounts_tenant (id, slug, name, kind, state, policy, created_at)
VALUES ('{TENANT}', 'harbour', '海港直播', 'platform', 'active', '{{}}', '2026-01-01');
INSERT INTO filings_leak (id, tenant_id, title, nature, is_certain, is_larger, categories, persons,
  cause, harm, discovered_at, state, created_at)
VALUES ('{LEAK}', '{TENANT}', '导出文件外泄', 'leak', true, true, '{{contact}}', 5, '', '',
  '2026-11-01', 'open', '2026-11-01');
INSERT INTO filings_leakstep (id, tenant_id, leak_id, kind, at, note, told, recorded_at)
VALUES (gen_random_uuid(), '{TENANT}', '{LEAK}', 'contained', '2026-11-01', '链接已失效', 0,
  '2026-11-01');
INSERT INTO office_clock (id, tenant_id, subject_kind, subject_ref, kind, clause, policy, state,
  round, started_at, is_provisional, created_at)
VALUES (gen_random_uuid(), '{TENANT}', 'leak', '{LEAK}', 'leak_report', 'NIR-report-4h', '{{}}',
  'running', 1, '2026-11-01', false, '2026-11-01');
"""  # noqa: S608


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
            call_command("migrate", "accounts", **QUIET)
            call_command("migrate", "filings", "0002", **QUIET)
            with owner.cursor() as cursor:
                cursor.execute(LEAKED)
            call_command("migrate", **QUIET)
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


def test_a_leak_that_was_written_down_goes_on_as_an_incident(plain):
    with database.cursor(database.with_database(os.environ[ADMIN], plain)) as db:
        db.execute("SELECT kind, level, nature, categories, state, persons FROM filings_incident")
        incidents = db.fetchall()
        db.execute("SELECT incident_id, kind, note FROM filings_incidentstep")
        steps = db.fetchall()
        db.execute("SELECT subject_kind, subject_ref, kind FROM office_clock")
        clocks = db.fetchall()

    assert incidents == [("personal", "larger", "leak", ["contact"], "contained", 5)]
    assert [(str(one), *more) for one, *more in steps] == [(LEAK, "contained", "链接已失效")]
    assert [(kind, str(ref), what) for kind, ref, what in clocks] == [
        ("incident", LEAK, "incident_report")
    ]
