"""Database roles and databases, made from an admin URL under a lock, the same every time.

`python -m tools.database` prepares the database that DATABASE_URL (an admin's) names; passwords
come from LC_DATABASE_URL, LC_OWNER_DATABASE_URL and LC_REGULATOR_DATABASE_URL where those are set.
"""

import hashlib
import hmac
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import errors, sql

from tools.process import Broken

OWNER, APP, REGULATOR, DEFINER = "lc_owner", "lc_app", "lc_regulator", "lc_definer"
URL_NAMES = {
    APP: "LC_DATABASE_URL",
    OWNER: "LC_OWNER_DATABASE_URL",
    REGULATOR: "LC_REGULATOR_DATABASE_URL",
}
DEFAULT_DATABASE = "livecompliance"
LOCK = 7_233_201  # every ./lc that makes roles on one server takes this one
FORBIDDEN = ("rolsuper", "rolbypassrls", "rolcreatedb", "rolcreaterole", "rolreplication")
Cursor: TypeAlias = Any
LOCAL = Path(__file__).resolve().parents[1] / ".local"

EXTENSIONS = ("pg_trgm", "btree_gin")  # what searching needs; a migration asks for them too
# Plain C would do for sorting, but then pg_trgm sees no letters in Chinese text.
LOCALES = (
    " ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
    " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'en_US.UTF-8'",
)

GRANTS = """
ALTER SCHEMA public OWNER TO {owner};
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO {owner};
GRANT USAGE, CREATE ON SCHEMA public TO {definer};
GRANT USAGE ON SCHEMA public TO {app}, {regulator};
"""
NAMES: dict[str, sql.Composable] = {
    "owner": sql.Identifier(OWNER),
    "app": sql.Identifier(APP),
    "regulator": sql.Identifier(REGULATOR),
    "definer": sql.Identifier(DEFINER),
}


@dataclass(frozen=True)
class Urls:
    """The three ways into one database."""

    app: str
    owner: str
    regulator: str

    def environment(self) -> dict[str, str]:
        """Return them under the names that settings read."""
        return {
            URL_NAMES[APP]: self.app,
            URL_NAMES[OWNER]: self.owner,
            URL_NAMES[REGULATOR]: self.regulator,
        }


def checked(url: str) -> SplitResult:
    """Return the parts of a PostgreSQL URL, or say what one looks like."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"postgresql", "postgres"} and (parts.port or 5432) > 0
    except ValueError:
        usable = False
    if not usable:
        raise Broken("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    return parts


def database_name(admin_url: str) -> str:
    """Return the database that an admin URL asks for; the maintenance database is never used."""
    name = unquote(checked(admin_url).path.lstrip("/"))
    return DEFAULT_DATABASE if name in {"", "postgres", "template1"} else name


def with_database(url: str, name: str) -> str:
    """Return `url` pointing at another database."""
    return urlunsplit(urlsplit(url)._replace(path="/" + quote(name, safe="")))


def with_login(url: str, role: str, password: str) -> str:
    """Return `url` for another role."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password, safe='')}@{place}"))


def derived_password(admin_url: str, role: str) -> str:
    """Return the password of `role`: the same for the same admin password, told by nothing else."""
    key = unquote(urlsplit(admin_url).password or "") or _own_key()
    return hmac.new(key.encode(), role.encode(), hashlib.sha256).hexdigest()


def _own_key() -> str:
    """Return this checkout's secret, for admin URLs that carry no password."""
    path = LOCAL / "role-key"
    if not path.exists():
        LOCAL.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="ascii")


def connect(url: str) -> Any:
    """Connect with autocommit; a refusal is one line that never shows the password."""
    parts = checked(url)
    try:
        connection = psycopg2.connect(url, connect_timeout=5)
    except psycopg2.OperationalError as refusal:
        said = (str(refusal).strip().splitlines() or ["no answer"])[0]
        where = f"{parts.username or ''}@{parts.hostname or ''}:{parts.port or 5432}{parts.path}"
        raise Broken(f"PostgreSQL at {where} cannot be used: {said}") from refusal
    except psycopg2.Error as wrong:
        raise Broken(f"DATABASE_URL is not usable: {str(wrong).strip()}") from wrong
    connection.autocommit = True
    return connection


def connect_admin(admin_url: str) -> None:
    """Refuse at once an admin URL that nothing answers on."""
    with maintenance(admin_url):
        return


@contextmanager
def cursor(url: str) -> Iterator[Cursor]:
    """Give an autocommitting cursor."""
    with closing(connect(url)) as connection, connection.cursor() as found:
        yield found


@contextmanager
def maintenance(admin_url: str) -> Iterator[Cursor]:
    """Give an admin cursor outside the database worked on, holding the lock of all setups."""
    checked(admin_url)
    try:
        connection = connect(with_database(admin_url, "postgres"))
    except Broken as refusal:
        if database_name(admin_url) == DEFAULT_DATABASE:
            raise
        try:  # a server may have no database of that name
            connection = connect(admin_url)
        except Broken:
            raise refusal from None
    with closing(connection), connection.cursor() as found:
        found.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield found


def _require_admin(db: Cursor) -> bool:
    """Return whether the admin is a superuser; refuse one who may not make roles and databases."""
    db.execute(
        "SELECT rolsuper, rolcreaterole AND rolcreatedb, rolname FROM pg_roles"
        " WHERE rolname = current_user"
    )
    is_super, can_make, name = db.fetchone()
    if not (is_super or can_make):
        raise Broken(f"DATABASE_URL: role {name} may not create roles and databases; give an admin")
    return bool(is_super)


def _make_role(db: Cursor, role: str, password: str | None) -> None:
    identifier = sql.Identifier(role)
    db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if not db.fetchone():
        db.execute(sql.SQL("CREATE ROLE {}").format(identifier))
    login = sql.SQL("LOGIN PASSWORD {}").format(sql.Literal(password))
    db.execute(
        sql.SQL("ALTER ROLE {} {}").format(identifier, login if password else sql.SQL("NOLOGIN"))
    )
    columns = ", ".join(FORBIDDEN)
    db.execute(f"SELECT {columns} FROM pg_roles WHERE rolname = %s", [role])  # noqa: S608
    for column, holds in zip(FORBIDDEN, db.fetchone(), strict=True):
        if holds:
            power = sql.SQL("NO" + column.removeprefix("rol").upper())
            db.execute(sql.SQL("ALTER ROLE {} {}").format(identifier, power))


def make_roles(db: Cursor, passwords: dict[str, str]) -> None:
    """Create the four roles, or bring them back to what they must be."""
    is_super = _require_admin(db)
    for role in (OWNER, APP, REGULATOR):
        _make_role(db, role, passwords[role])
    _make_role(db, DEFINER, None)
    if not is_super:
        db.execute(sql.SQL("GRANT {owner}, {definer} TO CURRENT_USER").format(**NAMES))
    db.execute(sql.SQL("GRANT {definer} TO {owner}").format(**NAMES))
    read_only = "ALTER ROLE {regulator} SET default_transaction_read_only = on"
    db.execute(sql.SQL(read_only).format(**NAMES))


def create_database(db: Cursor, name: str, *, template: str = "template0") -> None:
    """Create a database owned by the owner; a copy when a template is named."""
    create = "CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}"
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    for locale in LOCALES if template == "template0" else ("",):
        try:
            db.execute(sql.SQL(create + locale).format(**names, **NAMES))
        except (errors.WrongObjectType, errors.InvalidParameterValue):
            continue  # the server's machine has no such locale
        return
    raise Broken(f"database {name}: the server has no UTF-8 locale that knows Chinese letters")


def drop_database(db: Cursor, name: str) -> None:
    """Drop a database, whoever is connected to it."""
    db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def grant(admin_url: str, name: str) -> None:
    """Give each role what it needs inside one database; migrations grant the tables."""
    with cursor(with_database(admin_url, name)) as db:
        identifier = sql.Identifier(name)
        db.execute(
            sql.SQL(
                "ALTER DATABASE {db} OWNER TO {owner}; REVOKE ALL ON DATABASE {db} FROM PUBLIC;"
                "GRANT CONNECT ON DATABASE {db} TO {app}, {regulator}"
            ).format(db=identifier, **NAMES)
        )
        db.execute(sql.SQL(GRANTS).format(**NAMES))
        for extension in EXTENSIONS:
            create = sql.SQL("CREATE EXTENSION IF NOT EXISTS {}")
            db.execute(create.format(sql.Identifier(extension)))


def passwords_for(admin_url: str, given: dict[str, str] | None = None) -> dict[str, str]:
    """Return a password per role: the one in its given URL, else the derived one."""
    found = {}
    for role, name in URL_NAMES.items():
        url = (given or {}).get(name, "")
        found[role] = unquote(urlsplit(url).password or "") or derived_password(admin_url, role)
    return found


def urls_for(admin_url: str, name: str, passwords: dict[str, str] | None = None) -> Urls:
    """Return the three URLs of one database, without touching the server."""
    words = passwords or passwords_for(admin_url)
    base = with_database(admin_url, name)
    return Urls(*(with_login(base, role, words[role]) for role in (APP, OWNER, REGULATOR)))


def prepare(admin_url: str, name: str | None = None, given: dict[str, str] | None = None) -> Urls:
    """Make roles, database and grants where missing, and return the three URLs.

    Args:
        admin_url: an admin's postgresql:// URL.
        name: the database; default: the one that the URL names.
        given: environment whose LC_*DATABASE_URL passwords win over derived ones.

    Returns:
        The URLs of app, owner and regulator; the same on repetition.

    Raises:
        Broken: the server does not answer, or the admin may not do this.
    """
    name = name or database_name(admin_url)
    passwords = passwords_for(admin_url, given)
    with maintenance(admin_url) as db:
        try:
            make_roles(db, passwords)
            db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not db.fetchone():
                create_database(db, name)
            grant(admin_url, name)
        except psycopg2.Error as refusal:
            raise Broken(f"preparing {name}: {str(refusal).strip().splitlines()[0]}") from refusal
    return urls_for(admin_url, name, passwords)


if __name__ == "__main__":
    try:
        prepare(os.environ.get("DATABASE_URL", ""), given=dict(os.environ))
    except Broken as broken:
        sys.exit(str(broken))
