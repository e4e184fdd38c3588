"""A table that a job writes step by step: killed, it goes on behind the last part that was kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import selectors
from office.models import File
from office.services import tables
from office.services.file import file_begin, file_finish, place_of


class Piecewise:
    """A CSV file with a part for every step that had rows; nothing was begun while none had any.

    `state` is what the job keeps at its checkpoints: `file` and `parts` in it say how far this
    is. A part that was written and not kept is written again in its place.
    """

    def __init__(
        self,
        actor: Actor,
        state: dict[str, Any],
        *,
        name: str,
        purpose: str,
        columns: Sequence[str] = (),
    ) -> None:
        self.actor, self.state = actor, state
        self.name, self.purpose, self.columns = name, purpose, columns
        self.file: File | None = None

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write the rows of a step; the first that has some brings the names of the columns."""
        given = list(rows)
        if not given:
            return
        content = b"".join(tables.write_rows(given, "csv", self.columns))
        if self.state["parts"]:
            content = content.split(b"\n", 1)[1]
        place_of(self._begun()).write(self.state["parts"], content, is_last=False)
        self.state["parts"] += 1

    def finish(self, keep: timedelta) -> str:
        """Close the file, to be kept as long as its purpose says; return its id."""
        file = self._begun()
        if file.state != File.State.READY:  # else: killed when all was done but to say so
            parts = self.state["parts"]
            content = b"" if parts else b"".join(tables.write_rows([], "csv", self.columns))
            place_of(file).write(parts, content, is_last=True)
            until = clock.now() + keep
            file_finish(actor=self.actor, file=file, parts=parts + 1, expires_at=until)
        return str(file.pk)

    def _begun(self) -> File:
        if self.file is None and self.state["file"]:
            with transaction.atomic():
                self.file = selectors.files_named(self.actor, [self.state["file"]]).get()
        if self.file is None:
            self.file = file_begin(
                actor=self.actor, name=self.name, kind="text/csv", purpose=self.purpose
            )
            self.state["file"] = str(self.file.pk)
        return self.file
