"""What the gate asks the database does not grow with the cast, whatever checks there are."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from livecompliance.kernel import gate
from livecompliance.kernel.tenancy import acting
from rooms import selectors
from rooms.models import Admission
from rooms.services import Wish, admission
from tests import builders

pytestmark = pytest.mark.django_db
MOST = 12  # statements of one answer, the room's own row and the answer that is kept included
DECLARED = {"functions": ("moonwalk",), "technologies": ("virtual-host",), "is_virtual_image": True}


def asked(actor, room, crowd, **fields):
    """Ask the gate as a request does; return how many statements that took, and the answer."""
    wish = Wish(marketers=tuple(str(one.pk) for one in crowd), **fields)
    with acting(actor), transaction.atomic(), CaptureQueriesContext(connection) as captured:
        found, session = selectors.room_asked(actor, room.pk, lock=True)
        cast = admission.cast_of(actor, wish.marketers)
        said = admission.decide(actor, found, wish, cast, Admission.Kind.START, session)
    return len([one for one in captured if "set_config" not in one["sql"]]), said


@pytest.mark.law("O117-marketer-each-broadcast")
@pytest.mark.parametrize("kind", ["platform", "agency"])
def test_a_cast_of_forty_is_asked_about_in_no_more_statements_than_one(kind):
    house = builders.tenant("house", kind=kind)
    officer = builders.person(house, "officer", "officer")
    shop = builders.party(house, "operator", kind="company", external_id="shop")
    room = builders.room(officer, operator_id=shop.pk, external_id="room")
    crowd = [
        builders.party(house, "marketer", public_name=f"众{n}", external_id=f"n-{n}")
        for n in range(40)
    ]
    asked(officer, room, crowd[:1], **DECLARED)  # what a process remembers, it remembers now

    plain = {size: asked(officer, room, crowd[:size]) for size in (1, 8, 40)}
    full = {size: asked(officer, room, crowd[:size], **DECLARED) for size in (1, 8, 40)}

    assert len(gate.names()) >= 8
    assert len({number for number, _said in plain.values()}) == 1
    assert plain[40][0] <= MOST
    assert {number for number, _said in full.values()} == {plain[40][0]}  # what is declared, too
    codes = {one["code"] for one in full[1][1].reasons}
    assert {"technology_unassessed", "tier_function"} <= codes
    refused = {one["party"] for one in plain[40][1].reasons if one["code"] == "training_missing"}
    assert len(refused) == 40
