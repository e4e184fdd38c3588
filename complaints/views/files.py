"""One file of a complaint: looked at, masked, and shown to the other side; taken by whoever may."""

from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from complaints import forms, policies, services
from complaints.models import Attachment, Message, SharedFile
from complaints.rules import receipts
from complaints.selectors import sharing, words
from complaints.views.inbox import HERE, SIDES
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.downloads import download_of
from livecompliance.kernel.exceptions import DomainError, Invalid, NotFound
from livecompliance.kernel.pages import number, page
from office import services as office
from office.services import kinds, pdfs

PDF = "application/pdf"


def form_of(kind: str) -> str:
    """Return a kind of file as a list names it."""
    return kind.rpartition("/")[2].upper()


@page
@require_GET
def one(
    request: HttpRequest, actor: Actor, complaint_id: UUID, attachment_id: UUID
) -> HttpResponse:
    """Show a file of a complaint, and how the other side may see it."""
    return _shown(request, actor, complaint_id, attachment_id)


def _shown(
    request: HttpRequest,
    actor: Actor,
    complaint_id: UUID,
    attachment_id: UUID,
    refusal: DomainError | None = None,
) -> HttpResponse:
    policies.require_handle(actor)
    file = sharing.attachment_get(actor, complaint_id, attachment_id)
    row = file.complaint
    past = [each for each in sharing.shared_of(actor, row) if each.attachment_id == file.pk]
    shown: dict[str, Any] = {
        "section": HERE,
        "row": row,
        "number": receipts.shown(row.number),
        "kind": words.KINDS[row.kind],
        "file": file,
        "form": form_of(file.kind),
        "side": SIDES[Message.Side(file.side)],
        "is_image": file.kind in kinds.IMAGES,
        "is_text": file.kind == "text/plain",
        "pages": _pages(actor, file, request.POST),
        "to": [(code, name) for code, name in sharing.TO.items() if code != file.side],
        "past": [(sharing.TO[each.to], sharing.FORMS[each.form], each) for each in past],
        "given": request.POST,
        "fault": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "complaints/file.html", shown, status=status)


def _pages(actor: Actor, file: Attachment, given: QueryDict) -> list[tuple[int, str]]:
    """Return the pages of a PDF with the boxes that were drawn over each; none where it is no PDF,
    cannot be drawn, or has too many."""
    if file.kind != PDF:
        return []
    try:
        total = pdfs.pages_count(_body(actor, file))
    except pdfs.BadDocument:
        return []
    numbers = range(1, total + 1) if total <= pdfs.MOST_PAGES else ()
    return [(n, given.get(f"boxes-{n}", "")) for n in numbers]


def _body(actor: Actor, file: Attachment) -> bytes:
    return b"".join(office.file_open(actor=actor, file_id=file.file).pieces())


@page
@require_GET
def look(
    request: HttpRequest, actor: Actor, complaint_id: UUID, attachment_id: UUID
) -> HttpResponse:
    """Show a picture, or a page of a PDF as one: to officers only, each time on record.

    Raises:
        NotFound: it is neither. BadDocument: it has no such page, or cannot be drawn.
    """
    policies.require_handle(actor)
    file = sharing.attachment_get(actor, complaint_id, attachment_id)
    if file.kind not in {*kinds.IMAGES, PDF}:
        raise NotFound(_("没有这个附件。"))
    body, kind = _body(actor, file), file.kind
    if file.kind == PDF:
        body, kind = pdfs.page_drawn(body, number(request, "page")), pdfs.KIND
    found = HttpResponse(body, content_type=kind)
    found.headers["X-Content-Type-Options"] = "nosniff"
    found.headers["Cache-Control"] = "private, no-store"
    found.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return found


@page
@require_POST
def share(
    request: HttpRequest, actor: Actor, complaint_id: UUID, attachment_id: UUID
) -> HttpResponse:
    """Let the other side see it, masked as the form says."""
    policies.require_handle(actor)
    file = sharing.attachment_get(actor, complaint_id, attachment_id)
    given = request.POST
    sent = request.FILES.get("file")
    try:
        services.file_share(
            actor=actor,
            complaint_id=complaint_id,
            attachment_id=file.pk,
            share=services.Share(
                to=given.get("to", ""),
                boxes=given.get("boxes", ""),
                pages={n: given.get(f"boxes-{n}", "") for n in range(1, pdfs.MOST_PAGES + 1)},
                names_nobody=given.get("names_nobody") == "on",
                stream=cast(BinaryIO, sent.file) if sent else None,
                name=(sent.name or "") if sent else "",
            ),
        )
    except DomainError as refusal:
        return _shown(request, actor, complaint_id, attachment_id, refusal)
    messages.success(request, _("已提供，对方会收到通知。"))
    return redirect("complaint-file", complaint_id, attachment_id)


@page
@require_POST
def unshare(
    request: HttpRequest, actor: Actor, complaint_id: UUID, attachment_id: UUID
) -> HttpResponse:
    """Let the other side see it no more."""
    policies.require_handle(actor)
    sharing.attachment_get(actor, complaint_id, attachment_id)
    shared_id = forms.uuid_of(request.POST.get("shared", ""))
    if shared_id is None:
        raise Invalid(_("请选择要收回的文件。"), field="shared")
    services.file_unshare(actor=actor, complaint_id=complaint_id, shared_id=shared_id)
    messages.success(request, _("已收回，对方不能再下载。"))
    return redirect("complaint-file", complaint_id, attachment_id)


@page
@require_POST
def mine(request: HttpRequest, actor: Actor, shared_id: UUID) -> HttpResponseBase:
    """Let whoever was asked, or served a notice, take a file that was shared with him."""
    policies.require_own(actor)
    return _sent(services.shared_take_own(actor=actor, shared_id=shared_id))


def name_of(kind: str) -> str:
    """Return what a file is called when it leaves: nothing of who handed it in."""
    return f"file{kinds.KINDS[kind].endings[0]}"


def _sent(opened: office.Opened) -> HttpResponseBase:
    file = opened.file
    return download_of(opened.pieces(), name=name_of(file.kind), kind=file.kind, size=file.size)


def shared_lines(rows: list[SharedFile]) -> list[tuple[SharedFile, str]]:
    """Return shared files as lists show them to whoever may take them."""
    return [(one, form_of(one.kind)) for one in rows]
