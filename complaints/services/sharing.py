"""An officer lets the other side see a file: masked where it names somebody, and on record."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.managers import TenantQuerySet
from complaints import policies, selectors
from complaints.models import Attachment, Complaint, Message, SharedFile
from complaints.rules import boxes as rules
from complaints.rules import receipts
from complaints.rules.receipts import Receipt
from complaints.selectors import sharing
from complaints.selectors.reading import WHO, keys_of, opened
from complaints.services.attaching import PURPOSE
from complaints.services.saying import say
from complaints.services.stepping import note
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.services import images, kinds, pdfs, texts

To, Form = SharedFile.To, SharedFile.Form
TOPIC = "complaint_file"
TEXT, PDF = "text/plain", "application/pdf"


@dataclass(frozen=True, slots=True)
class Share:
    """How a file is shown to the other side.

    Args:
        to: complainant or operator. boxes: over a picture, as `rules.boxes_of` reads them.
        pages: the same over the pages of a PDF, by their number.
        names_nobody: the officer has looked, and nothing in it names anybody.
        stream, name: what the officer masked elsewhere, to be shown in its place.
    """

    to: str
    boxes: str = ""
    pages: Mapping[int, str] = field(default_factory=dict)
    names_nobody: bool = False
    stream: BinaryIO | None = None
    name: str = ""


def file_share(
    *, actor: Actor, complaint_id: UUID, attachment_id: UUID, share: Share
) -> SharedFile:
    """Let the other side see a file. Again is once more: what he saw before, he sees no more.

    A text loses what names somebody, the complainant's own data first; a picture and the pages of
    a PDF are drawn anew with the boxes over them. Anything else is shown as it is only where the
    officer says that it names nobody, or is replaced by what he masked himself.

    Raises:
        NotFound; Forbidden: no officer.
        Invalid: to whoever handed it in, to a seller who was asked nothing, boxes that are none,
            or neither masked nor looked at; a PDF with boxes that cannot be drawn.
        TooLarge, Unavailable: the office takes no such replacement.
    """
    officer = policies.require_handle(actor)
    with transaction.atomic():
        one = sharing.attachment_get(actor, complaint_id, attachment_id)
        _require_side(actor, one, share)
    file_id, kind, size, form, boxes = _made(actor, one, share)
    with transaction.atomic():
        row = selectors.complaint_get(actor, complaint_id, lock=True)
        _end(actor, SharedFile.objects.of(actor).filter(
            attachment=one, to=share.to, ended_at__isnull=True
        ))  # fmt: skip
        made = SharedFile.objects.create(
            tenant_id=row.tenant_id, complaint=row, attachment=one, side=one.side, to=share.to,
            form=form, file=file_id, kind=kind, size=size, boxes=boxes, by_id=officer,
            at=clock.now(),
        )  # fmt: skip
        note(actor, row, "complaints.file_shared", {"to": share.to, "form": form, "boxes": boxes})
        _tell(actor, row, share.to, made)
    return made


def _require_side(actor: Actor, one: Attachment, share: Share) -> None:
    if share.to not in To.values or share.to == one.side:
        raise Invalid(_("请选择给哪一方看；不能给交来文件的一方。"), field="to")
    if share.to == To.OPERATOR and not _readers(actor, one.complaint):
        raise Invalid(_("还没有转交给被投诉方，他看不到任何文件。"), field="to")


def _readers(actor: Actor, row: Complaint) -> list[UUID]:
    """Return who reads here for whoever sells, once he was asked something or passed a notice."""
    found: set[UUID] = set()
    for one in selectors.referrals_of(actor, row):
        found |= set(selectors.users_of(actor, one))
    notice = selectors.notice_find(actor, row.pk)
    if notice is not None and notice.passed_at is not None and notice.operator_id is not None:
        found.add(notice.operator_id)
    return sorted(found)


def _made(actor: Actor, one: Attachment, share: Share) -> tuple[UUID, str, int, str, int]:
    """Make what is shown; return its file, kind and size, how it was made, and its boxes."""
    if share.stream is not None:
        kept = office.file_store(actor=actor, stream=share.stream, name=share.name, purpose=PURPOSE)
        return kept.pk, kept.kind, kept.size, Form.REPLACED, 0
    if one.kind == TEXT:
        return _stored(actor, one, _text(actor, one), 0)
    if one.kind == PDF:
        return _document(actor, one, share)
    boxes = _boxes(share.boxes)
    if boxes and one.kind in kinds.IMAGES:
        return _stored(actor, one, images.covered(_read(actor, one), one.kind, boxes), len(boxes))
    if boxes or not share.names_nobody:
        said = _("请先遮盖个人信息，或者确认文件里没有任何人的个人信息。")
        raise Invalid(said, field="names_nobody")
    return one.file, one.kind, one.size, Form.WHOLE, 0


def _boxes(text: str) -> tuple[rules.Box, ...]:
    try:
        return rules.boxes_of(text)
    except rules.NoBoxes:
        raise Invalid(_("遮盖的位置无效，请重新框选。"), field="boxes") from None


def _document(actor: Actor, one: Attachment, share: Share) -> tuple[UUID, str, int, str, int]:
    """Draw a PDF anew, page by page: with boxes, or, where the officer says that it names nobody,
    without; what cannot be drawn goes as it is on his word alone, since he must have looked."""
    boxes = {number: found for number, text in share.pages.items() if (found := _boxes(text))}
    if not boxes and not share.names_nobody:
        said = _("请先遮盖个人信息，或者确认文件里没有任何人的个人信息。")
        raise Invalid(said, field="names_nobody")
    try:
        drawn = pdfs.pages_covered(_read(actor, one), boxes)
    except (pdfs.BadDocument, pdfs.ManyPages):
        if boxes or not share.names_nobody:
            raise
        return one.file, one.kind, one.size, Form.WHOLE, 0
    return _stored(actor, one, drawn, sum(map(len, boxes.values())))


def _stored(
    actor: Actor, one: Attachment, content: BinaryIO, boxes: int
) -> tuple[UUID, str, int, str, int]:
    ending = kinds.KINDS[one.kind].endings[0]
    kept = office.file_store(actor=actor, stream=content, name=f"shared{ending}", purpose=PURPOSE)
    return kept.pk, kept.kind, kept.size, Form.MASKED, boxes


def _read(actor: Actor, one: Attachment) -> bytes:
    return b"".join(office.file_open(actor=actor, file_id=one.file).pieces())


def _text(actor: Actor, one: Attachment) -> BinaryIO:
    """Return a text without what names the complainant, or looks as if it named somebody."""
    said = texts.Detecting("replace").decode(_read(actor, one), final=True)
    key = keys_of(actor, [one.complaint]).get(one.complaint_id)
    for name in WHO:
        value = opened(one.complaint, name, key)
        said = said.replace(value, "＊＊") if value else said
    return io.BytesIO(personal.without(said).encode())


@transaction.atomic
def file_unshare(*, actor: Actor, complaint_id: UUID, shared_id: UUID) -> SharedFile:
    """Let the other side see a file no more. Twice is once; what he took, he has.

    Raises:
        NotFound; Forbidden: no officer.
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    rows = SharedFile.objects.of(actor).filter(complaint=row, pk=shared_id)
    one = rows.first()
    if one is None:
        raise NotFound(_("没有这个文件，或者平台已不再提供。"))
    if _end(actor, rows.filter(ended_at__isnull=True)):
        note(actor, row, "complaints.file_unshared", {"to": one.to})
    one.refresh_from_db()
    return one


def _end(actor: Actor, rows: TenantQuerySet[SharedFile]) -> bool:
    """End what is shared; what was made for it alone is destroyed."""
    found = list(rows.select_for_update(of=("self",)))
    for one in found:
        one.ended_at, one.ended_by_id = clock.now(), actor.user_id
        one.save(update_fields=["ended_at", "ended_by"])
        if one.form != Form.WHOLE:
            office.file_destroy(actor=actor, file_id=one.file)
    return bool(found)


@transaction.atomic
def shared_take(*, actor: Actor, receipt: Receipt, shared_id: UUID | None) -> office.Opened:
    """Open a file that was shared with the complainant, who holds the receipt.

    Raises:
        NotFound: the receipt does not fit, or no such file is shared with him.
    """
    row = selectors.complaint_opened(actor, receipt)
    found = sharing.shared_with(actor, row, To.COMPLAINANT)
    one = found.filter(pk=shared_id).first() if shared_id else None
    if one is None:
        raise NotFound(_("没有这个文件，或者平台已不再提供。"))
    return _taken(actor, row, one)


@transaction.atomic
def shared_take_own(*, actor: Actor, shared_id: UUID) -> office.Opened:
    """Open a file that was shared with the acting person, who was asked or served a notice.

    Raises:
        NotFound: no such file is shared with him.
    """
    one = sharing.shared_own(actor, shared_id)
    return _taken(actor, one.complaint, one)


def _taken(actor: Actor, row: Complaint, one: SharedFile) -> office.Opened:
    if one.taken_at is None:
        one.taken_at = clock.now()
        one.save(update_fields=["taken_at"])
    note(actor, row, "complaints.shared_file_taken", {"to": one.to})
    product = system_actor(row.tenant_id)
    with acting(product):
        return office.file_open(actor=product, file_id=one.file)


def _tell(actor: Actor, row: Complaint, to: str, one: SharedFile) -> None:
    """Tell the other side that there is something to see."""
    product = system_actor(row.tenant_id)
    with acting(product):
        if to == To.COMPLAINANT:
            with override("en" if row.language == "en" else "zh-hans"):
                said = _("平台把对方交来的一个文件提供给你，可以在这一页的“平台提供的文件”里下载。")
            say(product, row, said, side=Message.Side.PLATFORM)
            return
        office.message_send(
            actor=product,
            to=_readers(product, row),
            topic=TOPIC,
            context={"number": receipts.shown(row.number)},
            about=office.About(TOPIC, str(one.pk), sender=actor.user_id),
        )
