"""manage.py demo_seed: load the demo's tenants; print addresses and logins as one JSON line."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from livecompliance.demo.seed import seed


class Command(BaseCommand):
    help = "Load two demo tenants and start a session in each of their rooms."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(seed(), ensure_ascii=False))
