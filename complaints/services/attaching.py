"""What is handed in with a complaint: looked at by the office, images drawn anew, kept sealed."""

from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.models import Attachment, Complaint, Message
from complaints.rules import states
from complaints.rules.receipts import Receipt
from complaints.services.referral import AnsweredAlready
from complaints.services.stepping import note, step_require
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from office import selectors as files
from office import services as office
from office.models import File
from office.services import kinds

PURPOSE = "complaint"
MOST_FILES, MOST_BYTES = 10, 20 << 20
TAKEN = kinds.IMAGES | {"application/pdf", "text/plain"}


class EnoughFiles(Conflict):
    """More files than anybody looks through."""

    code = "enough_files"


def may_open(actor: Actor, _file: File) -> bool:
    """Whoever deals with complaints opens what was handed in."""
    return actor.has("officer", "system")


def attachment_add(*, actor: Actor, receipt: Receipt, stream: BinaryIO, name: str) -> Attachment:
    """Add a file as the complainant.

    Raises:
        NotFound: the receipt does not fit. NotNow: the complaint is over.
        EnoughFiles: there are as many as are looked through.
        Invalid, TooLarge, Unavailable: the office takes no such file.
    """
    with transaction.atomic():
        row = selectors.complaint_opened(actor, receipt)
        _require_room(actor, row, Message.Side.COMPLAINANT)
    return _kept(actor, row, stream, name, Message.Side.COMPLAINANT)


def attachment_file(*, actor: Actor, complaint_id: UUID, stream: BinaryIO, name: str) -> Attachment:
    """Add a file as an officer, or as the program through which the complaint came.

    Raises:
        NotFound; Forbidden: no officer, no program of the platform. NotNow, EnoughFiles;
        Invalid, TooLarge, Unavailable: the office takes no such file.
    """
    policies.require_answer(actor)
    with transaction.atomic():
        side = Message.Side.PLATFORM if actor.user_id else Message.Side.COMPLAINANT
        row = selectors.complaint_get(actor, complaint_id)
        _require_room(actor, row, side)
    return _kept(actor, row, stream, name, side)


def attachment_answer(
    *, actor: Actor, referral_id: UUID, stream: BinaryIO, name: str
) -> Attachment:
    """Add a file as the seller who was asked: officers see it, the complainant does not.

    Raises:
        NotFound: he was asked nothing such. AnsweredAlready: he is asked no more.
        EnoughFiles; Invalid, TooLarge, Unavailable: the office takes no such file.
    """
    with transaction.atomic():
        one = selectors.referral_own(actor, referral_id)
        if one.state not in selectors.REFERRAL_OPEN:
            raise AnsweredAlready(_("已经答复过，或平台已不需要这项答复。"))
        row = one.complaint
        _require_room(actor, row, Message.Side.OPERATOR)
    return _kept(actor, row, stream, name, Message.Side.OPERATOR)


def _require_room(actor: Actor, row: Complaint, side: str) -> None:
    step_require(row, states.SAY)
    if Attachment.objects.of(actor).filter(complaint=row, side=side).count() >= MOST_FILES:
        raise EnoughFiles(_("附件最多 %(most)s 个。") % {"most": MOST_FILES})


def _same(actor: Actor, row: Complaint, side: str, file: File) -> Attachment | None:
    """Return what this side handed in before, where it is the same to the last bit."""
    alike = Attachment.objects.of(actor).filter(
        complaint=row, side=side, kind=file.kind, size=file.size
    )
    by_file = {str(one.file): one for one in alike}
    known = files.files_named(actor, list(by_file)).filter(sha256=file.sha256, gone_at=None)
    found = known.order_by("id").first() if by_file else None
    return by_file[str(found.pk)] if found is not None else None


def _kept(actor: Actor, row: Complaint, stream: BinaryIO, name: str, side: str) -> Attachment:
    """Keep the file first: while it is looked at nobody waits for the complaint's row.

    The same file of one side twice is once: a page that was loaded again sent it again.
    """
    file = office.file_store(actor=actor, stream=stream, name=name, purpose=PURPOSE)
    with transaction.atomic():
        locked = Complaint.objects.of(actor).select_for_update().get(pk=row.pk)
        same = _same(actor, locked, side, file)
        if same is not None:
            office.file_destroy(actor=actor, file_id=file.pk)
            return same
        _require_room(actor, locked, side)
        made = Attachment.objects.create(
            tenant_id=row.tenant_id,
            complaint=locked,
            side=side,
            file=file.pk,
            kind=file.kind,
            size=file.size,
        )
        note(actor, locked, "complaints.attachment_added", {"size": file.size, "type": file.kind})
    return made
