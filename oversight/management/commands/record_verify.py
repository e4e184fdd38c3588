"""manage.py record_verify: look through a record from its first entry, name what was altered."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import selectors as accounts
from ledger import notes
from ledger import selectors as ledger
from ledger.providers import SignerLost
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from oversight.selectors import witness as witnesses

WORDS = {
    "altered": "entry {entry}, leaf {place}: its bytes are not those that were sealed",
    "moved": "entry {entry}, leaf {place}: its columns tell something else than its bytes",
    "gone": "entry {entry}, leaf {place}: it is gone",
    "missing": "leaf or tree {place}: it was taken out",
    "unsealed": "entry {entry}: it has no leaf and does not wait for one",
    "lost": "entry {entry}: it waited for its seal and is gone",
    "again": "entry {entry}: it waits for a seal that it has already",
    "tile": "the tile from leaf {place} on: its hashes are not those of the leaves",
    "root": "the checkpoint of {place} leaves: the entries no longer have the root that was signed",
    "signature": "the checkpoint of {place} leaves: our key did not sign what it says",
    "unsigned": "from leaf {place} on: no checkpoint speaks of them; it was taken out",
    "short": "the checkpoint of {place} leaves that was kept: this record ends before (an older"
    " backup, or its end was cut off)",
    "cosigned": "the checkpoint of {place} leaves: a witness signed another one",
    "rewritten": "the checkpoint of {place} leaves that was kept: this record does not begin so",
}
MOST_NAMED = 1_000


class Command(BaseCommand):
    """For whoever doubts a record: the platform, its auditor, who restored a backup."""

    help = "Verify platforms' records; exit 1 and name everything that was altered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="+", help="platforms to look through")
        parser.add_argument(
            "--against", metavar="FILE", action="append", default=[], type=Path,
            help="a checkpoint that somebody kept; may be given more than once",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        kept = [self._kept(path) for path in options["against"]]
        try:
            faults = sum(self._look(slug, kept) for slug in options["slug"])
        except (SignerLost, notes.BadNote) as fault:
            raise CommandError(f"no key to check signatures with: {fault}") from None
        if faults:
            sys.exit(1)

    def _kept(self, path: Path) -> notes.Tree:
        try:
            note = notes.note_parse(path.read_text(encoding="utf-8"))
            return notes.checkpoint_parse(note.text)
        except (OSError, UnicodeDecodeError, notes.BadNote) as fault:
            raise CommandError(f"{path}: no checkpoint: {fault}") from None

    def _look(self, slug: str, kept: list[notes.Tree]) -> int:
        tenant_id = accounts.tenant_find(slug)
        if tenant_id is None:
            raise CommandError(f"there is no platform {slug}")
        actor, began, named = system_actor(tenant_id), time.monotonic(), 0
        mine = [one for one in kept if one.origin == ledger.origin_of(tenant_id)]
        with acting(actor), transaction.atomic():
            audit = ledger.Audit(actor, *mine)
            for fault in chain(audit.faults(), _cosigned(actor)):
                named += 1
                if named <= MOST_NAMED:
                    words = WORDS[fault.kind].format(place=fault.place, entry=fault.entry_id)
                    self.stdout.write(f"{slug}: {words}")
        looked, took = audit.looked(), time.monotonic() - began
        state = f"{named} faults" if named else "whole"
        self.stdout.write(
            f"{slug}: {state}; {looked.leaves} entries, {looked.checkpoints} checkpoints,"
            f" {len(mine)} kept elsewhere, root {looked.root.hex()}, {took:.1f} s"
        )
        return named


def _cosigned(actor: Actor) -> Iterator[ledger.Fault]:
    """Yield the checkpoints below which a witness's signature no longer fits."""
    for size in witnesses.cosignatures_wrong(actor):
        yield ledger.Fault("cosigned", size, None)
