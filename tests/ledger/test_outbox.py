"""Messages leave: signed, tried again, given up, never into our own network."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
import time_machine
from django.db import transaction
from standardwebhooks import Webhook

from accounts import services as accounts
from accounts.models import WebhookEndpoint
from ledger import rules
from ledger import services as record
from ledger.models import Entry, Outbox
from livecompliance.kernel import clock, outbound
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import data

pytestmark = pytest.mark.django_db
VECTORS = data.DATA / "09_schemas/standard-webhooks/vectors.json"


class Receiver:
    """A real HTTP server that keeps what it was sent and answers as it is told."""

    def __init__(self):
        self.status, self.headers, self.got = 204, {}, []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks?room=1"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def sender(harbour):
    actor = system_actor(harbour.pk)
    with acting(actor):
        yield actor


def add(actor, topic="measure.released", ref="m-1", **payload):
    with transaction.atomic():
        return record.message_add(
            actor=actor, topic=topic, subject_ref=ref, payload=payload or {"seq": 1}
        )


def endpoint(actor, url):
    return accounts.endpoint_add(actor=actor, url=url)


def now_is(message):
    message.refresh_from_db()
    return message


def test_a_message_arrives_signed_so_that_the_receiver_can_verify_it(sender, receiver):
    _, secret = endpoint(sender, receiver.url)
    message = add(sender, seq=7)

    record.messages_relay(actor=sender)

    headers, body = receiver.got[0]
    assert Webhook(secret).verify(body, headers) == json.loads(body)
    assert json.loads(body)["type"] == "measure.released"
    assert json.loads(body)["data"] == {"seq": 7}
    assert now_is(message).state == Outbox.State.SENT


def test_a_signature_made_with_another_secret_is_not_verified(sender, receiver):
    endpoint(sender, receiver.url)
    add(sender)

    record.messages_relay(actor=sender)

    headers, body = receiver.got[0]
    with pytest.raises(Exception, match="No matching signature"):
        Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").verify(body, headers)


def test_a_failed_message_is_tried_again_later_under_the_same_id(sender, receiver):
    receiver.status = 500
    endpoint(sender, receiver.url)
    message = add(sender)

    record.messages_relay(actor=sender)
    assert record.messages_relay(actor=sender) == 0
    first = now_is(message)
    assert (first.state, first.attempts, first.last_error) == ("waiting", 1, "HTTP 500")
    receiver.status = 200
    with time_machine.travel(clock.now() + timedelta(seconds=6), tick=False):
        record.messages_relay(actor=sender)

    assert now_is(message).state == Outbox.State.SENT
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


def test_a_message_that_always_fails_is_tried_eight_times_and_then_dead(sender, receiver):
    receiver.status = 503
    endpoint(sender, receiver.url)
    message = add(sender)
    moment = clock.now()

    for wait in (0, *rules.WAITS_S):
        moment += timedelta(seconds=wait + 1)
        with time_machine.travel(moment, tick=False):
            assert record.messages_relay(actor=sender) == 1
    with time_machine.travel(moment + timedelta(days=30), tick=False):
        assert record.messages_relay(actor=sender) == 0

    assert len(receiver.got) == 8
    assert now_is(message).state == Outbox.State.DEAD


def test_an_endpoint_that_is_gone_is_turned_off_and_recorded(sender, receiver):
    receiver.status = 410
    registered, _ = endpoint(sender, receiver.url)
    message = add(sender)

    record.messages_relay(actor=sender)

    assert now_is(message).state == Outbox.State.DEAD
    assert not WebhookEndpoint.objects.get(pk=registered.pk).is_active
    assert Entry.objects.filter(action="accounts.webhook_removed").count() == 1


def test_a_redirect_is_a_failure_and_is_not_followed(sender, receiver):
    receiver.status, receiver.headers = 302, {"Location": receiver.url}
    endpoint(sender, receiver.url)
    message = add(sender)

    record.messages_relay(actor=sender)

    assert len(receiver.got) == 1
    assert now_is(message).last_error == "HTTP 302"


def test_only_the_endpoint_that_failed_is_tried_again(sender, receiver):
    other = Receiver()
    try:
        receiver.status = 500
        endpoint(sender, receiver.url)
        endpoint(sender, other.url)
        message = add(sender)
        record.messages_relay(actor=sender)
        receiver.status = 200

        with time_machine.travel(clock.now() + timedelta(seconds=6), tick=False):
            record.messages_relay(actor=sender)
    finally:
        other.close()

    assert (len(receiver.got), len(other.got)) == (2, 1)
    assert now_is(message).state == Outbox.State.SENT


def test_without_an_endpoint_a_message_is_dead_and_says_why(sender):
    message = add(sender)

    record.messages_relay(actor=sender)

    assert now_is(message).state == Outbox.State.DEAD
    assert message.last_error == "no endpoint"


def test_a_message_held_back_does_not_leave_and_can_be_taken_back(sender, receiver):
    endpoint(sender, receiver.url)
    with transaction.atomic():
        message = record.message_add(
            actor=sender,
            topic="measure.released",
            subject_ref="m-2",
            payload={},
            available_at=clock.now() + timedelta(seconds=10),
        )

    assert record.messages_relay(actor=sender) == 0
    assert record.message_cancel(actor=sender, subject_ref="m-2") == 1
    with time_machine.travel(clock.now() + timedelta(seconds=11), tick=False):
        assert record.messages_relay(actor=sender) == 0

    assert receiver.got == []
    assert now_is(message).state == Outbox.State.CANCELLED


def test_a_worker_that_dies_while_sending_loses_its_lease_and_the_message_leaves_again(
    sender, receiver, monkeypatch
):
    endpoint(sender, receiver.url)
    message = add(sender)
    with monkeypatch.context() as patch:
        patch.setattr(outbound, "post", killed)
        with pytest.raises(SystemExit):
            record.messages_relay(actor=sender)

    assert record.messages_relay(actor=sender) == 0
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
        record.messages_relay(actor=sender)

    assert now_is(message).state == Outbox.State.SENT
    assert message.attempts == 2


def killed(*_):
    raise SystemExit


def test_the_relay_finds_every_tenant_with_something_to_send(sender, elsewhere):
    add(sender)
    other = system_actor(elsewhere.pk)
    with acting(other):
        add(other, ref="m-9")

    with acting(None):
        found = record.tenants_due(clock.now())

    assert set(found) == {sender.tenant_id, elsewhere.pk}


def test_nobody_answering_is_a_failure_with_words_but_no_address(sender, receiver):
    url = receiver.url.replace("127.0.0.1", "localhost").rsplit(":", 1)[0] + ":1/hooks"
    endpoint(sender, url)
    message = add(sender)

    record.messages_relay(actor=sender)

    assert now_is(message).last_error == "ConnectError"


def test_an_endpoint_that_does_not_answer_is_asked_once_a_round(sender, monkeypatch):
    endpoint(sender, "http://127.0.0.1:1/hooks")
    messages = [add(sender, ref=f"m-{number}") for number in range(3)]
    asked = []

    def silence(url, *_):
        asked.append(url)
        raise outbound.Refused("ConnectTimeout")

    monkeypatch.setattr(outbound, "post", silence)
    record.messages_relay(actor=sender)

    assert len(asked) == 1
    assert [now_is(each).attempts for each in messages] == [1, 0, 0]


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.1.2.3/x",
        "https://172.16.0.1/x",
        "https://192.168.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/x",
        "https://0.0.0.0/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://[64:ff9b::a00:1]/x",
        "https://[fe80::1]/x",
        "https://[fd00::1]/x",
        "https://224.0.0.1/x",
        "https://localhost/x",
        "https://2130706433/x",
        "http://93.184.216.34/x",
        "ftp://93.184.216.34/x",
        "https://user:pw@93.184.216.34/x",
        "https:///x",
    ],
)
def test_an_address_in_a_private_network_is_refused(settings, url):
    settings.ALLOW_PRIVATE_WEBHOOKS = False

    with pytest.raises(outbound.Refused):
        outbound.post(url, b"{}", {})


def test_public_addresses_are_told_from_all_others():
    public = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]
    inside = ["2002:0a00:0001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "240.0.0.1"]

    assert [outbound.is_public(ip_address(each)) for each in public] == [True] * 3
    assert [outbound.is_public(ip_address(each)) for each in inside] == [False] * 3


def test_the_connection_goes_to_the_address_that_was_checked(receiver, monkeypatch):
    asked = []
    real = outbound.socket.getaddrinfo

    def resolver(host, *rest, **options):
        if host[0].isdigit():
            return real(host, *rest, **options)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "192.0.2.1", *rest, **options)

    monkeypatch.setattr(outbound.socket, "getaddrinfo", resolver)
    url = receiver.url.replace("127.0.0.1", "platform.example")

    assert outbound.post(url, b"{}", {}) == 204
    assert asked == ["platform.example"]
    assert receiver.got[0][0]["Host"].startswith("platform.example:")


def test_a_receiver_that_dribbles_is_cut_off_in_time(monkeypatch):
    monkeypatch.setattr(outbound, "TIMEOUT_S", 0.6)
    with outbound.socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        stop = threading.Event()

        def dribble():
            peer, _ = server.accept()
            with peer:
                while not stop.wait(0.1):
                    try:
                        peer.send(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=dribble)
        thread.start()
        began = clock.now()
        try:
            with pytest.raises(outbound.Refused):
                outbound.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        finally:
            stop.set()
            thread.join()

    assert clock.now() - began < timedelta(seconds=3)


def test_signatures_agree_with_the_published_vectors():
    if not VECTORS.exists():
        pytest.skip(f"LOUD: no Standard Webhooks vectors at {VECTORS}")
    case = json.loads(VECTORS.read_text(encoding="utf-8"))["sign"]
    moment = clock.UNIX_EPOCH + timedelta(seconds=case["timestamp"])

    signature = Webhook(case["secret"]).sign(case["msg_id"], moment, case["payload"])

    assert signature == case["expected_signature"]
