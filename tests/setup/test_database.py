"""The suite's database: who we are in it, and what is left between tests."""

import os

import psycopg2
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, connections, transaction

from tests.moderation.services.streams import HELLO, now_ms, post, said
from tools import database, testdb
from tools.process import Broken
from tools.pytest_services import ADMIN


@pytest.fixture
def owner_url() -> str:
    return os.environ["LC_OWNER_DATABASE_URL"]


ADMINS = pytest.mark.parametrize("admin", [True, False], ids=["superuser", "owner"])


def empty(owner_url: str, admin: bool) -> None:
    """Empty the database as a superuser, or as its owner where there is none."""
    testdb.empty(owner_url, os.environ[ADMIN] if admin else "")


def role(cursor) -> tuple:
    cursor.execute(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
        " FROM pg_roles WHERE rolname = current_user"
    )
    return cursor.fetchone()


@pytest.mark.django_db
def test_the_suite_runs_as_the_app_and_never_as_a_superuser():
    with connection.cursor() as cursor:
        assert role(cursor) == ("lc_app", False, False, False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE mine (i int)", "TRUNCATE ledger_entry", "CREATE TEMP TABLE t (i int)"],
)
def test_the_app_role_cannot_change_the_shape_of_the_database(statement):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(databases=["default", "regulator"])
def test_the_regulator_only_reads():
    with connections["regulator"].cursor() as cursor:
        cursor.execute("SHOW default_transaction_read_only")

        assert cursor.fetchone() == ("on",)
        assert role(cursor)[0] == "lc_regulator"


def seeds(cursor) -> list[tuple]:
    cursor.execute("SELECT app_label, model FROM django_content_type ORDER BY 1, 2")
    return cursor.fetchall()


@ADMINS
@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_is_cleaned_and_migrated_rows_come_back(owner_url, admin):
    with database.cursor(owner_url) as db:
        before = seeds(db)
        db.execute("INSERT INTO django_session VALUES ('left behind', '', now())")
        db.execute("UPDATE django_content_type SET model = 'spoiled' WHERE model = 'tenant'")

        empty(owner_url, admin)

        db.execute("SELECT count(*) FROM django_session")
        assert db.fetchone() == (0,)
        assert seeds(db) == before
        assert ("accounts", "tenant") in before


@pytest.mark.django_db(transaction=True)
def test_content_types_are_there_in_a_transactional_test():
    assert ContentType.objects.filter(app_label="accounts", model="tenant").exists()


def filled() -> set[str]:
    """Return the tables that hold a row which no migration made, whoever owns it."""
    url = database.with_database(os.environ[ADMIN], connection.settings_dict["NAME"])
    with database.cursor(url) as db:
        db.execute(testdb.SEEDED, [testdb.BASELINE])
        seeded = {row[0] for row in db.fetchall()}
        db.execute(testdb.TABLES, [testdb.KEPT])
        names = [row[0] for row in db.fetchall() if row[0] not in seeded]
        return set(testdb._nonempty(db, names))


@pytest.mark.parametrize("most", [testdb.MOST_BYTES, 0], ids=["little", "much"])
@ADMINS
@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_what_is_walled_append_only_or_in_partitions(
    owner_url, admin, most, monkeypatch, tea_session
):
    monkeypatch.setattr(testdb, "MOST_BYTES", most)
    post(tea_session, said(1, HELLO, at=now_ms()))
    assert filled() >= {"accounts_tenant", "ledger_entry", "rooms_segment"}

    empty(owner_url, admin)

    assert filled() == set()


@ADMINS
@pytest.mark.django_db(transaction=True)
def test_an_open_transaction_is_named_when_it_stops_the_cleaning(owner_url, admin, monkeypatch):
    monkeypatch.setattr(testdb, "LOCK_TIMEOUT", "200ms")
    holder = database.connect(owner_url)
    holder.autocommit = False
    with holder.cursor() as db:
        db.execute("INSERT INTO django_session VALUES ('held', '', now())")
        db.execute("INSERT INTO django_content_type (app_label, model) VALUES ('held', 'held')")
        other = database.connect(owner_url)
        with other.cursor() as writer:
            writer.execute("INSERT INTO django_session VALUES ('there', '', now())")
        other.close()

        with pytest.raises(Broken, match="open transaction"):
            empty(owner_url, admin)
    holder.close()


def test_the_same_admin_url_gives_the_same_three_urls():
    admin = os.environ["LC_TEST_ADMIN_URL"]

    assert database.urls_for(admin, "x") == database.urls_for(admin, "x")
    assert database.urls_for(admin, "x").app != database.urls_for(admin + "y", "y").app


def test_only_an_admin_may_prepare_a_database():
    admin = os.environ["LC_TEST_ADMIN_URL"]
    as_app = database.urls_for(admin, "anything").app

    with pytest.raises(Broken, match="lc_app may not create roles"):
        database.prepare(database.with_database(as_app, "postgres"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://a:secret@127.0.0.1/x", "must look like"),
        ("postgresql://[", "must look like"),
        ("postgresql://a:secret@127.0.0.1:1/x", "Connection refused"),
    ],
)
def test_a_bad_database_url_is_one_line_without_the_password(url, said):
    with pytest.raises(Broken, match=said) as refusal:
        database.prepare(url)

    assert "secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_an_admin_who_is_no_superuser_can_prepare_a_database(own_services):
    admin = own_services.admin_url
    with database.cursor(admin) as db:
        db.execute("CREATE ROLE landlord LOGIN CREATEROLE CREATEDB PASSWORD 'a /@b'")
        for made in ("lc_app", "lc_owner", "lc_regulator", "lc_definer"):
            db.execute(f"GRANT {made} TO landlord WITH ADMIN OPTION")
    landlord = database.with_login(database.with_database(admin, "leased"), "landlord", "a /@b")

    first = database.prepare(landlord)

    assert database.prepare(landlord) == first
    with database.cursor(first.owner) as db:
        db.execute("CREATE TABLE things (i int)")
    with database.cursor(first.app) as db, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        db.execute("CREATE TABLE mine (i int)")
