"""manage.py calendar: load the notice of a year, put a day right, show a year, recompute."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.tenancy import acting
from office import selectors, services
from office.rules import notices
from office.rules.days import FIRST, LAST, TermRefused

DAYS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MARKS = {"work": "", "rest": "off (weekend)", "holiday": "off", "lieu": "worked in lieu"}


DAY = "as in 2027-02-05"


def _day(said: str) -> date:
    """Return a day that was written as YYYY-MM-DD; say in our words when it is none."""
    if DAYS.fullmatch(said):
        with suppress(ValueError):
            return date.fromisoformat(said)
    raise ArgumentTypeError(f"{said[:40]!r} is no day of the calendar: write it {DAY}")


class Command(BaseCommand):
    """Days are facts for everybody: whoever runs the product keeps them, no tenant may."""

    help = "Load the notice of a year (JSON), set or unset one day, show a year."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        load = verbs.add_parser("load", help="take over a year's notice from a file")
        load.add_argument("file", type=Path, help="JSON as holiday-cn writes it, or as shipped")
        load.add_argument("--paper", action="append", default=[], help="where it was published")
        put = verbs.add_parser("set", help="say what one day is")
        put.add_argument("day", type=_day, help=DAY)
        put.add_argument("kind", choices=["off", "work"])
        put.add_argument("--name", required=True)
        put.add_argument("--source", required=True, help="the notice that says so")
        unset = verbs.add_parser("unset", help="forget what was said of one day")
        unset.add_argument("day", type=_day, help=DAY)
        show = verbs.add_parser("show", help="print what notices say of a year")
        show.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"do_{options['verb']}")(options)
        except DomainError as refusal:
            raise CommandError(refusal.message) from None
        except (notices.NoticeRefused, TermRefused, OSError) as refusal:
            raise CommandError(str(refusal)) from None

    def do_load(self, options: dict[str, Any]) -> None:
        year, papers, said = notices.read(options["file"].read_bytes())
        papers = [*papers, *options["paper"]]
        count = services.calendar_load(year=year, papers=papers, said=said)
        self.stdout.write(f"{year}: {count} days, from {papers[-1]}")
        self.recompute()

    def do_set(self, options: dict[str, Any]) -> None:
        is_off = options["kind"] == "off"
        found = services.calendar_set(
            day=options["day"], name=options["name"], is_off=is_off, source=options["source"]
        )
        self.stdout.write(f"{found.day}: {options['kind']} ({found.name})")
        self.recompute()

    def do_unset(self, options: dict[str, Any]) -> None:
        services.calendar_unset(day=options["day"])
        self.stdout.write(f"{options['day']}: as shipped")
        self.recompute()

    def recompute(self) -> None:
        """Compute the open clocks of every tenant anew."""
        moved = 0
        with transaction.atomic():
            tenants = selectors.tenants_with_open_clocks()
        for tenant_id in tenants:
            actor = system_actor(tenant_id)
            with acting(actor):
                moved += services.clocks_recompute(actor=actor)
        self.stdout.write(f"{moved} open clocks moved, in {len(tenants)} tenants")

    def do_show(self, options: dict[str, Any]) -> None:
        if not FIRST <= options["year"] <= LAST:
            raise CommandError(f"year must be from {FIRST} to {LAST}")
        grid = selectors.year_grid(options["year"])
        state = "provisional: no notice" if grid.is_provisional else ", ".join(grid.papers)
        self.stdout.write(f"{grid.year}: {grid.working} working days ({state})")
        cells = (cell for month in grid.months for week in month.weeks for cell in week if cell)
        for cell in cells:
            if cell.name:
                edited = " *" if cell.is_edited else ""
                self.stdout.write(f"{cell.day} {MARKS[cell.kind]:<15}{cell.name}{edited}")
