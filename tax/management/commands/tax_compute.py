"""Compute tax from standard input; needs no database and no service."""

import os
import sys

from django.core.management.base import BaseCommand

from tax.rules import lines, tables


class Command(BaseCommand):
    """JSON lines on stdin, one answer a line on stdout."""

    help = 'Tax: {"id", "kind", "inputs"} lines in, {"id", "result", "parameters"} lines out.'
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        try:
            lines.run(tables.shipped(), sys.stdin.buffer, sys.stdout.buffer)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
