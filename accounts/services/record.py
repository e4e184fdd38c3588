"""The record leaves the house: every entry as it was written, or as a table to be read."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localtime

from accounts import policies
from accounts.selectors import Line, record_lines
from ledger import selectors as ledger
from ledger import services as record
from livecompliance.kernel import acts, tenancy
from livecompliance.kernel.actors import Actor

CHUNK = 500
FORMS = ("ndjson", "csv")
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
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@transaction.atomic
def record_export(*, actor: Actor, wanted: ledger.Wanted, form: str) -> Iterator[bytes]:
    """Note that the record is taken out, and return it piece by piece, oldest entry first.

    Args:
        form: "ndjson": on each line an entry's own bytes and their leaf hash, so that anybody can
            compute it again. "csv": a table with sentences in the language of the page.

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
    pages = _pages(actor, wanted, translation.get_language() or "")
    return _ndjson(pages) if form == "ndjson" else _csv(pages)


def _pages(actor: Actor, wanted: ledger.Wanted, language: str) -> Iterator[list[Line]]:
    """Yield the entries a few hundred at a time, each read in a transaction of its own."""
    after = None
    while True:
        with tenancy.acting(actor), transaction.atomic(), translation.override(language):
            found = ledger.entry_page(actor, wanted, after, CHUNK)
            lines = record_lines(actor, found)
        if not found:
            return
        after = found[-1].pk
        yield lines


def _ndjson(pages: Iterator[list[Line]]) -> Iterator[bytes]:
    for page in pages:
        yield b"".join(
            b'{"leaf_hash":"%s","entry":%s}\n'
            % (bytes(line.entry.leaf_hash).hex().encode(), bytes(line.entry.body))
            for line in page
        )


def _csv(pages: Iterator[list[Line]]) -> Iterator[bytes]:
    yield (BOM + _rows([COLUMNS])).encode()
    for page in pages:
        yield _rows([_row(line) for line in page]).encode()


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
    csv.writer(out).writerows([[_cell(text) for text in row] for row in rows])
    return out.getvalue()


def _cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
