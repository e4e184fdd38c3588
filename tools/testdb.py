"""The suite's databases: one template migrated as owner, a copy per process, emptied as owner.

`python -m tools.testdb ADMIN_URL NAME` makes the template while others still collect their tests.
"""

import sys
from typing import Any

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
MOST_BYTES = 8_388_608  # of all tables: what has grown beyond is truncated
TABLES = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
  AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> %s ORDER BY 1
"""
FILES = """
SELECT c.relname, CASE c.relkind WHEN 'r' THEN pg_relation_size(c.oid) ELSE (
  SELECT sum(pg_relation_size(part.relid)) FROM pg_partition_tree(c.oid) part WHERE part.isleaf
) END FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
  AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> %s ORDER BY 1
"""
SEEDED = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = %s ORDER BY 1
"""
_links: dict[str, Any] = {}


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


def empty(owner_url: str, admin_url: str = "") -> None:
    """Bring a database back to how the migrations left it.

    The app role may not TRUNCATE and the ledger refuses it to everybody, except to the owner in a
    transaction that says so with lc.maintenance. TRUNCATE makes new files for every table that
    refers to a tenant and for their indexes, a third of a second of work; where an admin who is a
    superuser is given, and little was written, rows are deleted past triggers and walls instead.

    Raises:
        Broken: a test left a transaction open that still holds a lock.
    """
    try:
        if not _delete(owner_url, admin_url):
            _empty_as_owner(owner_url)
    except psycopg2.errors.LockNotAvailable as refusal:
        raise Broken("a test left an open transaction that locks a table") from refusal


def _empty_as_owner(owner_url: str) -> None:
    connection = database.connect(owner_url)
    connection.autocommit = False
    try:
        with connection, connection.cursor() as db:
            db.execute("SET LOCAL lc.maintenance = 'on'")
            db.execute("SET LOCAL lock_timeout = %s", [LOCK_TIMEOUT])
            seeded = _seeded(db)
            db.execute(TABLES, [KEPT])
            used = _nonempty(db, [row[0] for row in db.fetchall() if row[0] not in seeded])
            _truncate(db, used)
            _restore(db, seeded)
    finally:
        connection.close()


def _delete(owner_url: str, admin_url: str) -> bool:
    """Delete the few rows that a test left; return whether that was done."""
    name = database.database_name(owner_url)
    link = _link(database.with_database(admin_url, name)) if admin_url else None
    if link is None:
        return False
    with link, link.cursor() as db:
        db.execute("SET LOCAL session_replication_role = 'replica'")
        db.execute("SET LOCAL lock_timeout = %s", [LOCK_TIMEOUT])
        seeded = _seeded(db)
        db.execute(FILES, [KEPT])
        sizes = {name: size for name, size in db.fetchall() if size}
        if sum(sizes.values()) > MOST_BYTES:
            return False
        if used := [sql.Identifier("public", name) for name in sizes if name not in seeded]:
            db.execute(sql.SQL("LOCK TABLE {}").format(sql.SQL(", ").join(used)))
            db.execute(sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(one) for one in used))
        _restore(db, seeded)
    return True


def _link(url: str) -> Any:
    """Return a superuser's connection that stays open, since it knows the tables; else None."""
    link = _links.get(url)
    if link is None or link.closed:
        link = database.connect(url)
        with link.cursor() as db:
            db.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            (is_super,) = db.fetchone()
        if not is_super:
            link.close()
            return None
        link.autocommit = False
        _links[url] = link
    return link


def _seeded(db: database.Cursor) -> list[str]:
    db.execute(SEEDED, [BASELINE])
    return [row[0] for row in db.fetchall()]


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
