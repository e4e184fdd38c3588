"""Inspect events from standard input; needs no database and no service."""

import os
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from moderation.engine import PackError, cli


class Command(BaseCommand):
    """JSON lines on stdin, one answer a line on stdout."""

    help = "Inspect events: JSON lines in, JSON lines out."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--pack",
            action="append",
            default=[],
            metavar="PATH",
            help="add a pack: YAML, TOML, or a plain list of words, one a line; may be repeated",
        )
        parser.add_argument("--only-pack", action="store_true", help="leave the base packs out")
        parser.add_argument(
            "--session",
            action="store_true",
            help="treat the lines as one room's session: rules see what came before",
        )

    def handle(self, *args: object, **options: object) -> None:
        packs, only = options["pack"], bool(options["only_pack"])
        if not isinstance(packs, list) or (only and not packs):
            raise CommandError("--only-pack needs at least one --pack")
        try:
            engine = cli.make_engine(packs, only)
        except PackError as error:
            raise CommandError(str(error)) from error
        for message in engine.refused:
            self.stderr.write(message)
        try:
            cli.run(engine, sys.stdin.buffer, sys.stdout.buffer, bool(options["session"]))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
