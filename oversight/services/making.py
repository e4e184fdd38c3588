"""A package is made by a job: a member at a time, kept sealed, taken up where it was left."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as shelves
from office import services as office
from office.models import File
from office.services.file import place_of
from office.services.progress import Progress
from oversight import policies, selectors
from oversight.models import Package
from oversight.rules.container import Member, Writer
from oversight.services import clipping
from oversight.services.ordering import KIND, order_of
from oversight.services.packing import Packer
from oversight.services.place import Place
from oversight.services.taking import may_open

KEEP = timedelta(days=30)
PART = 1 << 20


class _Sink:
    """Collects a package's bytes and puts them into the parts of a file, whole at each member."""

    def __init__(self, file: File, parts: int) -> None:
        self._place, self.parts = place_of(file), parts
        self._held = bytearray()

    def write(self, piece: bytes) -> None:
        self._held += piece
        while len(self._held) > PART:
            self._put(bytes(self._held[:PART]), is_last=False)
            del self._held[:PART]

    def flush(self, *, is_last: bool = False) -> None:
        if self._held or is_last:
            self._put(bytes(self._held), is_last=is_last)
            self._held.clear()

    def _put(self, content: bytes, *, is_last: bool) -> None:
        self._place.write(self.parts, content, is_last=is_last)
        self.parts += 1


def make(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Make the package of an order, from where an earlier run left it.

    Raises:
        NotFound: there is no such package. NotSealed: nobody can sign now.
    """
    actor = progress.actor
    with transaction.atomic():
        row = selectors.package_ordered(actor, UUID(arguments["package"]))
        if row is None:
            raise NotFound(_("没有这个证据包。"))
        if row.made_at is not None and row.file_id is not None:  # killed at the very end
            return {"package": str(row.pk)}
    order = order_of(row)
    file = _kept_file(progress)
    if file is None:
        progress.restart()
        name = f"evidence-{order.number}.zip"
        file = office.file_begin(actor=actor, name=name, kind="application/zip", purpose=KIND)
    weight = sum(one["size"] >> 20 for one in order.clipped if not one["state"])
    progress.total(sum(head[1] for head in order.heads.values()) + weight + 1)
    if file.state != File.State.READY:
        file = _write(progress, row, file)
    for clip in progress.kept["place"]["clips"]:
        clipping.discard(actor, clip)
    _made(actor, row, file, progress.kept)
    return {"package": str(row.pk)}


def _write(progress: Progress, row: Package, file: File) -> File:
    kept = progress.kept
    sink = _Sink(file, int(kept.get("parts", 0)))
    members = [Member(*one) for one in kept.get("members", [])]
    packer = Packer(
        progress.actor,
        order_of(row),
        Writer(sink.write, members),
        Place(**kept.get("place", {})),
        progress.step,
    )

    def keep(events: int) -> None:
        progress.step(events)
        is_end = packer.writer.is_closed
        sink.flush(is_last=is_end)
        progress.checkpoint({
            "file": str(file.pk), "parts": sink.parts, "place": asdict(packer.place),
            "members": [] if is_end else [list(one) for one in packer.writer.members],
            "count": len(packer.writer.members),
        })  # fmt: skip

    if not kept.get("count") or kept["members"]:
        packer.run(keep)
    progress.step(1)
    parts = int(progress.kept["parts"])
    ends = clock.now() + KEEP
    return office.file_finish(actor=progress.actor, file=file, parts=parts, expires_at=ends)


def _kept_file(progress: Progress) -> File | None:
    """Return the file of an earlier run, unless there was none or it is gone."""
    if not progress.kept:
        return None
    with transaction.atomic():
        found = shelves.files_named(progress.actor, [progress.kept["file"]])
        return found.exclude(state=File.State.GONE).first()


@transaction.atomic
def _made(actor: Actor, row: Package, file: File, kept: Mapping[str, Any]) -> None:
    row.file, row.sha256, row.made_at = file, bytes(file.sha256 or b"").hex(), clock.now()
    row.members, row.events = int(kept["count"]), int(kept["place"]["events"])
    row.clipped = [
        {name: one[name] for name in ("recording", "sha256", "size", "state")}
        for one in kept["place"]["clips"]
    ]
    row.save(update_fields=["file", "sha256", "made_at", "members", "events", "clipped"])
    record.entry_append(
        actor=actor,
        action="oversight.package_made",
        subject=("evidence", row.pk),
        data={"sha256": row.sha256, "size": file.size, "events": row.events},
    )


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Destroy what was written of a package that is not wanted any more, and what was fetched."""
    for clip in kept.get("place", {}).get("clips", ()):
        clipping.discard(actor, clip)
    if kept.get("file"):
        office.file_destroy(actor=actor, file_id=UUID(kept["file"]))


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Whoever may order may have it made again after it failed."""
    if actor.user_id is not None:
        policies.require_make_packages(actor)


office.job_kind(KIND, make, label=gettext_lazy("证据包"), allow=allow, discard=discard)
office.file_purpose(
    KIND, office.Purpose(kinds=frozenset({"application/zip"}), keep=KEEP, may_open=may_open)
)
