"""Judge products from standard input by the negative catalogue; needs no database, no service."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand

from catalog.rules import lines
from catalog.services import catalogue_on
from livecompliance.kernel import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(said: str) -> date:
    """Return the day in Shanghai of an instant or a day in ISO 8601."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise ArgumentTypeError(f"{said!r} is no time: 2026-05-01, 2026-05-01T20:14:07") from None
    return moment.astimezone(SHANGHAI).date() if moment.tzinfo else moment.date()


class Command(BaseCommand):
    """JSON lines on stdin, one verdict a line on stdout."""

    help = (
        'Products: {"id", "title", "description"?, "category"?, "price"?} lines in, '
        '{"id", "verdict", "entries"} lines out.'
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=day_of, metavar="TIME", help="the catalogue of then")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = catalogue_on(options["at"] or clock.today())
        try:
            lines.run(sys.stdin.buffer, sys.stdout.buffer, catalogue)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
