"""One's own files: a shelf to put them on; they leave by a ticket that is used at once."""

from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.downloads import download_of
from livecompliance.kernel.pages import is_fragment, page
from office import policies, selectors, services
from office.models import File
from office.services import kinds, shelf, tables


class Line(NamedTuple):
    """One file as the page shows it."""

    file: File
    name: str
    form: str
    digest: str
    is_table: bool


@page
@require_GET
def files(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what whoever looks has put on the shelf, the newest first."""
    policies.require_keep_files(actor)
    shown = _shown(actor)
    template = "office/_files.html" if is_fragment(request) else "office/files.html"
    return render(request, template, shown)


@page
@require_POST
def discard(request: HttpRequest, actor: Actor, file_id: UUID) -> HttpResponse:
    """Take a file down, and offer to put it back."""
    file = services.shelf_discard(actor=actor, file_id=file_id)
    said = {"file": file, "name": selectors.file_name(file), "state": "held"}
    return _changed(request, said | {"seconds": shelf.UNDO.seconds})


@page
@require_POST
def restore(request: HttpRequest, actor: Actor, file_id: UUID) -> HttpResponse:
    """Put a file back."""
    file = services.shelf_restore(actor=actor, file_id=file_id)
    said = {"file": file, "name": selectors.file_name(file), "state": "undone"}
    return _changed(request, said)


@page
@require_GET
def rows(request: HttpRequest, actor: Actor, file_id: UUID) -> HttpResponse:
    """Show the first rows of a table."""
    policies.require_keep_files(actor)
    peek = services.table_peek(actor=actor, file_id=file_id)
    return render(request, "office/_peek.html", {"peek": peek, "file_id": file_id})


@page
@require_POST
def check(request: HttpRequest, actor: Actor, file_id: UUID) -> HttpResponse:
    """Order that a whole table is read, and show where its faults will be found."""
    policies.require_keep_files(actor)
    services.job_start(actor=actor, kind="table_check", arguments={"file": str(file_id)})
    messages.success(request, _("已开始逐行检查，有问题的行会列成文件在这里下载。"))
    return redirect("jobs")


@page
@require_POST
def take(request: HttpRequest, actor: Actor, file_id: UUID) -> HttpResponse:
    """Make a ticket for a file and send the browser there."""
    text = services.file_ticket_issue(actor=actor, file_id=file_id)
    return redirect("file-download", ticket=text)


@page
@require_GET
def download(request: HttpRequest, actor: Actor, ticket: str) -> HttpResponseBase:
    """Let a file leave, once: never shown in the page, never kept on the way."""
    opened = services.file_ticket_use(actor=actor, text=ticket)
    file = opened.file
    return download_of(opened.pieces(), name=opened.name, kind=file.kind, size=file.size)


def _changed(request: HttpRequest, said: dict[str, object]) -> HttpResponse:
    """Say what happened; the list hears `lc:files` and asks again."""
    answer = render(request, "office/_file_toast.html", said)
    answer["HX-Trigger"] = "lc:files"
    return answer


def _shown(actor: Actor) -> dict[str, object]:
    number, size = selectors.shelf_used(actor)
    endings = sorted(end for kind in kinds.KINDS.values() for end in kind.endings)
    return {
        "lines": [_line(file) for file in selectors.file_shelf(actor)[: shelf.MOST_FILES]],
        "used": {"number": number, "size": size},
        "most_files": shelf.MOST_FILES,
        "most_bytes": shelf.MOST_BYTES,
        "most_mib": shelf.MOST_OF_ONE >> 20,
        "keep_days": shelf.KEEP.days,
        "accepted": ",".join(endings),
        "endings": " · ".join(end.removeprefix(".").upper() for end in endings),
    }


def _line(file: File) -> Line:
    name = selectors.file_name(file)
    form = name.rpartition(".")[2].upper()
    digest = bytes(file.sha256 or b"").hex()
    return Line(file, name, form, digest, file.kind in tables.FORMS.values())
