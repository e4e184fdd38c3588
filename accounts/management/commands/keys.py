"""manage.py keys: say what wraps what, rotate the key-encryption key, retire an old one."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.services import rotation
from livecompliance.kernel import crypto, keyfile, wrapped


class Command(BaseCommand):
    """For whoever runs the product; needs the owner's connection and the key file, writable."""

    help = "Show, rotate or retire key-encryption keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("status", help="say how many data keys each key wraps")
        verbs.add_parser("rotate", help="begin a new key, or go on where a rotation stopped")
        retire = verbs.add_parser("retire", help="take a key out that wraps nothing any more")
        retire.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"do_{options['verb']}")(options)
        except (crypto.KeyLost, keyfile.KeyInUse) as fault:
            raise CommandError(str(fault)) from None

    def do_status(self, options: dict[str, Any]) -> None:
        ring = crypto.keyring()
        for name in sorted(ring.keys):
            held = {one.name: rotation.wrapped_by(name, one).count() for one in wrapped.columns()}
            told = ", ".join(f"{where} {count}" for where, count in held.items() if count)
            state = "current" if name == ring.current else "may go" if not told else "in use"
            self.stdout.write(f"{name}  {state}  {told or 'wraps nothing'}")

    def do_rotate(self, options: dict[str, Any]) -> None:
        current = crypto.keyring().current
        waiting = {one: rotation.others(current, one).count() for one in wrapped.columns()}
        if not any(waiting.values()):
            current = keyfile.begin(Path(settings.KEK_FILE))
            waiting = {one: rotation.others(current, one).count() for one in wrapped.columns()}
            self.stdout.write(f"new key {current}: keep a copy of {settings.KEK_FILE} elsewhere")
        else:
            self.stdout.write(f"going on with {current}")
        lost = sum(self._column(current, one, total) for one, total in waiting.items() if total)
        if lost:
            raise CommandError(f"{lost} could not be opened and were left as they are")
        self.stdout.write(f"everything is wrapped by {current}")

    def _column(self, current: str, column: wrapped.Column, total: int) -> int:
        began, lost = time.monotonic(), 0
        for step in rotation.rewrap(current, column):
            rate = (step.done + step.lost) / max(time.monotonic() - began, 1e-6)
            left = max(0, total - step.done - step.lost) / rate
            lost = step.lost
            self.stdout.write(
                f"{step.column}: {step.done} of {total}, {rate:,.0f}/s, {left:.0f} s left"
            )
        return lost

    def do_retire(self, options: dict[str, Any]) -> None:
        name = options["name"]
        held = sum(rotation.wrapped_by(name, one).count() for one in wrapped.columns())
        if held:
            raise CommandError(f"{name} still wraps {held} data keys: run keys rotate first")
        keyfile.drop(Path(settings.KEK_FILE), name)
        self.stdout.write(f"{name} is gone; copies of it elsewhere may go too")
