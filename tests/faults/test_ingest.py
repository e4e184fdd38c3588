"""Ingest over real HTTP while its servers die: what was acknowledged is there, once."""

import http.client
import itertools
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg2
import pytest

from tests.rooms.conftest import body_of, line
from tools.bench._web import child, gunicorn
from tools.process import HOST
from tools.services import Services

pytestmark = pytest.mark.faults


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    said: Any


class Web:
    """One running web server, and a tenant's key and session in it."""

    def __init__(self, services: Services, port: int, seeded: dict[str, Any]) -> None:
        self.services, self.port, self.seeded = services, port, seeded
        self.session = seeded["sessions"].pop()

    @property
    def head(self) -> dict[str, str]:
        return {
            "Content-Type": "application/x-ndjson",
            "Authorization": f"Bearer {self.seeded['key']}",
        }

    def post(self, body: Any, *, chunked: bool = False, **headers: str) -> Answer:
        """Post on a connection of its own."""
        link = http.client.HTTPConnection(HOST, self.port, timeout=20)
        path = f"/api/v1/sessions/{self.session}/events"
        link.request("POST", path, body, self.head | headers, encode_chunked=chunked)
        answer = link.getresponse()
        said = json.loads(answer.read())
        link.close()
        return Answer(answer.status, dict(answer.getheaders()), said)

    def send(self, *names: str) -> Answer:
        """Post events of these ids, under a key made of them."""
        body = body_of(*[line(name) for name in names])
        return self.post(body, **{"Idempotency-Key": "+".join(names)})

    def stored(self) -> tuple[int, int, list[int]]:
        """Return what the session's head says, and the seqs of its segments."""
        link = psycopg2.connect(self.services.environment["LC_OWNER_DATABASE_URL"])
        with link, link.cursor() as cursor:
            cursor.execute(
                "SELECT seq, events FROM rooms_sessionhead WHERE session_id = %s", [self.session]
            )
            seq, events = cursor.fetchone()
            cursor.execute(
                "SELECT seq, count FROM rooms_segment WHERE session_id = %s ORDER BY seq",
                [self.session],
            )
            rows = cursor.fetchall()
        link.close()
        assert sum(count for _, count in rows) == events
        return seq, events, [number for number, _ in rows]


@pytest.fixture(scope="module")
def server(own_services: Services) -> Iterator[tuple[int, dict[str, Any]]]:
    seeded = child(own_services, "tools.bench._seed", "12")
    with gunicorn(own_services, "livecompliance.settings.dev", "/healthz") as port:
        yield port, seeded


@pytest.fixture
def web(own_services: Services, server: tuple[int, dict[str, Any]]) -> Web:
    """The running server with a session nobody has posted to."""
    return Web(own_services, *server)


def workers_of(port: int) -> set[int]:
    """Return the processes that listen on a port."""
    with open("/proc/net/tcp") as table:
        rows = [row.split() for row in table.readlines()[1:]]
    inodes = {row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"}
    found = set()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            links = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
        except OSError:
            continue
        if links & {f"socket:[{inode}]" for inode in inodes}:
            found.add(int(pid))
    return found


def test_ten_thousand_events_get_to_read_their_refusal(web: Web):
    body = body_of(*[line(number, "包邮吗老板" * 10) for number in range(10_000)])
    assert len(body) > 1_500_000

    answer = web.post(body)

    assert (answer.status, answer.said["code"]) == (413, "too_large")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert web.stored() == (0, 0, [])


def test_a_body_without_a_length_is_taken(web: Web):
    pieces = iter([body_of(line("a")), body_of(line("b"))])

    assert web.post(pieces, chunked=True).said["count"] == 2


def test_a_body_without_a_length_and_without_an_end_is_refused(web: Web):
    pieces = iter([body_of(line(number, "长" * 4_000)) for number in range(200)])

    answer = web.post(pieces, chunked=True)

    assert (answer.status, answer.said["code"]) == (413, "too_large")
    assert web.stored() == (0, 0, [])


def test_a_sender_that_hangs_up_halfway_leaves_nothing(web: Web):
    body = body_of(line(1), line(2))
    head = "".join(f"{name}: {value}\r\n" for name, value in web.head.items())
    with socket.create_connection((HOST, web.port)) as link:
        link.sendall(
            f"POST /api/v1/sessions/{web.session}/events HTTP/1.1\r\nHost: x\r\n{head}"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body_of(line(1))
        )
        link.shutdown(socket.SHUT_WR)
        link.recv(4096)

    assert web.stored() == (0, 0, [])


def test_without_redis_events_are_still_taken_and_soon(web: Web):
    redis = web.services.redis
    redis.kill()
    try:
        began = time.monotonic()
        answers = [web.send(f"dark-{number}") for number in range(10)]
        took = time.monotonic() - began
    finally:
        redis.start()

    assert [answer.status for answer in answers] == [202] * 10
    assert took < 5
    assert web.send("light").status == 202
    assert web.stored()[:2] == (11, 11)


def test_without_postgresql_the_sender_is_told_to_wait_and_then_served(web: Web):
    assert web.send("before").status == 202
    serving = workers_of(web.port)
    web.services.postgres.stop()
    try:
        refused = [web.send("during") for _ in range(4)]
    finally:
        web.services.postgres.start()
    after = web.send("during")

    for answer in refused:
        assert (answer.status, answer.said["code"]) == (503, "database_unavailable")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert int(answer.headers["Retry-After"]) > 0
    assert (after.status, after.said["seq"], after.said["count"]) == (202, 2, 1)
    assert workers_of(web.port) == serving
    assert web.stored() == (2, 2, [1, 2])


def test_a_restart_between_two_batches_is_not_noticed(web: Web):
    for number in range(6):  # both workers hold a connection
        web.send(f"before-{number}")
    web.services.postgres.stop()
    web.services.postgres.start()

    assert [web.send(f"after-{number}").status for number in range(6)] == [202] * 6
    assert web.stored()[:2] == (12, 12)


class Sender(threading.Thread):
    """Posts one event after another, and notes what was acknowledged and what was not."""

    def __init__(self, web: Web, name: str) -> None:
        super().__init__(name=name)
        self.web = web
        self.acknowledged: dict[str, int] = {}
        self.failed: list[str] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        for number in itertools.count():
            if self.stopping.is_set():
                return
            name = f"{self.name}-{number}"
            try:
                answer = self.web.send(name)
            except (OSError, http.client.HTTPException):
                self.failed.append(name)  # the worker died while it answered
                continue
            if answer.status == 202:
                self.acknowledged[name] = answer.said["seq"]
            else:
                assert answer.said["code"] == "database_unavailable"
                self.failed.append(name)
            self.stopping.wait(0.01)

    def stop(self) -> None:
        self.stopping.set()
        self.join()


def test_what_was_acknowledged_survives_a_crash_of_everything(web: Web):
    senders = [Sender(web, name) for name in "abc"]
    for sender in senders:
        sender.start()
    time.sleep(0.5)
    web.services.postgres.kill()
    time.sleep(0.2)
    web.services.postgres.start()
    time.sleep(0.3)
    for pid in sorted(workers_of(web.port))[1:]:  # the first is their parent
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.5)
    for sender in senders:
        sender.stop()
    acknowledged = {k: v for sender in senders for k, v in sender.acknowledged.items()}
    failed = [name for sender in senders for name in sender.failed]

    again = {name: web.send(name).said["seq"] for name in [*failed, *acknowledged]}

    assert failed
    assert acknowledged
    assert again | acknowledged == again
    seq, events, seqs = web.stored()
    assert events == len(acknowledged) + len(failed)
    assert seqs == list(range(1, seq + 1))
