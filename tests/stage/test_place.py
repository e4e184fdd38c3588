"""Where a broadcast is made from: what is kept of it, who may see it, what happens on air."""

import pytest
from django.db import connection, transaction

from ledger.models import Entry
from livecompliance.kernel import events
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.personal import readers
from livecompliance.kernel.tenancy import acting
from stage import selectors, services
from stage.events import PlaceRestricted
from stage.models import Place
from stage.services import place as own
from tests.stage import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("judged")]
HERE = {"latitude": 30.24592, "longitude": 120.15515}


@pytest.fixture
def heard():
    found = []
    events.subscribe(PlaceRestricted, found.append)
    yield found
    events._listeners[PlaceRestricted].remove(found.append)


def test_where_exactly_is_sealed_and_stands_in_no_record(lin, tea_room):
    place = builders.place(lin, tea_room, **HERE)

    with acting(lin), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM stage_place p")
        rows = str(cursor.fetchall()) + str(list(Entry.objects.values_list("body", flat=True)))
        opened = selectors.place_location(lin, place.pk)
    assert "30.2459" not in rows
    assert opened[1] == "30.24592,120.15515"


def test_only_officers_open_where_exactly_and_only_of_their_tenant(lin, wu, outsider, tea_room):
    place = builders.place(lin, tea_room, **HERE)
    read = readers.find(own.FIELD)
    with acting(lin):
        assert read(lin, place.pk).value.startswith("30.24")
        with pytest.raises(NotFound):
            read(lin, tea_room.pk)
    with acting(wu), pytest.raises(Forbidden):
        read(wu, place.pk)
    with acting(outsider), pytest.raises(NotFound):
        read(outsider, place.pk)


def test_one_place_stands_and_the_others_are_kept(lin, tea_room):
    for kind in ("studio", "shop", "shop"):
        builders.place(lin, tea_room, kind)

    with acting(lin):
        assert Place.objects.filter(room=tea_room).count() == 3
        assert selectors.place_find(lin, tea_room.pk).kind == "shop"


@pytest.mark.parametrize(
    "given", [{"kind": "moon"}, HERE | {"latitude": 91.0}, HERE | {"longitude": -181.0}]
)
def test_a_place_that_is_none_is_not_taken(lin, tea_room, given):
    with pytest.raises(Invalid):
        builders.place(lin, tea_room, **given)


@pytest.mark.law("M-places")
def test_a_room_that_moves_on_air_to_where_nobody_may_broadcast_is_announced(
    lin, gateway, tea_room, tea_session, heard
):
    builders.place(gateway, tea_room, "outdoor")
    assert heard == []

    place = builders.place(gateway, tea_room, "airport")

    (told,) = heard
    assert (told.session_id, told.ground) == (tea_session.pk, "public_security")
    assert (place.is_restricted, place.session_id) == (True, tea_session.pk)


def test_before_a_broadcast_a_restricted_place_is_taken_down_and_nobody_is_alarmed(
    lin, tea_room, heard
):
    assert builders.place(lin, tea_room, "military").ground == "national_security"
    assert heard == []


def test_a_streamer_declares_for_his_own_room_and_a_viewer_for_none(chun, wu, outsider, tea_room):
    assert builders.place(chun, tea_room).kind == "studio"
    with pytest.raises(Forbidden):
        builders.place(wu, tea_room)
    with acting(outsider), pytest.raises(NotFound):
        services.place_declare(
            actor=outsider, room_id=tea_room.pk, where=services.Where(kind="shop")
        )
