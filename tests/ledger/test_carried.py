"""Of every message that was carried the record tells where to, when, and with which digests."""

import hashlib
from datetime import timedelta

import pytest
import time_machine

from ledger import services as record
from ledger.models import Entry
from ledger.selectors import data_of
from ledger.services import relay
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


def test_a_try_is_in_the_record_before_it_is_made_also_when_the_worker_dies(
    sender, receiver, monkeypatch
):
    endpoint(sender, receiver.url)
    message = add(sender, words="不该出现在记录里")
    post = relay.outbound.post

    def take_and_die(*said):
        post(*said)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(relay.outbound, "post", take_and_die)
        with pytest.raises(SystemExit):
            record.messages_relay(actor=sender)
    assert steps(message) == [("attempted", 1)]

    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
        record.messages_relay(actor=sender)

    assert steps(message) == [("attempted", 1), ("attempted", 2), ("carried", 2)]
    assert len({sent["webhook-id"] for sent, _ in receiver.got}) == 1
    entry = Entry.objects.filter(action="ledger.message_attempted").first()
    assert "1 个地址" in acts.sentence(entry.action, data_of(entry), who="系统", thing="")
    assert "不该" not in bytes(entry.body).decode()


def test_nothing_is_attempted_of_a_message_that_is_put_back_or_has_nobody_to_go_to(sender):
    message = add(sender)

    record.messages_relay(actor=sender)

    assert steps(message) == []


def steps(message):
    found = Entry.objects.filter(subject_ref=str(message.pk)).order_by("id")
    return [(one.action.removeprefix("ledger.message_"), data_of(one)["attempt"]) for one in found]
