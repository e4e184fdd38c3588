"""Files leave by a ticket that is made when the button is pressed and used at once."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.downloads import disposition
from livecompliance.kernel.pages import page
from office import services


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
    headers = {
        "Content-Disposition": disposition(opened.name),
        "Content-Length": str(opened.file.size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return StreamingHttpResponse(opened.pieces(), content_type=opened.file.kind, headers=headers)
