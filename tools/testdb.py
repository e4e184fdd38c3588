"""The suite's databases: one template migrated as owner, a copy per process, emptied as owner.

`python -m tools.testdb ADMIN_URL NAME` makes the template while others still collect their tests.
"""

import sys

import django
import psycopg2
from django.db import connections
from psycopg2 import sql

from tools import database
from tools.migrating import migrate
from tools.process import Broken

BASELINE = "lc_baseline"
KEPT = "django_migrations"
LOCK_TIMEOUT = "15s"
TABLES = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
  AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> %s ORDER BY 1
"""
SEEDED = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = %s ORDER BY 1
"""


def build_template(admin_url: str, name: str) -> None:
    """Migrate a fresh database as its owner, once; other processes wait and find it ready."""
    with database.maintenance(admin_url) as db:
        db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if db.fetchone():
            return
        working = name + "_working"
        database.drop_database(db, working)
        database.create_database(db, working)
        database.grant(admin_url, working)
        _migrate(working)
        _remember_seeds(database.urls_for(admin_url, working).owner)
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        db.execute(rename.format(sql.Identifier(working), sql.Identifier(name)))


def clone(admin_url: str, template: str, name: str) -> None:
    """Copy the template into the database that this process's settings name."""
    with database.maintenance(admin_url) as db:
        database.drop_database(db, name)
        database.create_database(db, name, template=template)
        db.execute(
            sql.SQL(
                "REVOKE ALL ON DATABASE {db} FROM PUBLIC;"
                "GRANT CONNECT ON DATABASE {db} TO {app}, {regulator}"
            ).format(db=sql.Identifier(name), **database.NAMES)
        )


def _migrate(name: str) -> None:
    """Run the migrations through Django's owner alias in another database than its own."""
    connection = connections["owner"]
    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        migrate()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _remember_seeds(owner_url: str) -> None:
    """Keep a copy of every row that the migrations themselves made."""
    with database.cursor(owner_url) as db:
        db.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(BASELINE)))
        db.execute(TABLES, [KEPT])
        for (table,) in db.fetchall():
            public = sql.Identifier("public", table)
            db.execute(sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(public))
            if db.fetchone()[0]:
                copy = sql.Identifier(BASELINE, table)
                db.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(copy, public))


def empty(owner_url: str) -> None:
    """Bring a database back to how the migrations left it.

    The app role may not TRUNCATE and the ledger refuses it to everybody, except to the owner in a
    transaction that says so with lc.maintenance.

    Raises:
        Broken: a test left a transaction open that still holds a lock.
    """
    connection = database.connect(owner_url)
    connection.autocommit = False
    try:
        with connection, connection.cursor() as db:
            db.execute("SET LOCAL lc.maintenance = 'on'")
            db.execute("SET LOCAL lock_timeout = %s", [LOCK_TIMEOUT])
            db.execute(SEEDED, [BASELINE])
            seeded = [row[0] for row in db.fetchall()]
            db.execute(TABLES, [KEPT])
            used = _nonempty(db, [row[0] for row in db.fetchall() if row[0] not in seeded])
            _truncate(db, used)
            _restore(db, seeded)
    except psycopg2.errors.LockNotAvailable as refusal:
        raise Broken("a test left an open transaction that locks a table") from refusal
    finally:
        connection.close()


def _nonempty(db: database.Cursor, tables: list[str]) -> list[str]:
    if not tables:
        return []
    probe = sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})")
    db.execute(
        sql.SQL(" UNION ALL ").join(
            probe.format(sql.Literal(table), sql.Identifier("public", table)) for table in tables
        )
    )
    return [row[0] for row in db.fetchall()]


def _truncate(db: database.Cursor, tables: list[str]) -> None:
    if tables:
        names = sql.SQL(", ").join(sql.Identifier("public", table) for table in tables)
        db.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))


def _restore(db: database.Cursor, seeded: list[str]) -> None:
    """Put the migrations' own rows back where a test changed or a cascade removed them."""
    digest = "(SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {} t)"
    same = sql.SQL(" ".join(("SELECT", digest, "IS NOT DISTINCT FROM", digest)))
    for table in seeded:
        now, then = sql.Identifier("public", table), sql.Identifier(BASELINE, table)
        db.execute(same.format(now, then))
        if not db.fetchone()[0]:
            break
    else:
        return
    _truncate(db, seeded)
    for table in seeded:
        now, then = sql.Identifier("public", table), sql.Identifier(BASELINE, table)
        db.execute(sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE TABLE {}").format(now, then))


if __name__ == "__main__":
    django.setup()
    build_template(*sys.argv[1:])
