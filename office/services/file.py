"""Files are stored, opened by those who may, and destroyed when their time is over."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, crypto, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.downloads import safe_name
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.ids import uuid7
from office import codec, selectors
from office.models import File
from office.services import upload
from office.services.parts import Place, Reading
from office.services.purposes import purpose_get

UNFINISHED = timedelta(hours=24)  # a file that nobody finished is destroyed after that


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be read: once, from its beginning."""

    file: File
    name: str
    place: Place

    def pieces(self) -> Iterator[bytes]:
        """Yield the content, a part at a time.

        Raises:
            FileBroken: a part is missing or was altered.
        """
        return self.place.read(self.file.parts)

    def stream(self) -> BinaryIO:
        return cast(BinaryIO, io.BufferedReader(Reading(self.pieces()), codec.PART))


def file_store(*, actor: Actor, stream: BinaryIO, name: str, purpose: str) -> File:
    """Check what somebody uploads and keep it, encrypted.

    Images are drawn anew, without what cameras write into them. Nothing is kept of what is refused.

    Args:
        stream: read once, from where it stands.
        purpose: registered with `file_purpose`: it says what is taken, how much, and for how long.

    Raises:
        Invalid: no such purpose, not what its name says, or made to do harm.
        TooLarge: more than the purpose takes.
        Unavailable: it cannot be scanned for viruses now.
    """
    wanted = purpose_get(purpose)
    with upload.checked(stream, name, wanted) as safe:
        file = file_begin(actor=actor, name=safe.name, kind=safe.kind, purpose=purpose)
        place = place_of(file)
        try:
            parts = place.write_all(safe.pieces())
        except BaseException:
            place.empty()
            raise
        ends = clock.now() + wanted.keep if wanted.keep else None
        return file_finish(actor=actor, file=file, parts=parts, expires_at=ends)


@transaction.atomic
def file_begin(*, actor: Actor, name: str, kind: str, purpose: str) -> File:
    """Make room for a file that is written part by part, with a key of its own."""
    file_id, key = uuid7(), crypto.new_key()
    tenant_id = tenancy.require(actor).tenant_id
    now = clock.now()
    return File.objects.create(
        id=file_id,
        tenant_id=tenant_id,
        owner_id=actor.user_id,
        purpose=purpose,
        kind=kind,
        name_sealed=crypto.seal(
            key, safe_name(name).encode(), selectors.name_bound(tenant_id, file_id)
        ),
        wrapped_key=crypto.keyring().wrap(key, selectors.key_bound(tenant_id, file_id)),
        created_at=now,
        expires_at=now + UNFINISHED,
    )


def file_finish(*, actor: Actor, file: File, parts: int, expires_at: datetime | None) -> File:
    """Read back what was written, and let the file be used.

    Raises:
        FileBroken: what was written cannot be read back.
    """
    size, digest = place_of(file).summed(parts)
    with transaction.atomic():
        file.state, file.parts, file.size, file.sha256 = File.State.READY, parts, size, digest
        file.expires_at = expires_at
        file.save(update_fields=["state", "parts", "size", "sha256", "expires_at"])
        _note(actor, file, "office.file_stored")
    return file


def place_of(file: File) -> Place:
    """Return where a file lies, with its key.

    Raises:
        NotFound: it was destroyed.
    """
    return Place(file.tenant_id, file.pk, selectors.file_key(file))


@transaction.atomic
def file_open(*, actor: Actor, file_id: UUID) -> Opened:
    """Open a file for somebody who may have it; that he took it is recorded.

    Raises:
        NotFound: no such file, not for this actor, not finished, or destroyed.
    """
    file = selectors.file_get(actor, file_id)
    if not purpose_get(file.purpose).may_open(actor, file):
        raise NotFound(_("没有这个文件，或它已被销毁。"))
    opened = Opened(file, selectors.file_name(file), place_of(file))
    _note(actor, file, "office.file_opened")
    return opened


@transaction.atomic
def file_destroy(*, actor: Actor, file_id: UUID) -> bool:
    """Destroy a file: its key first, then its parts. Twice is once; tell whether it was now."""
    files = File.objects.of(actor).select_for_update().filter(pk=file_id, gone_at=None)
    file = files.first()
    if file is None:
        return False
    place = Place(file.tenant_id, file.pk, b"")
    file.state, file.gone_at, file.wrapped_key, file.name_sealed = (
        File.State.GONE, clock.now(), None, None,
    )  # fmt: skip
    file.save(update_fields=["state", "gone_at", "wrapped_key", "name_sealed"])
    _note(actor, file, "office.file_destroyed")
    transaction.on_commit(place.empty, robust=True)
    return True


def files_expire(*, actor: Actor, most: int = 50) -> int:
    """Destroy files of one tenant whose time is over; return how many."""
    with transaction.atomic():
        due = File.objects.of(actor).filter(gone_at=None, expires_at__lte=clock.now())
        ids = list(due.order_by("expires_at").values_list("pk", flat=True)[:most])
    for file_id in ids:
        file_destroy(actor=actor, file_id=file_id)
    return len(ids)


def _note(actor: Actor, file: File, action: str) -> None:
    data = {"purpose": file.purpose, "kind": file.kind, "size": file.size}
    record.entry_append(actor=actor, action=action, subject=("file", file.pk), data=data)
