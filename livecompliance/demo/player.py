"""Plays shows into running rooms: posts their events to the ingest API as they fall due."""

import json
import logging
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Literal

import httpx

from livecompliance.demo import real, script
from livecompliance.demo.sheet import Moment, WireEvent
from livecompliance.kernel import clock

Source = Callable[[datetime, float], Iterator[Moment]]
Ending = Literal["stopped", "finished", "refused"]

TICK_S = 0.25
MAX_BATCH = 200
MAX_LAG_S = 2.0
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 15.0
CLOSED = frozenset({401, 403, 404, 409, 410})
BUSY = frozenset({429, 503})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PlayRoom:
    """One running session and where its events come from."""

    name: str
    session_id: str
    token: str
    source: Source


@dataclass(slots=True)
class Played:
    """What became of one room: events sent, batches refused, why it ended."""

    name: str
    sent: int = 0
    dropped: int = 0
    retries: int = 0
    ending: Ending = "finished"


def show_room(show: script.Show, session_id: str, token: str, *, skip_s: float = 0.0) -> PlayRoom:
    """Return a room that plays `show` for ever, from `skip_s` seconds into it."""

    def source(start: datetime, speed: float) -> Iterator[Moment]:
        return script.looped(show, start, speed, skip_s)

    return PlayRoom(show.slug, session_id, token, source)


def real_room(name: str, path: Path, session_id: str, token: str, *, rate: float) -> PlayRoom:
    """Return a room that replays recorded chat at `rate` comments a second, whatever the speed.

    Raises:
        RecordingFault: nothing recorded at `path`.
    """
    paths = real.recordings(path)

    def source(start: datetime, _speed: float) -> Iterator[Moment]:
        return real.replay(paths, rate, start)

    return PlayRoom(name, session_id, token, source)


def stop_on_signals(stop: threading.Event) -> None:
    """Let SIGTERM and SIGINT end the play after the batch in hand."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)


def play(
    base_url: str, rooms: Sequence[PlayRoom], speed: float, stop: threading.Event
) -> list[Played]:
    """Play every room at once until `stop` is set; return what became of each.

    A room ends early only when the server closes it (revoked key, ended session). A server that
    is gone or busy is waited for, and the show goes on from where it was.

    Args:
        base_url: scheme, host and port, without a path.
        rooms: the sessions to fill, each with its own key.
        speed: 2.0 plays twice as fast.
        stop: set it to end.
    """
    if not rooms:
        return []
    with ThreadPoolExecutor(max_workers=len(rooms), thread_name_prefix="play") as pool:
        players = [_Player(base_url, room, speed, stop) for room in rooms]
        futures = [pool.submit(player.run) for player in players]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            if any(future.done() and future.exception() for future in futures):
                stop.set()
    return [future.result() for future in futures]


class _Player:
    """Plays one room in its own thread."""

    def __init__(self, base_url: str, room: PlayRoom, speed: float, stop: threading.Event) -> None:
        self.room = room
        self.speed = speed
        self.stop = stop
        self.played = Played(room.name)
        self.url = f"{base_url.rstrip('/')}/api/v1/sessions/{room.session_id}/events"

    def run(self) -> Played:
        start, began = clock.now(), time.monotonic()
        late_s = 0.0
        with self._client() as client:
            for due_s, batch in _batches(self.room.source(start, self.speed)):
                self.stop.wait(max(0.0, began + late_s + due_s - time.monotonic()))
                if self.stop.is_set():
                    self.played.ending = "stopped"
                    break
                if late_s:
                    _restamp(batch, start, late_s)
                if not self._deliver(client, [event for _, event in batch]):
                    break
                lag_s = time.monotonic() - (began + late_s + due_s)
                late_s += lag_s if lag_s > MAX_LAG_S else 0.0
        return self.played

    def _client(self) -> httpx.Client:
        headers = {
            "Authorization": f"Bearer {self.room.token}",
            "Content-Type": "application/x-ndjson",
        }
        return httpx.Client(headers=headers, timeout=10.0, trust_env=False)

    def _deliver(self, client: httpx.Client, events: list[WireEvent]) -> bool:
        """Send one batch, again and again while the server is away; False ends the room."""
        body = b"".join(json.dumps(event, ensure_ascii=False).encode() + b"\n" for event in events)
        pause_s = FIRST_WAIT_S
        while True:
            answer = self._post(client, body)
            if answer is not None and not _is_passing(answer):
                return self._settle(answer, len(events))
            self.played.retries += 1
            if self.stop.wait(_pause(answer, pause_s)):
                self.played.ending = "stopped"
                return False
            pause_s = min(pause_s * 2, LONGEST_WAIT_S)

    def _post(self, client: httpx.Client, body: bytes) -> httpx.Response | None:
        try:
            return client.post(self.url, content=body)
        except httpx.TransportError as fault:
            log.info("%s: server away (%s)", self.room.name, type(fault).__name__)
            return None

    def _settle(self, answer: httpx.Response, count: int) -> bool:
        if answer.is_success:
            self.played.sent += count
            return True
        log.warning("%s: refused with %d: %s", self.room.name, answer.status_code, answer.text)
        if answer.status_code in CLOSED:
            self.played.ending = "refused"
            return False
        self.played.dropped += count
        return True


def _batches(moments: Iterator[Moment]) -> Iterator[tuple[float, list[Moment]]]:
    """Group moments of the same tick; yield (when the last is due, moments)."""
    batch: list[Moment] = []
    for due_s, event in moments:
        if batch and (due_s // TICK_S > batch[0][0] // TICK_S or len(batch) == MAX_BATCH):
            yield batch[-1][0], batch
            batch = []
        batch.append((due_s, event))
    if batch:
        yield batch[-1][0], batch


def _restamp(batch: list[Moment], start: datetime, late_s: float) -> None:
    for due_s, event in batch:
        event["at"] = (start + timedelta(seconds=due_s + late_s)).isoformat()


def _is_passing(answer: httpx.Response) -> bool:
    return answer.status_code in BUSY or answer.is_server_error


def _pause(answer: httpx.Response | None, pause_s: float) -> float:
    """Return how long to wait: what the server asked for, or a growing, uneven pause."""
    asked = answer.headers.get("Retry-After", "") if answer is not None else ""
    if asked.isdecimal():
        return min(float(asked), 60.0)
    return pause_s * random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries, guards nothing
