"""What the palette of the console shows for the words typed so far."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from livecompliance.kernel import search
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page


@page
def palette(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what may be gone to; without words, the pages."""
    wanted = request.GET.get("q", "")
    groups = search.find(actor, wanted) if wanted.strip() else search.start(actor)
    shown = {"groups": groups, "q": search.asked(wanted)}
    return render(request, "accounts/_palette.html", shown)
