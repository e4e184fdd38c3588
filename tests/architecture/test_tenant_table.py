"""A tenant's table in five lines, as docs/development/tenant-table.md says; and what it gives."""

import re
from pathlib import Path

import pytest
from django.db import connection, connections, models, transaction
from django.db.migrations import Migration
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState
from django.db.utils import IntegrityError, ProgrammingError
from django.test.utils import isolate_apps

from accounts.models import TenantOwned
from livecompliance.kernel.pg import operations
from livecompliance.kernel.pg.operations import TenantReference, TenantTable
from livecompliance.kernel.pg.search import SearchTable
from livecompliance.kernel.tenancy import acting
from rooms.models import Room
from tests import builders
from tests.architecture import test_walls

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "development" / "tenant-table.md"
TABLE = "office_note"
WALL = TenantTable(TABLE, app="SI")
REFERENCE = TenantReference(TABLE, "room_id", "rooms_room")
SEARCH = SearchTable(TABLE, ["words"], lets_definer=True)


@pytest.fixture
def make():
    """Apply operations to a new table; everything is gone afterwards."""
    done = []
    with isolate_apps("accounts", "rooms", "office"):

        class Note(TenantOwned):
            room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
            words = models.CharField(max_length=80)

            class Meta:
                app_label = "office"

    def migrate(*later):
        fields = [
            ("id", models.UUIDField(primary_key=True)),
            ("tenant_id", models.UUIDField()),
            ("room_id", models.UUIDField()),
            ("words", models.CharField(max_length=80)),
        ]
        migration = Migration("9999_note", "office")
        migration.operations = [CreateModel("Note", fields), *later]
        with connections["owner"].schema_editor() as schema:
            migration.apply(ProjectState(), schema)
        done.extend(later)
        return Note

    yield migrate
    with connections["owner"].schema_editor() as schema:
        for operation in reversed(done):
            operation.database_backwards("office", schema, None, None)
        schema.execute(f"DROP TABLE {TABLE}")


def note(model, actor, room, words="茶", **other):
    with acting(actor), transaction.atomic():
        made = model(tenant_id=actor.tenant_id, room_id=room.pk, words=words)
        for name, value in other.items():
            setattr(made, name, value)
        models.Model.save(made, force_insert=True)
        return made


def seen(actor) -> int:
    with acting(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM office_note")
        return cursor.fetchone()[0]


def test_the_five_lines_wall_a_table(make, lin, outsider, tea_room):
    model = make(WALL, REFERENCE)
    note(model, lin, tea_room)

    assert [seen(actor) for actor in (lin, outsider, None)] == [1, 0, 0]
    test_walls.test_every_table_is_walled_or_listed_as_global()
    test_walls.test_every_policy_names_its_role_and_the_tenant()
    test_walls.test_the_app_may_do_on_a_walled_table_only_what_a_policy_covers()


def test_nothing_is_written_into_another_tenant_nor_bound_to_its_rows(
    make, lin, outsider, tea_room
):
    model = make(WALL, REFERENCE)
    foreign = builders.room(outsider, "别家")

    with pytest.raises(ProgrammingError, match="row-level security"):
        note(model, lin, tea_room, tenant_id=outsider.tenant_id)
    with pytest.raises(IntegrityError, match="tenant_fk"):
        note(model, lin, foreign)


def test_the_app_may_do_no_more_than_was_said(make, lin, tea_room):
    model = make(WALL, REFERENCE)
    note(model, lin, tea_room)

    for sql in (
        "UPDATE office_note SET words = 'x'",
        "DELETE FROM office_note",
        "TRUNCATE office_note",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting(lin),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_a_table_whose_wall_was_forgotten_fails_the_build(make):
    make()

    with pytest.raises(AssertionError, match="office_note has no row-level security"):
        test_walls.test_every_table_is_walled_or_listed_as_global()


def test_one_more_line_lets_it_be_searched(make, lin, outsider, tea_room):
    model = make(WALL, REFERENCE, SEARCH)
    note(model, lin, tea_room, "雨前龙井")
    counts = []
    for actor in (lin, outsider):
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            ask = "SELECT count(*) FROM search_office_note(%s::uuid[], '龙井', 8)"
            cursor.execute(ask, [[lin.tenant_id]])
            counts.append(cursor.fetchone()[0])

    assert counts == [1, 0]


def test_every_operation_can_be_taken_back_and_written_down_again():
    for one in (WALL, REFERENCE, SEARCH):
        name, arguments, options = one.deconstruct()
        again = type(one)(*arguments, **options)
        assert name == type(one).__name__
        assert again.forward() == one.forward()
        assert again.backward() == one.backward()


def test_the_page_names_what_exists():
    named = set(re.findall(r"`(\w+)\(", PAGE.read_text(encoding="utf-8")))

    assert {"TenantTable", "TenantReference", "SearchTable"} <= named
    for one in named - {"SearchTable"}:
        assert hasattr(operations, one), one
