"""manage.py demo_seed: load the demo's tenants; print addresses and logins as one JSON line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from livecompliance.demo import real
from livecompliance.demo.seed import seed


class Command(BaseCommand):
    help = "Load two demo tenants and start a session in each of their rooms."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--real", type=Path, help="rooms for these recordings, not for shows")
        parser.add_argument("--storage", default="", help="where the demo keeps its recordings")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = seed(options["real"], options["storage"].rstrip("/"))
        except real.RecordingFault as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(json.dumps(said, ensure_ascii=False))
