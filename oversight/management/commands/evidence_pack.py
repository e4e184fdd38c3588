"""manage.py evidence_pack: write a package of evidence to a file, as the product itself."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from livecompliance.kernel.exceptions import DomainError
from oversight import selectors, services
from oversight.rules.recipients import ABOUTS, RECIPIENTS


class Command(BaseCommand):
    """For whoever keeps the product running, when an authority asks and no page can be used."""

    help = "Write a package of evidence about one thing, and say what is in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        for about in ABOUTS:
            which.add_argument(f"--{about}", type=UUID, metavar="ID")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument("--recipient", choices=RECIPIENTS, default="court")
        parser.add_argument("--for", dest="name", default="-", help="who gets it, by name")
        parser.add_argument("--reason", default="evidence_pack", help="why")
        parser.add_argument("--clips", choices=("around", "all"), default="", help="recordings")
        parser.add_argument("--clips-most", type=int, default=1 << 30, metavar="BYTES")

    def handle(self, *args: Any, **options: Any) -> None:
        about = next(one for one in ABOUTS if options[one])
        if options["clips"] and options["recipient"] == "consumer":
            raise CommandError("an officer decides on the page whether a consumer gets recordings")
        wish = services.Wish(
            about,
            options[about],
            options["recipient"],
            options["name"],
            options["reason"],
            clips=options["clips"],
            clips_most=options["clips_most"],
        )
        tenant_id = selectors.tenant_of(about, options[about])
        if tenant_id is None:
            raise CommandError(f"there is no {about} {options[about]}")
        try:
            made = services.package_write(tenant_id=tenant_id, wish=wish, out=options["out"])
        except DomainError as refusal:
            raise CommandError(refusal.message) from None
        except OSError as fault:
            raise CommandError(f"{options['out']}: {fault.strerror}") from None
        sys.stdout.write(
            f"{options['out']}: package {made.number}, {made.members} files, {made.events} events,"
            f" {made.size} bytes, SHA-256 {made.sha256}, {made.took_s:.1f} s\n"
        )
