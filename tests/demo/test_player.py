"""The player keeps time, survives a busy or absent server, and ends when told."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice

import pytest

from livecompliance.demo import player, script

SHOW = script.shows()[0]


class Desk:
    """A real HTTP server that keeps what it is sent and answers as the test says."""

    def __init__(self, port=0):
        desk = self
        self.batches = []
        self.answers = []
        self.connections = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                desk.connections.append(self.connection)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers = desk.answers.pop(0) if desk.answers else (202, {})
                desk.batches.append((time.monotonic(), self.path, dict(self.headers), body, status))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def events(self, session="s-1"):
        return [
            json.loads(line)
            for _, path, _, body, status in list(self.batches)
            if status == 202 and f"/{session}/" in path
            for line in body.splitlines()
        ]

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Play:
    """A play in a thread of its own, so that the test can watch and stop it."""

    def __init__(self, url, rooms, speed):
        self.stop = threading.Event()
        self.result = None
        self.thread = threading.Thread(target=self.run, args=(url, rooms, speed))
        self.thread.start()

    def run(self, url, rooms, speed):
        self.result = player.play(url, rooms, speed, self.stop)

    def end(self):
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()
        return self.result


@pytest.fixture
def desk():
    desk = Desk()
    yield desk
    desk.close()


@pytest.fixture
def start_play():
    plays = []

    def start(url, rooms, speed=1.0):
        plays.append(Play(url, rooms, speed))
        return plays[-1]

    yield start
    for one in plays:
        one.end()


def soon(holds, seconds=8):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return
        time.sleep(0.02)
    pytest.fail("it did not happen in time")


def ids(count, start):
    passes = script.looped(SHOW, start)
    return [event["id"].rsplit("-", 1)[1] for _, event in islice(passes, count)]


def test_events_arrive_in_order_as_signed_in_lines_of_json(desk, start_play):
    start_play(desk.url, [player.show_room(SHOW, "s-1", "key-1")], speed=20)

    soon(lambda: len(desk.events()) >= 30)

    _, path, headers, _, _ = desk.batches[0]
    assert path == "/api/v1/sessions/s-1/events"
    assert headers["Authorization"] == "Bearer key-1"
    assert headers["Content-Type"] == "application/x-ndjson"
    got = desk.events()
    start = datetime.fromisoformat(got[0]["at"])
    assert [event["id"].rsplit("-", 1)[1] for event in got] == ids(len(got), start)


def test_the_clock_of_the_show_is_kept(desk, start_play):
    start_play(desk.url, [player.show_room(SHOW, "s-1", "key-1")], speed=20)

    soon(lambda: len(desk.events()) >= 40)

    first, last = desk.batches[0], desk.batches[-1]
    at = [datetime.fromisoformat(json.loads(b[3].splitlines()[-1])["at"]) for b in (first, last)]
    assert (at[1] - at[0]).total_seconds() == pytest.approx(last[0] - first[0], abs=0.5)


def test_several_shows_play_at_once(desk, start_play):
    rooms = [player.show_room(show, show.slug, "key-1") for show in script.shows()]

    start_play(desk.url, rooms, speed=20)

    soon(lambda: all(len(desk.events(room.session_id)) >= 5 for room in rooms))


def test_a_show_turns_round_without_repeating_an_id(desk, start_play):
    short = script.shows()[-1]

    start_play(desk.url, [player.show_room(short, "s-1", "key-1")], speed=200)

    soon(lambda: len(desk.events()) > 2 * len(short.events))
    got = [event["id"] for event in desk.events()]
    assert len(set(got)) == len(got)


def test_a_busy_server_is_given_the_time_it_asks_for(desk, start_play):
    desk.answers = [(429, {"Retry-After": "1"})]

    play = start_play(desk.url, [player.show_room(SHOW, "s-1", "key-1")], speed=20)

    soon(lambda: len(desk.batches) >= 3)
    (refused, _, _, body, _), (again, _, _, body_again, _) = desk.batches[:2]
    assert again - refused >= 1.0
    assert body_again == body
    assert play.end()[0].retries == 1


def test_a_restart_loses_nothing_and_repeats_only_under_the_same_id(desk, start_play):
    play = start_play(desk.url, [player.show_room(SHOW, "s-1", "key-1")], speed=20)
    soon(lambda: len(desk.events()) >= 20)

    desk.close()
    before = desk.events()
    time.sleep(0.7)
    second = Desk(desk.port)
    try:
        soon(lambda: len(second.events()) >= 20)
        played = play.end()[0]
    finally:
        second.close()

    unique = dict.fromkeys(event["id"] for event in before + second.events())
    got = [name.rsplit("-", 1)[1] for name in unique]
    start = datetime.fromisoformat(before[0]["at"])
    assert got == ids(len(got), start)
    assert played.retries >= 1


def test_after_a_long_absence_the_show_goes_on_from_where_it_was(desk, start_play, monkeypatch):
    monkeypatch.setattr(player, "MAX_LAG_S", 0.3)
    desk.answers = [(503, {"Retry-After": "1"})]

    start_play(desk.url, [player.show_room(SHOW, "s-1", "key-1")], speed=2)

    soon(lambda: len(desk.batches) >= 4)
    sent = [batch[0] for batch in desk.batches[1:4]]
    shown = [
        datetime.fromisoformat(json.loads(batch[3].splitlines()[-1])["at"])
        for batch in desk.batches[1:4]
    ]
    assert sent[2] - sent[1] == pytest.approx((shown[2] - shown[1]).total_seconds(), abs=0.2)
    assert (shown[1] - shown[0]).total_seconds() >= 0.9


@pytest.mark.parametrize("status", [401, 403, 404, 409, 410])
def test_a_room_the_server_has_closed_ends_and_the_others_go_on(desk, start_play, status):
    desk.answers = [(status, {})]
    closed = start_play(desk.url, [player.show_room(SHOW, "s-1", "key-1")], speed=20)
    soon(lambda: not closed.thread.is_alive())

    start_play(desk.url, [player.show_room(SHOW, "s-2", "key-2")], speed=20)

    soon(lambda: len(desk.events("s-2")) >= 10)
    assert closed.result[0].ending == "refused"
    assert desk.events("s-1") == []


def test_a_batch_the_server_cannot_read_is_dropped_and_counted(desk, start_play):
    desk.answers = [(400, {})]

    play = start_play(desk.url, [player.show_room(SHOW, "s-1", "key-1")], speed=20)

    soon(lambda: len(desk.events()) >= 10)
    played = play.end()[0]
    assert played.dropped == len(desk.batches[0][3].splitlines())
    assert played.ending == "stopped"


def test_stopping_ends_a_player_that_waits_for_an_absent_server():
    desk = Desk()
    desk.close()
    play = Play(desk.url, [player.show_room(SHOW, "s-1", "key-1")], 1.0)
    time.sleep(0.3)

    began = time.monotonic()
    played = play.end()

    assert time.monotonic() - began < 2
    assert played[0].ending == "stopped"
    assert played[0].sent == 0


def test_no_rooms_is_no_play(desk):
    assert player.play(desk.url, [], 1.0, threading.Event()) == []


def test_a_fault_in_one_show_ends_the_play_and_is_told(desk):
    def broken(_start, _speed):
        yield 0.0, {"id": "1", "type": "comment"}
        raise RuntimeError("broken show")

    rooms = [
        player.show_room(SHOW, "s-1", "key-1"),
        player.PlayRoom("broken", "s-2", "key-2", broken),
    ]

    with pytest.raises(RuntimeError, match="broken show"):
        player.play(desk.url, rooms, 1.0, threading.Event())


PROGRAM = """
import os, sys, threading
os.environ["DJANGO_SETTINGS_MODULE"] = "livecompliance.settings.test"
from livecompliance.demo import player, script
stop = threading.Event()
player.stop_on_signals(stop)
room = player.show_room(script.shows()[0], "s-1", "key-1")
print(player.play(sys.argv[1], [room], 20.0, stop)[0].ending)
"""


def test_sigterm_ends_the_program_cleanly(desk):
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, desk.url], stdout=subprocess.PIPE, text=True
    )
    soon(lambda: len(desk.events()) >= 5, seconds=20)

    program.send_signal(signal.SIGTERM)
    shown, _ = program.communicate(timeout=10)

    assert program.returncode == 0
    assert shown.strip() == "stopped"
