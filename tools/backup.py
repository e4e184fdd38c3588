"""Dump a database as its owner, restore it beside, and hold the record in it against checkpoints.

    python -m tools.backup dump FILE                what LC_OWNER_DATABASE_URL names
    python -m tools.backup restore FILE NAME        a new database NAME on DATABASE_URL's server
    python -m tools.backup drill [--against FILE]   both, verify every record in the copy, drop it

The owner has no BYPASSRLS: row security is on while it reads, and its policies show it every row
of every tenant. `LC_PG_BIN` names the folder of pg_dump and pg_restore, which must not be older
than the server; the wheel of the embedded PostgreSQL brings them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlunsplit

import psycopg2

from tools import database
from tools.embedded import postgres_bin
from tools.process import Broken

ROOT = Path(__file__).resolve().parents[1]
# What the database's admin makes before anything is restored (tools/database.py): not the owner's.
ADMINS = ("SCHEMA - public ", "ACL - SCHEMA public ", "EXTENSION", "COMMENT - EXTENSION")


def _run(program: str, *arguments: str, url: str = "") -> str:
    """Run one of PostgreSQL's programs; a password travels where no list of processes shows it."""
    command, given = [str(postgres_bin() / program), *arguments], dict(os.environ)
    if url:
        parts = database.checked(url)
        given["PGPASSWORD"] = unquote(parts.password or "")
        bare = parts._replace(netloc=f"{parts.username}@{parts.netloc.rpartition('@')[2]}")
        command.append(f"--dbname={urlunsplit(bare)}")
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        raise Broken(f"{program}: {said[0]}")
    return done.stdout


def dump(owner_url: str, file: Path) -> None:
    """Write everything that the owner owns, as it stands at one moment, into a file."""
    _run("pg_dump", "--enable-row-security", "--format=custom", f"--file={file}", url=owner_url)
    file.chmod(0o600)


def restore(admin_url: str, name: str, file: Path) -> database.Urls:
    """Make a new database with its roles and grants, and restore a dump into it as the owner.

    Raises:
        Broken: the database is there already, or something could not be restored.
    """
    with database.maintenance(admin_url) as db:
        db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if db.fetchone():
            raise Broken(f"database {name} is there already: restore into a new one")
    urls = database.prepare(admin_url, name, given=dict(os.environ))
    wanted = [one for one in _run("pg_restore", "--list", str(file)).splitlines() if _ours(one)]
    with tempfile.NamedTemporaryFile("w", suffix=".list", encoding="utf-8") as toc:
        toc.write("\n".join(wanted) + "\n")
        toc.flush()
        _run(
            "pg_restore", "--exit-on-error", "--single-transaction", f"--use-list={toc.name}",
            str(file), url=urls.owner,
        )  # fmt: skip
    with database.cursor(urls.owner) as db:
        db.execute("ANALYZE")
    return urls


def _ours(line: str) -> bool:
    what = line.partition(";")[2].strip().split(" ", 2)[2:]
    return not (what and what[0].startswith(ADMINS))


def verify(urls: database.Urls, slugs: Sequence[str], against: Sequence[Path]) -> str:
    """Look through records in a restored database; return what was said.

    Raises:
        Broken: something in them was altered or is missing.
    """
    given = os.environ | urls.environment()
    kept = [word for one in against for word in ("--against", str(one))]
    done = subprocess.run(
        [sys.executable, "manage.py", "record_verify", *slugs, *kept],
        cwd=ROOT, env=given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Broken(f"{done.stdout}{done.stderr}".strip())
    return done.stdout


def slugs_in(urls: database.Urls) -> list[str]:
    """Return the platforms of a database."""
    with database.cursor(urls.owner) as db:
        db.execute("SELECT slug FROM accounts_tenant ORDER BY slug")
        return [row[0] for row in db.fetchall()]


def drill(admin_url: str, owner_url: str, against: Sequence[Path]) -> str:
    """Dump, restore beside, verify every record there, drop the copy; return what was said."""
    name = f"lc_drill_{datetime.now(UTC):%Y%m%d%H%M%S}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dump"
        dump(owner_url, file)
        try:
            urls = restore(admin_url, name, file)
            return verify(urls, slugs_in(urls), against)
        finally:
            with database.maintenance(admin_url) as db:
                database.drop_database(db, name)


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tools.backup")
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("dump").add_argument("file", type=Path)
    restoring = acts.add_parser("restore")
    restoring.add_argument("file", type=Path)
    restoring.add_argument("name")
    drilling = acts.add_parser("drill")
    drilling.add_argument("--against", type=Path, action="append", default=[])
    chosen = parser.parse_args(arguments)
    admin, owner = os.environ.get("DATABASE_URL", ""), os.environ.get("LC_OWNER_DATABASE_URL", "")
    if chosen.act == "dump":
        dump(owner, chosen.file)
    elif chosen.act == "restore":
        restore(admin, chosen.name, chosen.file)
    else:
        print(drill(admin, owner, chosen.against), end="")


if __name__ == "__main__":
    try:
        main()
    except (Broken, psycopg2.Error) as broken:
        sys.exit(str(broken))
