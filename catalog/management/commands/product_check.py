"""Judge products from standard input by the negative catalogue: the base pack's, or a tenant's.

Without a tenant it needs no database and no service.
"""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import selectors as accounts
from catalog import selectors
from catalog.rules import lines
from catalog.rules.judge import Catalogue
from catalog.services import catalogue_on
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.clock import SHANGHAI
from livecompliance.kernel.tenancy import acting

LENGTH_OF_DAY = len("2026-05-01")


def moment_of(said: str) -> datetime:
    """Return an instant, or the end of a day, in ISO 8601; in Shanghai where no zone is said."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise ArgumentTypeError(f"{said!r} is no time: 2026-05-01, 2026-05-01T20:14:07") from None
    if len(said) <= LENGTH_OF_DAY:
        moment = datetime.combine(moment, time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def catalogue_of(slug: str, moment: datetime) -> Catalogue:
    """Return the catalogue that a tenant has, or had, at a moment.

    Raises:
        CommandError: there is no such tenant.
    """
    tenant = accounts.tenant_find(slug)
    if tenant is None:
        raise CommandError(f"there is no tenant {slug!r}")
    actor = system_actor(tenant)
    with acting(actor), transaction.atomic():
        return selectors.catalogue_at(actor, moment)


class Command(BaseCommand):
    """JSON lines on stdin, one verdict a line on stdout."""

    help = (
        'Products: {"id", "title", "description"?, "category"?, "price"?} lines in, '
        '{"id", "verdict", "entries"} lines out.'
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=moment_of, metavar="TIME", help="the catalogue of then")
        parser.add_argument("--tenant", metavar="SLUG", help="that tenant's own catalogue")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = options["at"] or clock.now()
        slug = options["tenant"]
        catalogue = catalogue_of(slug, moment) if slug else catalogue_on(clock.to_date(moment))
        try:
            lines.run(sys.stdin.buffer, sys.stdout.buffer, catalogue)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
