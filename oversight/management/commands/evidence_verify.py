"""manage.py evidence_verify: check a package of evidence; 1 and the first thing that fails."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand
from rfc3161_client.errors import VerificationError

from oversight import selectors
from oversight.rules import verify
from oversight.rules.container import Fault
from oversight.rules.timestamps import TIMESTAMP
from oversight.services.timestamp import verified


def _stamp(stream: BinaryIO, found: verify.Summary) -> list[str]:
    """Return what the trusted root makes of a timestamp.

    Raises:
        Fault: it is not signed under that root.
    """
    if not found.stamp or not settings.TSA_ROOT_FILE:
        return []
    stream.seek(0)
    bag = verify.Bag(stream)
    note = bag.read(f"{verify.RECORD}checkpoint.txt")
    try:
        at = verified(bag.read(TIMESTAMP), note)
    except (ValueError, VerificationError):
        raise Fault("timestamp", TIMESTAMP) from None
    return [
        f"its signature holds under the trusted root (LC_TSA_ROOT_FILE): {at:%Y-%m-%d %H:%M:%S}"
    ]


class Command(BaseCommand):
    """The program inside every package, with this platform's own keys."""

    help = "Verify a package of evidence against this platform's keys; exit 1 and name the fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("package", type=Path, metavar="FILE")
        parser.add_argument("--key", action="append", default=[], help="trust these keys instead")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keys = selectors.keys_trusted(options["key"])
            with options["package"].open("rb") as stream:
                found = verify.verify(stream, keys)
                lines, code = verify.told_lines(found) + _stamp(stream, found), 0
        except Fault as fault:
            lines, code = [verify.fault_line(fault)], 1
        except OSError as fault:
            lines, code = [f"{options['package']}: {fault.strerror}"], 1
        self.stdout.write("\n".join(lines))
        if code:
            sys.exit(code)
