"""Compute deadlines from standard input; needs no database and no service."""

import os
import sys

from django.core.management.base import BaseCommand

from office.rules import notices, terms


class Command(BaseCommand):
    """JSON lines on stdin, one answer a line on stdout."""

    help = 'Deadlines: {"start", "amount", "unit"} lines in, {"due", "provisional"} lines out.'
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        try:
            terms.run(notices.shipped(), sys.stdin.buffer, sys.stdout.buffer)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
