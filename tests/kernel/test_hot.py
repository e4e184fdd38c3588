"""Hot statements: the same rows as the managers give, behind the same wall."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from accounts.models import Tenant
from ledger.models import Pending
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.pg import hot
from livecompliance.kernel.tenancy import acting
from moderation.models import RoomState
from rooms.models import Room, Session

TENANTS = hot.Reading("SELECT {t} FROM accounts_tenant t ORDER BY t.slug", t=Tenant)
BOTH = hot.Reading(
    "SELECT {r}, {s} FROM rooms_room r JOIN rooms_session s ON s.room_id = r.id", r=Room, s=Session
)


def values_of(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_reading_gives_what_the_manager_gives(lin, harbour, tea_session):
    with acting(lin):
        [(tenant,)] = TENANTS.all([])
        [(room, session)] = BOTH.all([])

        assert values_of(tenant) == values_of(Tenant.objects.get(pk=harbour.pk))
        assert values_of(room) == values_of(Room.objects.get(pk=tea_session.room_id))
        kept = values_of(Session.objects.get(pk=tea_session.pk))
        assert bytes(session.wrapped_key) == bytes(kept.pop("wrapped_key"))
        assert values_of(session).items() >= kept.items()


def test_nobody_reads_another_tenants_rows(harbour, outsider):
    with acting(outsider):
        assert [row[0].slug for row in TENANTS.all([])] == ["elsewhere"]


def test_nothing_is_read_before_somebody_acts(harbour):
    assert TENANTS.first([]) is None


def test_rows_go_in_and_out_whole(lin, tea_session):
    with acting(lin):
        state = RoomState.objects.get(session=tea_session)
        state.contributions, state.spark, state.figures = [["F-1", 2.5]], [1, 2], {"观看": 3}

        assert hot.update(state, "contributions", "spark", "figures") == 1

        kept = RoomState.objects.get(session=tea_session)
        assert (kept.contributions, kept.spark) == ([["F-1", 2.5]], [1, 2])
        assert kept.figures == {"观看": 3}


def test_several_rows_go_in_at_once_and_a_wrong_one_takes_all_with_it(lin, harbour):
    rows = [Pending(entry_id=uuid7(), tenant_id=harbour.pk) for _ in range(3)]
    with acting(lin):
        hot.insert(*rows)
        assert Pending.objects.filter(entry_id__in=[row.pk for row in rows]).count() == 3
        with pytest.raises(IntegrityError):
            hot.insert(Pending(entry_id=uuid7(), tenant_id=harbour.pk), rows[0])


def test_the_wall_stands_for_hot_inserts(lin, elsewhere):
    with acting(lin), pytest.raises(ProgrammingError, match="row-level security"):
        hot.insert(Pending(entry_id=uuid7(), tenant_id=elsewhere.pk))


def test_what_is_there_already_is_left_out_and_nothing_else(lin, harbour):
    first, second = (Pending(entry_id=uuid7(), tenant_id=harbour.pk) for _ in range(2))
    with acting(lin):
        hot.insert(first)
        again = Pending(entry_id=first.entry_id, tenant_id=harbour.pk)

        assert hot.insert_new(again, second) == [second]
        assert hot.insert_new(again) == []
        assert Pending.objects.filter(pk__in=[first.pk, second.pk]).count() == 2


def test_several_rows_are_written_at_once_each_with_its_own(lin, outsider, tea_session):
    with acting(lin):
        rooms = [Room(tenant_id=lin.tenant_id, title=f"r{n}", tier="key") for n in range(3)]
        Room.objects.bulk_create(rooms)
        for number, room in enumerate(rooms):
            room.title, room.category = f"新 {number}", f"c{number}"

        assert hot.update_each(rooms, "title", "category") == 3

        kept = Room.objects.filter(pk__in=[one.pk for one in rooms]).order_by("id")
        assert [(one.title, one.category) for one in kept] == [
            ("新 0", "c0"), ("新 1", "c1"), ("新 2", "c2"),
        ]  # fmt: skip
    with acting(outsider):
        assert hot.update_each(rooms, "title") == 0


def test_an_outer_join_that_finds_nothing_gives_nobody(lin, harbour, tea_room):
    reading = hot.Reading(
        """SELECT {r}, {s} FROM rooms_room r
           LEFT JOIN rooms_session s ON s.room_id = r.id WHERE r.id = %s""",
        r=Room,
        s=Session,
    )
    with acting(lin):
        assert reading.first([tea_room.pk]) == (tea_room, None)


def test_what_follows_an_insert_reads_the_new_rows_and_goes_with_them(lin, harbour):
    again = "INSERT INTO ledger_pending SELECT gen_random_uuid(), tenant_id FROM written"
    rows = [Pending(entry_id=uuid7(), tenant_id=harbour.pk) for _ in range(2)]
    with acting(lin):
        hot.insert(*rows, then=again)
        assert Pending.objects.filter(tenant_id=harbour.pk).count() == 4

        with pytest.raises(IntegrityError), transaction.atomic():
            hot.insert(Pending(entry_id=uuid7(), tenant_id=harbour.pk), then=again.replace(
                "gen_random_uuid()", f"'{rows[0].pk}'::uuid"))  # fmt: skip
        assert Pending.objects.filter(tenant_id=harbour.pk).count() == 4
