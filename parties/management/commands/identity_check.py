"""Check identity numbers from standard input; needs no database and no service."""

import os
import sys

from django.core.management.base import BaseCommand

from livecompliance.kernel import clock
from parties.rules.documents import lines
from parties.selectors.document_words import document_word_pair


class Command(BaseCommand):
    """JSON lines on stdin, one answer a line on stdout."""

    help = 'Identity numbers: {"kind"?, "value"} lines in, {"valid", "kind", "warnings"} lines out.'
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        try:
            lines.run(sys.stdin.buffer, sys.stdout.buffer, clock.today(), document_word_pair)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
