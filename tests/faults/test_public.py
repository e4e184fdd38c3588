"""A tenant's public pages over real HTTP while the servers behind them die and come back."""

import http.client
from collections.abc import Iterator

import pytest

from tools.bench._web import child, gunicorn
from tools.process import HOST
from tools.services import Services

pytestmark = [pytest.mark.faults, pytest.mark.long]
PATH = "/p/visited/rules"


@pytest.fixture(scope="module")
def port(own_services: Services) -> Iterator[int]:
    child(own_services, "tools.bench._visited")
    with gunicorn(own_services, "tools.bench._public_settings", "/healthz") as found:
        yield found


def ask(port: int, who: str = "203.0.113.1", path: str = PATH) -> tuple[int, dict[str, str], str]:
    link = http.client.HTTPConnection(HOST, port, timeout=20)
    link.request("GET", path, headers={"X-Forwarded-For": who})
    answer = link.getresponse()
    said = answer.read().decode()
    link.close()
    return answer.status, dict(answer.getheaders()), said


def test_without_postgresql_a_page_says_so_is_kept_by_nobody_and_comes_back(own_services, port):
    for _ in range(6):  # both workers hold a connection and have made the page
        assert ask(port)[0] == 200
    own_services.postgres.stop()
    try:
        away = [ask(port, path=f"{PATH}?lang=en") for _ in range(4)]
    finally:
        own_services.postgres.start()

    for status, headers, said in away:
        assert status == 503
        assert headers["Cache-Control"] == "no-store"
        assert f'href="{PATH}?lang=en"' in said  # what to do next
        assert "Traceback" not in said
    assert [ask(port)[0] for _ in range(6)] == [200] * 6


def test_a_page_kept_from_before_a_restart_of_postgresql_is_made_without_anybody_noticing(
    own_services, port
):
    for number in range(12):  # both workers hold a connection, and find out for themselves
        assert ask(port, "203.0.113.5", f"{PATH}?before={number}")[0] == 200
    own_services.postgres.stop()
    own_services.postgres.start()

    found = [ask(port, "203.0.113.5", f"{PATH}?after={number}")[0] for number in range(12)]

    assert found == [200] * 12


def test_without_redis_pages_are_shown_and_each_process_still_keeps_its_limit(own_services, port):
    own_services.redis.kill()
    try:
        found = [ask(port, who="203.0.113.2")[0]]
        while found[-1] == 200 and len(found) < 1_000:
            found.append(ask(port, who="203.0.113.2")[0])
    finally:
        own_services.redis.start()

    assert found[-1] == 429
    assert 120 < len(found) <= 2 * 2 * 120 + 1  # two processes that hear nothing of each other
    assert ask(port, who="203.0.113.3")[0] == 200


def test_two_processes_let_one_address_in_a_hundred_and_twenty_times_and_nine_at_most(port):
    found = [ask(port, who="203.0.113.4")[0] for _ in range(2 * (120 + 9) + 20)]

    assert found[:120] == [200] * 120
    assert found.count(200) <= 2 * (120 + 9)  # in this minute and, perhaps, the next
    assert 429 in found
