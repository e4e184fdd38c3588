"""A pack is brought into a draft as a job: what can stand is taken, each other row is named."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import policies, selectors
from catalog.rules import intake, own
from catalog.rules.own import Fault
from catalog.rules.pack import Entry
from catalog.selectors import words
from catalog.services.check import EntryFaulty, entry_of, faults_of
from catalog.services.edition import draft_fill, draft_lock
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import selectors as office_asks
from office import services as office
from office.models import Job
from office.services import kinds, tables
from office.services.progress import Progress

KIND, KEEP = "catalog_import", timedelta(days=90)
MOST_BYTES, MOST_ROWS = 4 << 20, 10_000
FORMS = {kind: form for form, kind in tables.FORMS.items()}
YAML = "application/yaml"
PACKS = frozenset({YAML, "application/json"})
TAKEN = kinds.TABLES | PACKS
STEP = 200
Found = list[tuple[int, Fault]]


class BadPack(Invalid):
    """The file is no pack, or too large for one."""

    code = "bad_pack"


@transaction.atomic
def pack_import(*, actor: Actor, draft_id: UUID, file_id: UUID) -> Job:
    """Order that a pack (YAML, JSON or a table) is brought into the draft.

    The job ends with a file of every entry that was not taken, by its line, with what is wrong.

    Raises:
        Forbidden: only officers may. NotFound, DraftGone: no such draft, or no such file.
        BadPack: no such kind of file, or a pack of more than 4 MiB.

    Law: M-rules-and-catalogue
    """
    policies.require_write_editions(actor)
    draft_lock(actor, draft_id)
    file = office_asks.file_get(actor, file_id)
    if file.kind not in TAKEN:
        raise BadPack(_("请用 YAML、JSON、CSV、Excel 或 NDJSON 文件。"), field="file")
    if file.size > MOST_BYTES:
        raise BadPack(_("目录文件最大 4 MB。"), field="file")
    office.file_open(actor=actor, file_id=file_id)
    given = {"draft": str(draft_id), "file": str(file_id)}
    return office.job_start(actor=actor, kind=KIND, arguments=given)


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Read the pack, try each entry, keep what can stand in one go. Killed, it begins anew."""
    progress.restart()
    actor, draft_id = progress.actor, UUID(arguments["draft"])
    with transaction.atomic():
        opened = office.file_open(actor=actor, file_id=UUID(arguments["file"]))
        row = selectors.draft_get(actor, draft_id)
        base = selectors.base_at(clock.now())
    known = {one.id: one for one in base.pack.entries}
    mine = {one.id: one for one in own.read(row.body)}
    sieve = intake.Sieve(known, mine.values())
    found: Found = []
    lines: dict[str, int] = {}
    number = same = 0
    for number, (line, given) in enumerate(_given(opened), start=1):
        entry = _entry(line, given, known | mine, found)
        if entry is not None and entry == (known | mine).get(entry.id):
            same += 1
        elif entry is not None:
            _sift(sieve, line, entry, lines, found)
        if number % STEP == 0:
            progress.step(STEP)
        if number > MOST_ROWS:
            raise BadPack(_("目录文件最多一万行。"), field="file")
    with transaction.atomic():
        _settle(base, sieve, lines, found)
        if sieve.taken:
            revision = row.revision
            draft_fill(actor=actor, draft_id=draft_id, entries=sieve.entries, revision=revision)
    counts = {"rows": number, "taken": len(sieve.taken), "same": same, "faults": len(found)}
    return counts | _told(progress, opened.name, found)


def _given(opened: office.Opened) -> Iterator[tuple[int, object]]:
    """Yield (line, entry) as they are written; a row that cannot be read is a text: why."""
    kind = opened.file.kind
    if kind in PACKS:
        try:
            entries = intake.entries_of(b"".join(opened.pieces()), is_json=kind != YAML)
        except intake.PackBroken as fault:
            said = _("这个文件不是目录：%(why)s") % {"why": str(fault)}
            raise BadPack(said, field="file") from None
        yield from enumerate(entries, start=1)
        return
    with closing(opened.stream()) as stream:
        for row in tables.read_rows(stream, FORMS[kind]):
            yield row.line, row.fault or row.values


def _entry(line: int, given: object, known: Mapping[str, Entry], found: Found) -> Entry | None:
    if isinstance(given, str):
        found.append((line, Fault("unread", "", "", given)))
        return None
    try:
        made = entry_of(intake.told(given, known))
    except EntryFaulty as refusal:
        for one in refusal.extra["faults"]:
            found.append((line, Fault(one["code"], one["at"], one["field"], one["detail"])))
        return None
    except ValueError as fault:
        found.append((line, Fault("shape", "", "", str(fault))))
        return None
    return own.numbered([made], known)[0] if made.id not in known else made


def _sift(
    sieve: intake.Sieve, line: int, entry: Entry, lines: dict[str, int], found: Found
) -> None:
    faults = sieve.faults(entry)
    if faults:
        found += [(line, one) for one in faults]
        return
    sieve.take(entry)
    lines[entry.id] = line


def _settle(
    base: selectors.Base, sieve: intake.Sieve, lines: Mapping[str, int], found: Found
) -> None:
    """Try what was taken together; leave out what cannot stand until all of the rest can."""
    while sieve.taken and (faults := faults_of(base, _numbered(sieve, base))):
        blamed = [(one, name) for one in faults for name in _blamed(one, sieve)]
        if not blamed:  # it was so before: the draft's own, of which publication will tell
            return
        for one, name in blamed:
            if name in sieve.taken:
                found.append((lines[name], one))
        for _one, name in blamed:
            sieve.drop(name)


def _numbered(sieve: intake.Sieve, base: selectors.Base) -> list[Entry]:
    return own.numbered(sieve.entries, {one.id: one for one in base.pack.entries})


def _blamed(one: Fault, sieve: intake.Sieve) -> list[str]:
    """Return which entries that were taken a fault is of: its own, or one that covers a word."""
    if one.at in sieve.taken:
        return [one.at]
    return [name for name, entry in sieve.taken.items() if any(
        one.detail in word for word in entry.allow
    )]  # fmt: skip


def _told(progress: Progress, name: str, found: Found) -> dict[str, Any]:
    """Keep what was not taken as a table, if anything was not; return where."""
    if not found:
        return {}
    rows = [
        tables.Fault(line, str(words.FIELDS.get(one.field, "")), one.at, words.fault(one))
        for line, one in sorted(found, key=lambda each: each[0])
    ]
    title = f"{name.rpartition('.')[0]}-{_('未导入的条目')}.csv"
    file = office.faults_keep(progress.actor, title, rows, purpose=KIND, keep=KEEP)
    return {"file": str(file.pk)}


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let whoever may write the catalogue bring a file of his own into the draft."""
    policies.require_write_editions(actor)
    selectors.draft_get(actor, UUID(arguments["draft"]))
    office.file_open(actor=actor, file_id=UUID(arguments["file"]))


office.job_kind(KIND, run, label=gettext_lazy("导入负面目录"), allow=allow)
office.file_purpose(KIND, office.Purpose(kinds=frozenset({"text/csv"}), keep=KEEP))
