"""What tests of the outbound client share: names that answer as told, and somebody who asks."""

from ipaddress import ip_address

import pytest

from livecompliance.kernel import outbound, outbound_address
from livecompliance.kernel.outbound import Bounds, Request, fetch
from tests.kernel.far import Names


@pytest.fixture
def names(settings, monkeypatch) -> Names:
    """Checks are on; 127.0.0.1 and .2 stand for the world outside, every other for the inside."""
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    world = {ip_address("127.0.0.1"), ip_address("127.0.0.2")}
    found = Names()
    monkeypatch.setattr(outbound_address, "is_public", world.__contains__)
    monkeypatch.setattr(outbound.socket, "getaddrinfo", found)
    monkeypatch.setattr(outbound, "_rests", outbound.Rests())
    return found


@pytest.fixture
def ask(names):
    """Fetch with bounds that let http and the test's ports through; keep what is recorded."""
    recorded = []

    def call(url, *servers, method="GET", body=b"", headers=(), **bounds):
        limits = {"schemes": {"http", "https"}, "redirects": 5, "total_s": 3.0} | bounds
        ports = frozenset(each.port for each in servers) | {80, 443}
        request = Request(method, url, body, dict(headers))
        return fetch(request, Bounds(**limits, ports=ports), recorded.append)

    call.recorded = recorded
    return call
