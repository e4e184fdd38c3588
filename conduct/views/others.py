"""Whom broadcasts promoted who is barred, with the proof that this was known."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from conduct import policies, selectors
from conduct.models import Promotion
from conduct.selectors import words
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import number, page
from parties.selectors.party import shown_name

HERE, PAGE, DAYS = "conduct", 40, 30


@page
@require_GET
def others(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the last thirty days' acts of promotion: who, how, and since when it was known."""
    policies.require_see(actor)
    how, start = request.GET.get("how", ""), number(request, "from")
    how = how if how in words.HOW else ""
    since = clock.now() - timedelta(days=DAYS)
    rows = list(selectors.promotion_list(actor, since, how)[start : start + PAGE + 1])
    shown = {
        "section": HERE,
        "rows": [_row(one) for one in rows[:PAGE]],
        "how": how,
        "hows": list(words.HOW.items()),
        "before": max(0, start - PAGE) if start else None,
        "next": start + PAGE if len(rows) > PAGE else None,
    }
    return render(request, "conduct/others.html", shown)


def _row(one: Promotion) -> dict[str, Any]:
    return {
        "one": one,
        "how": words.HOW[one.how],
        "known": words.KNOWN[one.known_by],
        "whom": _whom(one),
        "kind": words.TARGETS[one.target.kind] if one.target else "",
    }


def _whom(one: Promotion) -> str:
    """Name whom it was for: people masked, places as they stand on the list."""
    if one.party is not None:
        return shown_name(one.party.kind, one.party.public_name)
    return selectors.entries_of([one.target])[0].value if one.target is not None else ""
