"""The record of a long time is exported as a job: it may take minutes, and be interrupted."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from ledger.selectors import Wanted
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import selectors
from office.models import File
from office.services.file import file_begin, file_destroy, file_finish, place_of
from office.services.job import job_kind
from office.services.progress import Progress
from office.services.purposes import Purpose, file_purpose

KIND = "record_export"
TYPES = {"ndjson": "application/x-ndjson", "csv": "text/csv"}
KEEP = timedelta(days=7)
PART = 1 << 20  # bytes that are collected before a part is written and the place is kept


def allow(actor: Actor, arguments: dict[str, Any]) -> None:
    """Note who takes the record out; what is written from now on is not part of it."""
    wanted = _wanted(arguments, clock.now())
    accounts.record_export_note(actor=actor, wanted=wanted, form=arguments["form"])


def export(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Write the record into a file, a part at a time; after each part the place is kept."""
    actor, form = progress.actor, arguments["form"]
    wanted = _wanted(arguments, progress.job.created_at)
    file = _kept_file(progress)
    if file is None:
        progress.restart()
        file = _begin(progress, wanted, form)
    if file.state == File.State.READY:  # killed when all was done but to say so
        return {"file": str(file.pk)}
    place, parts = place_of(file), int(progress.kept["parts"])
    after = UUID(progress.kept["after"]) if progress.kept["after"] else None
    held = bytearray()
    for piece in accounts.record_pieces(actor=actor, wanted=wanted, form=form, after=after):
        held += piece.body
        progress.step(piece.entries)
        if len(held) >= PART:
            place.write(parts, bytes(held), is_last=False)
            parts += 1
            held.clear()
            progress.checkpoint({"file": str(file.pk), "parts": parts, "after": str(piece.last)})
    place.write(parts, bytes(held), is_last=True)
    file_finish(actor=actor, file=file, parts=parts + 1, expires_at=clock.now() + KEEP)
    return {"file": str(file.pk)}


def _kept_file(progress: Progress) -> File | None:
    """Return the file of an earlier run, unless there was none or its time was over."""
    if not progress.kept:
        return None
    with transaction.atomic():
        return (
            selectors.files_named(progress.actor, [progress.kept["file"]])
            .exclude(state=File.State.GONE)
            .first()
        )


def _begin(progress: Progress, wanted: Wanted, form: str) -> File:
    with transaction.atomic():
        total = accounts.record_count(actor=progress.actor, wanted=wanted)
    file = file_begin(
        actor=progress.actor,
        name=f"record-{clock.today():%Y%m%d}.{form}",
        kind=TYPES[form],
        purpose=KIND,
    )
    progress.checkpoint({"file": str(file.pk), "parts": 0, "after": ""})
    progress.total(total)
    return file


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Destroy what was written of a job that is not wanted any more."""
    if kept.get("file"):
        file_destroy(actor=actor, file_id=UUID(kept["file"]))


def _wanted(arguments: Mapping[str, Any], asked_at: datetime) -> Wanted:
    """Return what was asked for, up to the moment of asking: the same on every run."""
    wanted = accounts.record_wanted(arguments["given"])
    return wanted._replace(until=min(wanted.until, asked_at) if wanted.until else asked_at)


def may_open(actor: Actor, file: File) -> bool:
    """Whoever exported it, while he still audits."""
    return file.owner_id == actor.user_id and actor.has("audit_admin")


job_kind(KIND, export, label=_("操作记录导出"), allow=allow, discard=discard)
file_purpose(KIND, Purpose(kinds=frozenset(TYPES.values()), keep=KEEP, may_open=may_open))
