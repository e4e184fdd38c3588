"""Try the storage of files: what the product asks of one, step by step, with what was measured."""

import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError

from livecompliance.kernel import crypto
from livecompliance.kernel.exceptions import DomainError
from office import codec
from office.services.parts import FileBroken, Place, storage_of

SAID = b"live compliance, invented\n" * 120_000  # three parts


class Command(BaseCommand):
    """Writes three sealed parts under a tenant that does not exist, and takes them away again."""

    help = "Write, read back, list, replace and remove parts of a file in the configured storage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["try"])

    def handle(self, *args: object, **options: object) -> None:
        place = Place(uuid4(), uuid4(), crypto.new_key())
        pieces = [SAID[at : at + codec.PART] for at in range(0, len(SAID), codec.PART)]
        count = len(pieces)
        self._step("write", lambda: place.write_all(pieces) == count)
        try:
            self._step("read back", lambda: b"".join(place.read(count)) == SAID)
            names = [f"{index:06d}" for index in range(count)]
            self._step("list", lambda: sorted(storage_of().listdir(place.folder)[1]) == names)
            self._step("replace", lambda: _replaced(place, count))
        finally:
            self._step("remove", lambda: _removed(place))
        self._step("missing is missing", lambda: _is_missing(place, count))

    def _step(self, name: str, does: Callable[[], Any]) -> None:
        began = time.perf_counter()
        try:
            done = does()
        except (OSError, DomainError) as fault:
            found = fault.__cause__ or fault
            raise CommandError(f"{name}: {type(found).__name__}: {found}") from fault
        if not done:
            raise CommandError(f"{name}: the storage answers something else than was put there")
        self.stdout.write(f"{name:<20}ok  {(time.perf_counter() - began) * 1000:8.1f} ms")


def _replaced(place: Place, count: int) -> bool:
    place.write(count - 1, b"other", is_last=True)
    return list(place.read(count))[-1] == b"other"


def _removed(place: Place) -> bool:
    place.empty()
    try:
        return not storage_of().listdir(place.folder)[1]
    except FileNotFoundError:
        return True


def _is_missing(place: Place, count: int) -> bool:
    try:
        list(place.read(count))
    except FileBroken:
        return True
    return False
