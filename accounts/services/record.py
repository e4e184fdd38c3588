"""The record leaves the house: every entry as it was written, or as a table to be read."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from io import StringIO
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localtime

from accounts import policies
from accounts.selectors import Line, record_lines
from ledger import selectors as ledger
from ledger import services as record
from livecompliance.kernel import acts, clock, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.cells import neutral

CHUNK = 500
FORMS = ("ndjson", "csv")
TEXTS = ("action", "clause", "actor_ref", "subject_kind", "subject_ref")
COLUMNS = (
    "at",
    "who",
    "what",
    "action",
    "clause",
    "subject_kind",
    "subject_ref",
    "id",
    "leaf_hash",
)
BOM = "\ufeff"  # without it a spreadsheet takes Chinese for something else


NOBODY = UUID(int=0)


class Piece(NamedTuple):
    """A part of the record as it leaves, how many entries it holds, and the last of them."""

    body: bytes
    entries: int
    last: UUID


def record_wanted(given: Mapping[str, str]) -> ledger.Wanted:
    """Return what a filter asks for: texts as they are, days from and to, both included."""
    texts = {name: given.get(name, "").strip()[:80] for name in TEXTS}
    last = _day(given.get("to", ""))
    return ledger.Wanted(
        **texts,
        since=_midnight(_day(given.get("from", ""))),
        until=_midnight(last + timedelta(days=1) if last else None),
    )


def _day(text: str) -> date | None:
    """Return a day that is written as browsers write it; nothing for all else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def _midnight(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=clock.SHANGHAI) if day else None


@transaction.atomic
def record_export_note(*, actor: Actor, wanted: ledger.Wanted, form: str) -> None:
    """Note that somebody takes the record out, and what he asked for.

    Raises:
        Forbidden: only the audit administrator may.
    """
    policies.require_read_record(actor)
    record.entry_append(
        actor=actor,
        action="accounts.record_exported",
        subject=("tenant", actor.tenant_id),
        data={"form": form, "wanted": {k: str(v) for k, v in wanted._asdict().items() if v}},
    )


@transaction.atomic
def record_export(*, actor: Actor, wanted: ledger.Wanted, form: str) -> Iterator[bytes]:
    """Note that the record is taken out, and return it piece by piece, oldest entry first.

    Args:
        form: "ndjson": on each line an entry's own bytes and their leaf hash, so that anybody can
            compute it again. "csv": a table with sentences in the language of the page.

    Raises:
        Forbidden: only the audit administrator may.
    """
    record_export_note(actor=actor, wanted=wanted, form=form)
    pieces = record_pieces(actor=actor, wanted=wanted, form=form)
    return (piece.body for piece in pieces)


def record_pieces(
    *, actor: Actor, wanted: ledger.Wanted, form: str, after: UUID | None = None
) -> Iterator[Piece]:
    """Return the entries behind `after`, a few hundred at a time; the first piece has the head.

    Raises:
        Forbidden: only the audit administrator may.
    """
    policies.require_read_record(actor)
    pages = _pages(actor, wanted, translation.get_language() or "", after)
    written = _ndjson if form == "ndjson" else _csv
    head = b"" if form == "ndjson" or after else _head()
    return _pieces(pages, written, head)


def record_count(*, actor: Actor, wanted: ledger.Wanted) -> int:
    """Return how many entries an export would hold.

    Raises:
        Forbidden: only the audit administrator may.
    """
    policies.require_read_record(actor)
    return ledger.entry_list(actor, wanted).count()


def _pieces(
    pages: Iterator[list[Line]], written: Callable[[list[Line]], bytes], head: bytes
) -> Iterator[Piece]:
    is_empty = True
    for page in pages:
        yield Piece(head + written(page), len(page), page[-1].entry.pk)
        head, is_empty = b"", False
    if is_empty and head:
        yield Piece(head, 0, NOBODY)


def _pages(
    actor: Actor, wanted: ledger.Wanted, language: str, after: UUID | None
) -> Iterator[list[Line]]:
    """Yield the entries a few hundred at a time, each read in a transaction of its own."""
    while True:
        with tenancy.acting(actor), transaction.atomic(), translation.override(language):
            found = ledger.entry_page(actor, wanted, after, CHUNK)
            lines = record_lines(actor, found)
        if not found:
            return
        after = found[-1].pk
        yield lines


def _ndjson(page: list[Line]) -> bytes:
    return b"".join(
        b'{"leaf_hash":"%s","entry":%s}\n'
        % (bytes(line.entry.leaf_hash).hex().encode(), bytes(line.entry.body))
        for line in page
    )


def _head() -> bytes:
    return (BOM + _rows([COLUMNS])).encode()


def _csv(page: list[Line]) -> bytes:
    return _rows([_row(line) for line in page]).encode()


def _row(line: Line) -> tuple[str, ...]:
    one = line.entry
    what = acts.sentence(one.action, line.data, who=line.who, thing=line.thing)
    return (
        localtime(one.at).isoformat(timespec="milliseconds"),
        line.who,
        what,
        one.action,
        one.clause,
        one.subject_kind,
        one.subject_ref,
        str(one.pk),
        bytes(one.leaf_hash).hex(),
    )


def _rows(rows: list[tuple[str, ...]]) -> str:
    out = StringIO()
    csv.writer(out).writerows([[neutral(text) for text in row] for row in rows])
    return out.getvalue()
