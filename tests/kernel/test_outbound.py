"""What leaves for the network, against servers that mean ill. Real connections, our own names."""

import gzip
import ssl
import time
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command

from livecompliance.kernel import clock, outbound
from livecompliance.kernel.outbound import Refused
from tests.kernel.far import INNER, at, far, forever, leads, says


def test_a_name_is_resolved_once_and_its_second_answer_changes_nothing(names, ask):
    names.answers["one.example"] = [["127.0.0.1"], [INNER]]
    with far(says()) as outside, far(says(b"secret"), address=INNER, port=outside.port) as inside:
        answer = ask(at(outside), outside)

    assert answer.body == b"hello"
    assert names.asked.count("one.example") == 1
    assert not inside.got
    assert b"Host: one.example:" in outside.got[0]


def test_every_hop_is_resolved_and_checked_anew(names, ask):
    names.answers["one.example"] = [["127.0.0.1"], [INNER]]
    with (
        far(leads("/again")) as outside,
        far(says(), address=INNER, port=outside.port) as inside,
        pytest.raises(Refused, match="private network"),
    ):
        ask(at(outside), outside)

    assert not inside.got
    assert [hop.status for hop in ask.recorded] == [302, None]


@pytest.mark.parametrize("place", [f"http://{INNER}:%d/", "http://inner.example:%d/"])
def test_a_redirect_into_our_network_is_refused(names, ask, place):
    names.answers["one.example"] = [["127.0.0.1"]]
    names.answers["inner.example"] = [["127.0.0.2", INNER]]
    with (
        far(says(), address=INNER) as inside,
        far(leads(place % inside.port)) as outside,
        pytest.raises(Refused, match="private network"),
    ):
        ask(at(outside), outside, inside)

    assert not inside.got


def test_a_redirect_is_not_followed_unless_asked(names, ask):
    names.answers["one.example"] = [["127.0.0.1"]]
    with far(leads("http://127.0.0.2/")) as server:
        answer = ask(at(server), server, redirects=0)

    assert answer.status == 302
    assert len(server.got) == 1


@pytest.mark.parametrize(
    ("place", "words"),
    [("/", "circle"), ("//one.example:1/", "port"), ("file:///etc/passwd", "no host"),
     ("http://[", "resolve"), ("http://a:b@one.example/", "login"), ("gopher://x/", "https")],
)  # fmt: skip
def test_a_redirect_that_leads_nowhere_good_is_refused(names, ask, place, words):
    names.answers["one.example"] = [["127.0.0.1"]]
    with far(leads(place)) as server, pytest.raises(Refused, match=words):
        ask(at(server), server)


def test_five_redirects_are_followed_and_a_sixth_is_not(names, ask):
    names.answers["one.example"] = [["127.0.0.1"]]

    def counted(most):
        def behave(peer, head):
            step = int(head.split()[1].strip(b"/") or 0)
            (says(b"there") if step == most else leads(f"/{step + 1}"))(peer, head)

        return behave

    with far(counted(5)) as near, far(counted(6)) as beyond:
        assert ask(at(near), near).body == b"there"
        with pytest.raises(Refused, match="too many"):
            ask(at(beyond), beyond, redirects=99)

    assert len(near.got) == 6
    assert len(beyond.got) == 6


def test_what_lets_somebody_in_stays_with_the_host_it_was_for(names, ask):
    names.answers |= {"one.example": [["127.0.0.1"]], "two.example": [["127.0.0.2"]]}
    login = {"Authorization": "Bearer x", "X-Api-Key": "y", "Cookie": "z", "Accept": "text/plain"}
    with far(says(), address="127.0.0.2") as two, far(leads(at(two, "two.example"))) as one:
        ask(at(one), one, two, headers=login)

    assert b"Bearer x" in one.got[0]
    assert b"X-Api-Key: y" in one.got[0]
    assert b"Cookie" not in one.got[0]
    assert b"Bearer" not in two.got[0]
    assert b"Api-Key" not in two.got[0]
    assert b"Accept: text/plain" in two.got[0]


def test_content_is_not_carried_to_another_host(names, ask):
    names.answers |= {"one.example": [["127.0.0.1"]], "two.example": [["127.0.0.2"]]}
    with (
        far(says(), address="127.0.0.2") as two,
        far(leads(at(two, "two.example"), "307 Temporary Redirect")) as one,
        pytest.raises(Refused, match="content"),
    ):
        ask(at(one), one, two, method="POST", body=b"{}")

    assert not two.got


def test_a_post_that_was_seen_elsewhere_is_read_without_its_content(names, ask):
    names.answers["one.example"] = [["127.0.0.1"]]

    def behave(peer, head):
        (leads("/done", "303 See Other") if head.startswith(b"POST") else says())(peer, head)

    with far(behave) as server:
        answer = ask(at(server), server, method="POST", body=b"{}")

    assert answer.body == b"hello"
    assert server.got[1].startswith(b"GET /done")


def test_a_body_that_drips_ends_with_the_time(names, ask):
    names.answers["one.example"] = [["127.0.0.1"]]
    with far(forever(b"x", 0.05)) as server:
        began = time.monotonic()
        with pytest.raises(Refused, match="ReadTimeout"):
            ask(at(server), server, total_s=0.6)

    assert time.monotonic() - began < 2


def test_a_body_without_end_is_cut_at_its_bound(names, ask):
    names.answers["one.example"] = [["127.0.0.1"]]
    with far(forever(b"y" * 65_536, 0)) as server:
        answer = ask(at(server), server, size=100_000)

    assert len(answer.body) == 100_000
    assert not answer.is_whole


@pytest.mark.parametrize("name", ["gzip", "deflate"])
@pytest.mark.long
def test_a_bomb_unfolds_no_further_than_its_bound(names, ask, name):
    names.answers["one.example"] = [["127.0.0.1"]]
    zeros = b"\0" * 200_000_000
    bomb = gzip.compress(zeros) if name == "gzip" else zlib.compress(zeros)
    with far(says(bomb, "200 OK", "text/html", f"Content-Encoding: {name}")) as server:
        began = time.monotonic()
        answer = ask(at(server), server, size=50_000)

    assert answer.body == b"\0" * 50_000
    assert not answer.is_whole
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("body", "encoding", "words"), [(b"x", "br", "not asked for"), (b"x", "gzip", "unfold")]
)
def test_an_encoding_that_was_not_asked_for_or_does_not_hold_is_refused(
    names, ask, body, encoding, words
):
    names.answers["one.example"] = [["127.0.0.1"]]
    with (
        far(says(body, "200 OK", "text/html", f"Content-Encoding: {encoding}")) as server,
        pytest.raises(Refused, match=words),
    ):
        ask(at(server), server)


def test_only_the_kinds_asked_for_are_read(names, ask):
    names.answers["one.example"] = [["127.0.0.1"]]
    with (
        far(says(b"MZ", "200 OK", "application/octet-stream")) as server,
        pytest.raises(Refused, match="kind"),
    ):
        ask(at(server), server, kinds=("text/",))


@pytest.mark.parametrize(
    "raw",
    [b"", b"HTTP/9 oops\r\n\r\n", b"\x00" * 5_000, b"HTTP/1.1 200 OK\r\nX: " + b"a" * 500_000,
     b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"],
)  # fmt: skip
def test_bytes_that_are_no_answer_are_refused(names, ask, raw):
    names.answers["one.example"] = [["127.0.0.1"]]
    with far(lambda peer, _head: peer.sendall(raw)) as server, pytest.raises(Refused):
        ask(at(server), server)


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0"])
def test_a_header_cannot_smuggle_another(names, ask, value):
    names.answers["one.example"] = [["127.0.0.1"]]
    with far(says()) as server, pytest.raises(Refused):
        ask(at(server), server, headers={"X": value})

    assert not server.got


def test_a_port_that_was_not_opened_is_not_tried(names, ask):
    names.answers["one.example"] = [["127.0.0.1"]]
    with far(says()) as server, pytest.raises(Refused, match="port"):
        ask(at(server))

    assert not server.got


def test_a_name_server_that_hangs_ends_with_the_time(names, monkeypatch, ask):
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: time.sleep(3) or [])
    began = time.monotonic()

    with pytest.raises(Refused, match="resolve in time"):
        ask("http://slow.example/", total_s=0.3)

    assert time.monotonic() - began < 1.5


def test_the_next_checked_address_is_tried_when_the_first_is_closed(names, ask):
    names.answers["one.example"] = [["127.0.0.2", "127.0.0.1"]]
    with far(says()) as server:
        answer = ask(at(server), server)

    assert answer.hops[0].address == "127.0.0.1"


def certified(folder, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server of `host` shows, and what a client believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = clock.now() - clock.offset()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / f"{host}.pem"
    file.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, *plain))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=made.public_bytes(pem).decode())


def test_the_name_and_not_the_address_is_shown_and_checked_in_tls(
    names, ask, monkeypatch, tmp_path
):
    names.answers["one.example"] = names.answers["two.example"] = [["127.0.0.1"]]
    context, trusting = certified(tmp_path, "one.example")
    shown = []
    context.sni_callback = lambda _socket, name, _context: shown.append(name)
    monkeypatch.setattr(outbound, "_tls", lambda: trusting)
    with far(says(), tls=context) as server:
        assert ask(at(server, scheme="https"), server).body == b"hello"
        with pytest.raises(Refused, match="ConnectError"):
            ask(at(server, "two.example", scheme="https"), server)

    assert shown == ["one.example", "two.example"]
    assert len(server.got) == 1


def test_no_redirect_leads_from_https_to_http(names, ask, monkeypatch, tmp_path):
    names.answers["one.example"] = [["127.0.0.1"]]
    context, trusting = certified(tmp_path, "one.example")
    monkeypatch.setattr(outbound, "_tls", lambda: trusting)
    with (
        far(says()) as plain,
        far(leads(at(plain)), tls=context) as safe,
        pytest.raises(Refused, match="without encryption"),
    ):
        ask(at(safe, scheme="https"), safe, plain)

    assert not plain.got


def test_a_proxy_of_the_environment_is_not_used(names, ask, monkeypatch):
    names.answers["one.example"] = [["127.0.0.1"]]
    with far(says(b"proxy")) as proxy, far(says()) as server:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert ask(at(server), server).body == b"hello"

    assert not proxy.got


def test_the_command_says_what_each_hop_did(names, monkeypatch, capsys):
    names.answers |= {"one.example": [["127.0.0.1"]], "inner.example": [[INNER]]}
    with far(says()) as server:
        reach = replace(outbound.PAGE, ports=frozenset({server.port}))
        monkeypatch.setattr(outbound.fetch, "__defaults__", (reach, outbound.to_log))
        call_command("outbound", at(server))
    with pytest.raises(CommandError, match="private network"):
        call_command("outbound", f"http://inner.example:{server.port}/")

    said = capsys.readouterr().out
    assert "at 127.0.0.1: 200" in said
    assert "200, 5 bytes, whole" in said
