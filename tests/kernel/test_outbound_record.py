"""The outbound client remembers: hosts that failed, and what every exchange was."""

import hashlib
import time
from datetime import timedelta

import pytest

from livecompliance.kernel import clock
from livecompliance.kernel.outbound import Refused
from tests.kernel.far import INNER, at, far, says


def test_a_host_that_fails_again_and_again_is_left_alone_and_then_tried_once(
    names, ask, monkeypatch
):
    names.answers["one.example"] = [["127.0.0.1"]]
    with far(lambda peer, _head: peer.close()) as server:
        for _ in range(5):
            with pytest.raises(Refused, match=r"Protocol|Read"):
                ask(at(server), server)
        with pytest.raises(Refused, match="left alone"):
            ask(at(server), server)
        assert len(server.got) == 5

        now = time.monotonic
        monkeypatch.setattr(
            "livecompliance.kernel.outbound_rest.time.monotonic", lambda: now() + 11
        )
        server.behave = says()
        assert ask(at(server), server, total_s=60).body == b"hello"
        assert ask(at(server), server, total_s=60).body == b"hello"


def test_one_hosts_failures_do_not_silence_another(names, ask):
    names.answers["one.example"] = names.answers["two.example"] = [["127.0.0.1"]]
    with far(lambda peer, _head: peer.close()) as bad, far(says()) as good:
        for _ in range(6):
            with pytest.raises(Refused):
                ask(at(bad), bad)

        assert ask(at(good, "two.example"), good).status == 200


def test_what_is_recorded_proves_the_exchange_and_shows_nothing_of_it(names, ask):
    names.answers["one.example"] = [["127.0.0.1"]]
    before = clock.now()
    with far(says()) as server:
        url = at(server, path="/hook/secret?phone=13800138000")
        ask(url, server, method="POST", body=b'{"a":1}')

    (hop,) = ask.recorded
    assert hop.request_sha256 == hashlib.sha256(f"POST {url}\n".encode() + b'{"a":1}').hexdigest()
    assert hop.answer_sha256 == hashlib.sha256(b"hello").hexdigest()
    assert (hop.status, hop.address, hop.answer_bytes) == (200, "127.0.0.1", 5)
    assert before <= hop.began_at <= clock.now() + timedelta(seconds=1)
    assert hop.origin == f"http://one.example:{server.port}"
    assert not any(word in str(hop) for word in ("secret", "phone", "13800138000", "hello", '"a"'))


def test_a_refusal_is_recorded_too(names, ask):
    names.answers["inner.example"] = [[INNER]]
    with pytest.raises(Refused):
        ask("http://inner.example/x?y")

    (hop,) = ask.recorded
    assert (hop.status, hop.address) == (None, "")
    assert hop.origin == "http://inner.example:80"
    assert hop.refusal == "the address lies in a private network"
