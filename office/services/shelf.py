"""A person's own files: put on the shelf, taken down, and for a moment put back."""

from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from office import policies, selectors
from office.models import File
from office.selectors.file import SHELF
from office.services import kinds
from office.services.file import file_store
from office.services.purposes import MIB, Purpose, file_purpose, purpose_get

KEEP = timedelta(days=90)
UNDO = timedelta(seconds=10)
MOST_FILES, MOST_BYTES, MOST_OF_ONE = 200, 1024 * MIB, 128 * MIB  # a list of a million terms


class ShelfFull(Conflict):
    code = "shelf_full"


def shelf_store(*, actor: Actor, stream: BinaryIO, name: str) -> File:
    """Keep what somebody uploads for himself; a key keeps it for the platform's programs.

    Raises:
        Forbidden: he only looks.
        ShelfFull: he has too many files, or too large ones.
        DomainError: whatever `file_store` refuses.
    """
    policies.require_keep_files(actor)
    _require_room(actor)
    return file_store(actor=actor, stream=stream, name=name, purpose=SHELF)


def _require_room(actor: Actor) -> None:
    number, size = selectors.shelf_used(actor)
    if number >= MOST_FILES or size >= MOST_BYTES:
        said = _("文件已满（最多 %(number)s 个、共 %(size)s MB），请先删除不用的文件。")
        raise ShelfFull(said % {"number": MOST_FILES, "size": MOST_BYTES // MIB})


@transaction.atomic
def shelf_discard(*, actor: Actor, file_id: UUID) -> File:
    """Take a file down: nobody opens it from now on, and soon it is destroyed. Twice is once.

    Raises:
        NotFound: it is not on the actor's shelf.
    """
    file = _own(actor, file_id)
    if file.state == File.State.LEAVING:
        return file
    return _put(actor, file, File.State.LEAVING, "office.file_discarded")


@transaction.atomic
def shelf_restore(*, actor: Actor, file_id: UUID) -> File:
    """Put a file back that was taken down a moment ago. Twice is once.

    Raises:
        NotFound: it is not on the actor's shelf, or its moment is over.
        ShelfFull: others took its place meanwhile.
    """
    file = _own(actor, file_id)
    if file.state == File.State.READY:
        return file
    if file.expires_at is None or file.expires_at <= clock.now():
        raise NotFound(_("文件已经删除，无法撤销。"))
    _require_room(actor)
    return _put(actor, file, File.State.READY, "office.file_restored")


@transaction.atomic
def shelf_keep(*, actor: Actor, file_id: UUID, purpose: str) -> File:
    """Keep a file of one's own shelf for a purpose of the house: it leaves the shelf and its term.

    What is kept for that purpose already stays as it is.

    Raises:
        NotFound: it is neither on the actor's shelf nor kept for that purpose.
        Invalid: the purpose takes no such file.
    """
    kept = File.objects.of(actor).filter(pk=file_id, purpose=purpose, state=File.State.READY)
    if (there := kept.first()) is not None:
        return there
    file, wanted = _own(actor, file_id), purpose_get(purpose)
    if file.state != File.State.READY:
        raise NotFound(_("没有这个文件，或它已被销毁。"))
    if file.kind not in wanted.kinds or file.size > wanted.most_bytes:
        raise Invalid(_("这类文件不能作为佐证，请上传 PDF 或图片。"), field="file")
    file.purpose = purpose
    file.expires_at = clock.now() + wanted.keep if wanted.keep else None
    file.save(update_fields=["purpose", "expires_at"])
    data = {"purpose": purpose, "kind": file.kind, "size": file.size}
    record.entry_append(
        actor=actor, action="office.file_kept", subject=("file", file.pk), data=data
    )
    return file


def _own(actor: Actor, file_id: UUID) -> File:
    policies.require_keep_files(actor)
    mine = File.objects.of(actor).select_for_update().filter(purpose=SHELF, owner_id=actor.user_id)
    file = mine.filter(pk=file_id, state__in=[File.State.READY, File.State.LEAVING]).first()
    if file is None:
        raise NotFound(_("没有这个文件，或它已被销毁。"))
    return file


def _put(actor: Actor, file: File, state: str, action: str) -> File:
    is_leaving = state == File.State.LEAVING
    file.state = state
    file.expires_at = clock.now() + UNDO if is_leaving else file.created_at + KEEP
    file.save(update_fields=["state", "expires_at"])
    data = {"purpose": file.purpose, "kind": file.kind, "size": file.size}
    record.entry_append(actor=actor, action=action, subject=("file", file.pk), data=data)
    return file


file_purpose(SHELF, Purpose(kinds=frozenset(kinds.KINDS), most_bytes=MOST_OF_ONE, keep=KEEP))
