"""manage.py evidence_verify: check a package of evidence; 1 and the first thing that fails."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from oversight import selectors
from oversight.rules import verify
from oversight.rules.container import Fault


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
                lines, code = verify.told_lines(verify.verify(stream, keys)), 0
        except Fault as fault:
            lines, code = [verify.fault_line(fault)], 1
        except OSError as fault:
            lines, code = [f"{options['package']}: {fault.strerror}"], 1
        self.stdout.write("\n".join(lines))
        if code:
            sys.exit(code)
