"""The clause register, to be read: the Chinese governs, the English is a reference."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pages import page
from moderation.selectors import statutes


@page
def register(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show one instrument's clauses, or what a search finds in all of them."""
    wanted = request.GET.get("q", "").strip()[:80]
    chosen = request.GET.get("instrument", "")
    listed = statutes.instruments()
    if chosen not in {one.id for one in listed}:
        chosen = "" if wanted else listed[0].id
    shown = {
        "instruments": listed,
        "chosen": chosen,
        "instrument": law.instrument(chosen) if chosen else None,
        "clauses": statutes.clauses(chosen, wanted),
        "q": wanted,
    }
    return render(request, "moderation/law.html", shown)


@page
def clause(request: HttpRequest, actor: Actor, clause_id: str) -> HttpResponse:
    """Show one clause beside the words that cite it."""
    try:
        found = statutes.clause_shown(clause_id)
    except law.UnknownClause:
        raise NotFound(_("法规库中没有这个条款。")) from None
    return render(request, "moderation/_clause.html", {"clause": found})
