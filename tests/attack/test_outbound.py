"""Webhooks into our own network, by every way to write an address of it."""

from ipaddress import ip_address

import pytest

from livecompliance.kernel import outbound

INSIDE = [
    "127.0.0.1",
    "127.255.255.254",
    "10.0.0.1",
    "172.31.255.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "192.0.0.8",
    "192.0.0.170",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:a00:1",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "100::1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "2001:10::1",
]
WRITTEN = [
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://0/",
    "https://[::ffff:7f00:1]/",
    "https://[0:0:0:0:0:ffff:127.0.0.1]/",
    "https://localhost./",
    "https://LOCALHOST/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://ok.example@127.0.0.1/",
    "https://127.0.0.1#@ok.example/",
    "https://127.0.0.1\\@ok.example/",
    "https://[fe80::1%25lo]/",
    "https://ok.example:99999/",
    "https://[::1/",
    "https://\x00/",
    "https://" + "a" * 300 + "/",
    "https://.example/",
    "https://xn--/",
    "gopher://127.0.0.1/",
    "file:///etc/passwd",
    "//127.0.0.1/",
    "",
]


@pytest.mark.parametrize("address", INSIDE)
def test_no_inner_address_is_taken_for_a_public_one(address):
    assert not outbound.is_public(ip_address(address))


@pytest.mark.parametrize("url", WRITTEN)
def test_no_spelling_of_an_inner_address_is_reached(settings, monkeypatch, url):
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    reached = []
    monkeypatch.setattr(outbound, "_tls", lambda: reached.append(url))

    with pytest.raises(outbound.Refused):
        outbound.post(url, b"{}", {})

    assert not reached


NEVER = ["169.254.169.254", "169.254.0.1", "fe80::1", "::ffff:169.254.169.254", "224.0.0.1",
         "64:ff9b::a9fe:a9fe", "ff02::1", "0.0.0.0", "::"]  # noqa: S104  # fmt: skip


@pytest.mark.parametrize("address", NEVER)
def test_what_tells_a_machine_its_secrets_is_not_reached_even_inside(
    settings, monkeypatch, address
):
    settings.ALLOW_PRIVATE_WEBHOOKS = True
    answers = [(2, 1, 6, "", (ip, 80)) for ip in ("10.0.0.7", address)]
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: answers)

    with pytest.raises(outbound.Refused, match="private network"):
        outbound.resolve("http://inside.example/")

    answers.pop()
    assert str(outbound.resolve("http://inside.example/").address) == "10.0.0.7"


def test_one_inner_address_among_public_ones_refuses_the_name(settings, monkeypatch):
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    answers = [(2, 1, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: answers)

    with pytest.raises(outbound.Refused):
        outbound.resolve("https://hooks.example/")
