"""Of every message that was carried the record tells where to, when, and with which digests."""

import hashlib

import pytest

from ledger import services as record
from ledger.models import Entry
from ledger.selectors import data_of
from livecompliance.kernel import acts, clock
from tests.ledger import test_outbox
from tests.ledger.test_outbox import add, endpoint

pytestmark = pytest.mark.django_db
receiver, sender = test_outbox.receiver, test_outbox.sender


def test_the_record_tells_which_address_was_asked_when_and_with_which_digest(sender, receiver):
    endpoint(sender, receiver.url)
    receiver.status, before = 500, clock.now()
    message = add(sender, words="不该出现在记录里")
    record.messages_relay(actor=sender)

    entry = Entry.objects.get(action="ledger.message_carried")
    said = data_of(entry)
    sent = f"POST {receiver.url}\n".encode() + receiver.got[0][1]
    assert (entry.subject_kind, entry.subject_ref) == ("message", str(message.pk))
    assert before <= entry.at <= clock.now()
    assert said["request_sha256"] == hashlib.sha256(sent).hexdigest()
    assert (said["address"], said["answer"], said["attempt"]) == ("127.0.0.1", 500, 1)
    assert said["origin"] == f"http://127.0.0.1:{receiver.server.server_port}"
    assert "hooks" not in str(said)
    assert "不该" not in bytes(entry.body).decode()
    assert "500" in acts.sentence(entry.action, said, who="系统", thing="")


def test_an_address_that_was_refused_stands_in_the_record_too(sender, settings, receiver):
    endpoint(sender, receiver.url)
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    add(sender)

    record.messages_relay(actor=sender)

    said = data_of(Entry.objects.get(action="ledger.message_carried"))
    assert (said["answer"], said["address"]) == (0, "")
    assert said["refusal"]
    assert receiver.got == []
