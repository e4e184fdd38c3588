"""Complaints by the telephone or mail that was left: what was looked for stands in no address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from complaints import policies, services
from complaints.views.inbox import HERE, lines_of
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page


@page
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the complaints of whoever is on the telephone; asked for plainly, only the form."""
    policies.require_handle(actor)
    fault, rows, status = "", [], 200
    is_asked = request.method == "POST"
    try:
        if is_asked:
            wanted = request.POST.get("wanted", "")
            rows = services.complaints_of_contact(actor=actor, wanted=wanted)
    except Invalid as refusal:
        fault, status = refusal.message, refusal.status
    shown = {
        "section": HERE,
        "lines": lines_of(actor, rows),
        "wanted": request.POST.get("wanted", "") if fault else "",
        "fault": fault,
        "is_asked": is_asked,
    }
    answer = render(request, "complaints/found.html", shown, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
