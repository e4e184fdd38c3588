"""Every tenant's table stands behind its wall, and the suite runs in front of it."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import ProgrammingError

from livecompliance.kernel.pg.base import OutsideTransaction
from livecompliance.kernel.pg.checks import app_role_is_walled, role_faults
from livecompliance.kernel.pg.grants import GLOBAL_TABLES
from livecompliance.kernel.tenancy import acting

pytestmark = pytest.mark.django_db

TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relispartition,
       EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')
FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
"""
POLICIES = "SELECT tablename, cmd, roles::text[], qual, with_check FROM pg_policies"
GRANTS = """
SELECT c.relname, acl.privilege_type FROM pg_class c, aclexplode(c.relacl) acl
JOIN pg_roles r ON r.oid = acl.grantee
WHERE r.rolname = %s AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
"""
COMMANDS = {"SELECT", "INSERT", "UPDATE", "DELETE"}


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def walled() -> set[str]:
    return {name for name, on, forced, _, _ in rows(TABLES) if on and forced}


def test_every_table_is_walled_or_listed_as_global():
    for name, enabled, forced, _, has_tenant in rows(TABLES):
        if has_tenant or name == "accounts_tenant":
            assert enabled, f"{name} has no row-level security"
            assert forced, f"{name} lets its owner through"
        elif not enabled:
            assert name in GLOBAL_TABLES, f"{name} has neither a wall nor a place in the list"


def test_every_policy_names_its_role_and_the_tenant():
    for table, command, roles, condition, check in rows(POLICIES):
        assert roles != ["public"], f"{table} {command} is open to everybody"
        if roles in (["lc_app"], ["lc_regulator"]):
            assert "app.tenant" in (condition or check), f"{table} {command} forgets the tenant"


def test_the_app_may_do_on_a_walled_table_only_what_a_policy_covers():
    covered = {
        (table, command) for table, command, roles, _, _ in rows(POLICIES) if "lc_app" in roles
    }
    for table, privilege in rows(GRANTS, "lc_app"):
        if table in walled():
            assert (table, privilege) in covered, f"{privilege} on {table} has no policy"
        else:
            letter = privilege[0]
            assert letter in GLOBAL_TABLES.get(table, ""), f"{privilege} on {table} is not listed"


def test_partitions_are_closed_to_everybody_but_their_owner(tea_session):
    parts = {name for name, _, _, is_partition, _ in rows(TABLES) if is_partition}
    granted = {table for table, _ in rows(GRANTS, "lc_app")}

    assert parts
    assert not parts & granted


def test_regulators_only_ever_select():
    assert {privilege for _, privilege in rows(GRANTS, "lc_regulator")} == {"SELECT"}


def test_every_reference_to_a_tenants_row_is_bound_to_the_tenant():
    bound = {
        (table, column)
        for table, column in rows(
            """
            SELECT r.relname, a.attname FROM pg_constraint f
            JOIN pg_class r ON r.oid = f.conrelid
            JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = f.conkey[2]
            WHERE f.contype = 'f' AND array_length(f.conkey, 1) = 2
            """
        )
    }
    for model in apps.get_models():
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            target = field.related_model if field.is_relation else None
            if target is None or target._meta.db_table not in walled():
                continue
            if target._meta.db_table != "accounts_tenant":
                assert (table, field.column) in bound, f"{table}.{field.column} leaves its tenant"


def test_the_suite_runs_as_the_app_role_and_that_role_is_fit():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "lc_app"
    assert role_faults("default") == []
    assert app_role_is_walled(databases=["default"]) == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_start_up_refuses_a_role_that_owns_tables():
    assert "owns tables" in role_faults("owner")


def test_no_function_of_the_database_has_a_clock_of_its_own():
    clocks = r"\y(now|\w+_timestamp)\s*\(|\y(current_(date|time|timestamp)|localtime\w*)\y"
    assert rows("SELECT '< now() - x' ~* %s, 'app.known()' ~* %s", clocks, clocks) == [
        (True, False)
    ]
    functions = rows(
        "SELECT proname, prosrc ~* %s FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        clocks,
    )

    assert "auth_api_key" in dict(functions)
    assert [name for name, has_clock in functions if has_clock] == []


def test_no_row_of_another_tenant_can_be_read_by_raw_sql(lin, outsider, tea_room):
    with acting(outsider), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rooms_room")
        assert cursor.fetchone()[0] == 0
    with acting(lin), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rooms_room")
        assert cursor.fetchone()[0] == 1


def test_no_row_can_be_written_into_another_tenant(lin, outsider, tea_room):
    with (
        acting(outsider),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="row-level security"),
    ):
        cursor.execute(
            "INSERT INTO rooms_room (id, tenant_id, title, external_id, operator_name, category,"
            " tier, created_at) VALUES (gen_random_uuid(), %s, 'x', '', '', '', 'first', now())",
            [lin.tenant_id],
        )


def test_with_nobody_acting_every_table_is_empty(tea_room):
    with acting(None), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rooms_room")
        assert cursor.fetchone()[0] == 0


@pytest.mark.django_db(transaction=True)
def test_a_tenants_table_outside_a_transaction_is_an_error_here(lin):
    from rooms.models import Room

    with acting(lin), pytest.raises(OutsideTransaction):
        Room.objects.of(lin).count()
