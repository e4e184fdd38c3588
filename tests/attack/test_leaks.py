"""What must not be read in a log, and sockets opened with nonsense."""

import logging

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts import services as accounts
from accounts.models import Invitation
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.logs import Json
from livecompliance.kernel.tenancy import acting
from tests.moderation.services.streams import inspect
from tests.moderation.sockets import opened, room_path

pytestmark = pytest.mark.django_db
PHONE, NAME, WORDS = "13800138000", "王小明", "千万别告诉别人"


@pytest.fixture
def written(caplog):
    """Return everything the logs hold, as it would be written to them."""
    caplog.set_level(logging.DEBUG)

    def read() -> str:
        return "\n".join(Json().format(record) for record in caplog.records)

    return read


def test_an_invitation_does_not_stand_in_the_log_of_a_refusal(harbour, written):
    system = system_actor(harbour.pk)
    with acting(system):
        _offer, token = accounts.member_invite(actor=system, login="mei", roles=["viewer"])

    answer = Client().post(f"/join/{token}", {"password": "short", "display_name": "梅"})

    assert answer.status_code == 422
    assert "/join/" in written()
    assert token not in written()
    with acting(system):
        assert Invitation.objects.filter(accepted_at=None).count() == 1


def test_nothing_said_in_a_room_stands_in_a_log(send, master_key, tea_session, written):
    secret = master_key.removeprefix("Bearer ")
    texts = [f"{WORDS} 加微信 tea88766 {PHONE}", "\0", "http://[", "x" * 5_001]
    for number, text in enumerate(texts):
        for kind in ("speech", "comment", "link", "profile", "connect"):
            send(
                {"id": f"{PHONE}-{kind}-{number}", "type": kind, "text": text, "url": text,
                 "name": NAME, "person": NAME, "speaker": {"role": "viewer", "name": NAME}}
            )  # fmt: skip
    send(f'{{"id": "{WORDS}", "type": "{NAME}"}}')
    while inspect(tea_session).segments:
        pass

    for told in (PHONE, NAME, WORDS, secret, secret.rsplit("_", 1)[1]):
        assert told not in written()


def test_a_fault_of_the_database_is_logged_without_the_values_it_quotes():
    fault = IntegrityError(
        'duplicate key value violates unique constraint "u"\n'
        f"DETAIL:  Key (name)=({NAME}) already exists.\nCONTEXT:  JSON data, line 1: {WORDS}...\n"
    )
    try:
        raise fault
    except IntegrityError as caught:
        record = logging.LogRecord(
            "t", logging.ERROR, "t.py", 1, "a fault: %s", (caught,), (type(fault), caught, None)
        )

    line = Json().format(record)

    assert "unique constraint" in line
    assert NAME not in line
    assert WORDS not in line


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "cookie", ['lc_session="\\000abcdefgh"', "lc_session=%00", "lc_session=" + "x" * 4_000]
)
async def test_a_socket_opened_with_a_nonsensical_cookie_is_answered_as_a_strangers(
    tea_room, cookie
):
    async with opened(room_path(tea_room), cookie=cookie) as client:
        assert await client.closed() == 4404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ticket", ["%00", "%00.x", "%FF", "a" * 5_000, "0" * 32 + ".x", "."])
async def test_a_socket_opened_with_a_nonsensical_ticket_is_answered_as_a_strangers(
    tea_room, ticket
):
    async with opened(f"{room_path(tea_room)}?ticket={ticket}") as client:
        assert await client.closed() == 4404
