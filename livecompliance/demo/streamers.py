"""The other end of the demo: streamers who answer what they are told, a platform that obeys."""

import logging
import random
import threading
from dataclasses import dataclass, field
from typing import Any

import httpx

log = logging.getLogger(__name__)
LOOK_S = 2.0


@dataclass(slots=True)
class Streamer:
    """One room whose measures are acknowledged after a while and carried out at once.

    `patience_s` is how long after its release a measure is acknowledged, from and to.
    """

    room_id: str
    token: str
    patience_s: tuple[float, float]
    since: int = 0
    waiting: dict[str, float] = field(default_factory=dict)


def answer(base_url: str, streamers: list[Streamer], stop: threading.Event) -> None:
    """Answer every streamer's measures until `stop` is set; a server away is waited for."""
    draw = random.Random(7)  # noqa: S311  (patience, not a secret)
    clock = 0.0
    with httpx.Client(base_url=base_url, timeout=5) as client:
        while not stop.wait(LOOK_S):
            clock += LOOK_S
            for streamer in streamers:
                try:
                    _look(client, streamer, clock, draw)
                except httpx.HTTPError as fault:
                    log.info("streamer waits for the server: %s", type(fault).__name__)


def _look(client: httpx.Client, streamer: Streamer, clock: float, draw: random.Random) -> None:
    headers = {"Authorization": f"Bearer {streamer.token}"}
    path = f"/api/v1/rooms/{streamer.room_id}/measures"
    found = client.get(path, params={"since": streamer.since}, headers=headers)
    if found.status_code != httpx.codes.OK:
        return
    for measure in found.json()["measures"]:
        streamer.since = max(streamer.since, measure["seq"] or 0)
        _obey(client, measure, headers)
        if measure["acknowledged_at"] is None and measure["kind"] != "viewer_notice":
            streamer.waiting[measure["id"]] = clock + draw.uniform(*streamer.patience_s)
    for measure_id, due in list(streamer.waiting.items()):
        if due <= clock:
            client.post(f"/api/v1/measures/{measure_id}/acknowledge", headers=headers)
            del streamer.waiting[measure_id]


def _obey(client: httpx.Client, measure: dict[str, Any], headers: dict[str, str]) -> None:
    if measure["kind"] in {"limit_traffic", "suspend"} and measure["executed_at"] is None:
        path = f"/api/v1/measures/{measure['id']}/receipt"
        client.post(path, headers=headers, json={"executed": True, "detail": "demo"})
