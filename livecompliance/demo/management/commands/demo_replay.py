"""manage.py demo_replay: play the demo's shows, or recorded rooms, into the running demo."""

import json
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from livecompliance.demo import player, real, script, streamers

OTHER_ROOMS_S = (4.0, 25.0)  # after so long the streamers of the demo acknowledge
VISITORS_ROOM_S = (40.0, 75.0)  # and so long the visitor may do it himself
LEAD_IN_S = 10.0  # how long after the start the first violation of a show comes


class Command(BaseCommand):
    help = "Replay the demo's shows in a loop, or recorded rooms with --real."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--speed", type=float, default=1.0, help="2 plays twice as fast")
        parser.add_argument("--real", type=Path, help="a recording, or a folder of recordings")
        parser.add_argument("--rate", type=float, default=5.0, help="comments a second of --real")

    def handle(self, *args: Any, **options: Any) -> None:
        demo = self.demo()
        stop = threading.Event()
        player.stop_on_signals(stop)
        try:
            rooms = self.rooms(demo, options)
        except real.RecordingFault as fault:
            raise CommandError(str(fault)) from None
        crowd = self.streamers(demo)
        answering = threading.Thread(
            target=streamers.answer, args=(demo["base_url"], crowd, stop), daemon=True
        )
        answering.start()
        player.play(demo["base_url"], rooms, options["speed"], stop)

    def streamers(self, demo: dict[str, Any]) -> list[streamers.Streamer]:
        return [
            streamers.Streamer(
                place["room"],
                tenant["api_key"],
                VISITORS_ROOM_S if place["room"] == demo["room"] else OTHER_ROOMS_S,
            )
            for tenant in demo["tenants"]
            for place in tenant["rooms"]
        ]

    def demo(self) -> dict[str, Any]:
        path = settings.BASE_DIR / ".local" / "demo.json"
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise CommandError("no demo is running here; start one with ./lc demo") from None
        return found

    def rooms(self, demo: dict[str, Any], options: dict[str, Any]) -> list[player.PlayRoom]:
        shows = {show.slug: show for show in script.shows()}
        places = [
            (place, tenant["api_key"]) for tenant in demo["tenants"] for place in tenant["rooms"]
        ]
        if options["real"] is None:
            return [
                player.show_room(
                    shows[place["show"]], place["session"], key, skip_s=skip(shows[place["show"]])
                )
                for place, key in places
            ]
        found = real.recordings(options["real"])
        return [
            player.real_room(place["show"], path, place["session"], key, rate=options["rate"])
            for path, (place, key) in zip(found, places, strict=False)
        ]


def skip(show: script.Show) -> float:
    """Return where to begin so that something happens soon: shortly before the first violation."""
    wanted = {each.event_id for each in show.expected if each.via == "words"}
    times = [due for due, event in show.events if str(event["id"]) in wanted]
    return max(0.0, min(times) - LEAD_IN_S) if times else 0.0
