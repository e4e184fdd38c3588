"""The signed contract with a provider, against servers that are right, slow, false or gone."""

import json
import time

import pytest

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from parties import services
from parties.models import Verification
from parties.providers import http
from tests.kernel.far import far
from tests.parties import people

pytestmark = pytest.mark.django_db


class Office:
    """A provider that keeps the contract, as far as `lies` does not say otherwise."""

    def __init__(self, **lies):
        self.lies, self.secret, self.asked, self.checked = lies, b"", [], []

    def __call__(self, peer, head):
        head, _, body = head.partition(b"\r\n\r\n")
        lines = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
        sent = {name.lower().decode(): value.decode() for name, value in lines.items()}
        while len(body) < int(sent["content-length"]):
            body += peer.recv(65_536)
        expected = http.signature(self.secret, sent["lc-timestamp"], body)
        self.checked.append((sent["lc-key-id"], sent["lc-signature"] == expected))
        self.asked.append(json.loads(body))
        peer.sendall(self.answer(json.loads(body)))

    def answer(self, asked):
        said = {"request_id": asked["request_id"], "outcome": "match"} | self.lies.get("said", {})
        body = self.lies.get("body", json.dumps(said).encode())
        stamp = str(int(clock.now().timestamp()) + self.lies.get("late", 0))
        signed = http.signature(self.secret, stamp, self.lies.get("signed", body))
        lines = [f"HTTP/1.1 {self.lies.get('status', '200 OK')}", f"Content-Length: {len(body)}",
                 f"LC-Timestamp: {self.lies.get('stamp', stamp)}", f"LC-Signature: {signed}",
                 *self.lies.get("lines", []), "Connection: close", "", ""]  # fmt: skip
        return "\r\n".join(lines).encode() + body


@pytest.fixture
def ask(harbour):
    """Have somebody verified by a server that behaves in a given way; return the outcome."""
    system = people.system_actor(harbour.pk)
    someone = people.party(harbour, "marketer", "operator")

    def asked(behave, timeout_ms=1500, kind="two_element"):
        with far(behave) as server:
            url = f"http://127.0.0.1:{server.port}/check"
            with acting(system):
                _row, secret = services.provider_set(
                    actor=system, kind="http", url=url, key_id="k-1", timeout_ms=timeout_ms
                )
            behave.secret = services.secret_of(secret)
            return people.verify(someone, kind)

    return asked


@pytest.mark.law("M-real-identity", "O117-operator-verified")
def test_a_signed_yes_passes_and_both_sides_can_prove_what_was_asked(ask):
    office = Office()
    done = ask(office, kind="three_element")

    assert (done.state, done.outcome, done.provider) == ("passed", "match", "http")
    assert office.checked == [("k-1", True)]
    asked = office.asked[0]
    assert asked["request_id"] == str(done.pk)
    assert (asked["name"], asked["mobile"]) == ("林小满", "13800001234")
    assert len(asked["number"]) == 18
    assert (len(done.request_sha256), len(done.response_sha256)) == (64, 64)
    assert done.valid_until > clock.now()
    assert len(asked["nonce"]) >= 24  # the digest cannot be tried against guessed names


def test_only_three_elements_tell_the_mobile(ask):
    office = Office()
    ask(office)
    assert "mobile" not in office.asked[0]


@pytest.mark.parametrize("outcome", ["mismatch", "not_found", "deceased", "expired", "revoked"])
def test_a_signed_no_is_a_no(ask, outcome):
    assert ask(Office(said={"outcome": outcome})).state == "failed"


@pytest.mark.parametrize(("lies", "outcome"), [
    ({"signed": b"another"}, "bad_signature"),
    ({"stamp": "1"}, "bad_signature"),
    ({"late": -301}, "stale"),
    ({"late": 3600}, "stale"),
    ({"said": {"request_id": "0198"}}, "bad_answer"),
    ({"said": {"outcome": "MATCH"}}, "bad_answer"),
    ({"said": {"outcome": "probably"}}, "bad_answer"),
    ({"said": {"face": "aGVsbG8="}}, "bad_answer"),
    ({"said": {"outcome": True}}, "bad_answer"),
    ({"body": b"\xff\xfe{"}, "bad_answer"),
    ({"body": b"[]"}, "bad_answer"),
    ({"body": b""}, "bad_answer"),
    ({"body": b" " * 20_000}, "too_large"),
    ({"status": "500 Sorry"}, "bad_status"),
    ({"status": "204 Nothing"}, "bad_status"),
    ({"status": "302 Moved", "lines": ["Location: https://elsewhere.example/"]}, "bad_status"),
])  # fmt: skip
def test_what_cannot_be_believed_is_an_error_and_never_a_pass(ask, lies, outcome):
    office = Office(**lies)
    done = ask(office)

    assert (done.state, done.outcome) == ("error", outcome)
    assert done.valid_until is None
    assert len(office.asked) == (2 if outcome == "bad_status" else 1)  # asked again, once


def test_a_provider_that_hangs_costs_its_time_and_no_more(ask):
    class Slow(Office):
        def answer(self, asked):
            time.sleep(0.9)
            return super().answer(asked)

    began = time.monotonic()
    done = ask(Slow(), timeout_ms=500)

    assert (done.state, done.outcome) == ("error", "timeout")
    assert time.monotonic() - began < 2.5


def test_a_provider_that_hangs_up_is_asked_once_more(ask):
    class Shy(Office):
        def __call__(self, peer, head):
            if not self.asked:
                self.asked.append({})
                return
            super().__call__(peer, head)

    office = Shy()
    assert ask(office).state == "passed"
    assert len(office.asked) == 2


@pytest.mark.long
def test_after_five_failures_a_provider_is_left_alone(harbour, ask):
    office = Office(status="500 Sorry")
    someone = people.party(harbour, "marketer")
    system = people.system_actor(harbour.pk)
    with far(office) as server:
        url = f"http://127.0.0.1:{server.port}/check"
        with acting(system):
            services.provider_set(actor=system, kind="http", url=url, key_id="k-1")
        outcomes = [people.verify(someone).outcome for _ in range(6)]

    assert outcomes == ["bad_status"] * 5 + ["resting"]
    assert len(office.asked) == 10


def test_nothing_of_a_person_stands_in_what_is_kept(harbour, ask, caplog):
    ask(Office(said={"outcome": "mismatch"}))
    with acting(people.system_actor(harbour.pk)):
        kept = str(list(Verification.objects.values()))
    for word in ("林小满", "13800001234"):
        assert word not in kept
        assert word not in caplog.text
