"""Who will be told of the draft, before anybody publishes it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from catalog import policies, selectors
from catalog.selectors import affected_words
from catalog.selectors.affected import Touched
from catalog.views.catalogue import frame
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page

MOST_ROOMS, MOST_GOODS = 200, 20


@page
@require_GET
def affected(request: HttpRequest, actor: Actor, catalogue_draft_id: UUID) -> HttpResponse:
    """Show the rooms that the draft touches, by which goods, and who is written to."""
    policies.require_see_editions(actor)
    row = selectors.draft_get(actor, catalogue_draft_id)
    found = selectors.draft_affected(actor, row)
    ordered = sorted(found.rooms, key=lambda one: (not one.is_on_air, -len(one.goods)))
    shown = frame(actor, "draft") | {
        "row": row,
        "found": found,
        "rooms": [room_told(one) for one in ordered[:MOST_ROOMS]],
        "more": max(0, len(ordered) - MOST_ROOMS),
    }
    return render(request, "catalog/affected.html", shown)


def room_told(one: Touched) -> dict[str, Any]:
    """Return a room as the page shows it."""
    roles = [str(name) for role, name in affected_words.PEOPLE.items() if role in _roles(one)]
    goods = [
        {
            "number": each.product.external_id,
            "pk": each.product.pk,
            "title": each.product.title,
            "how": affected_words.HOW[each.how][0],
            "tone": affected_words.HOW[each.how][1],
            "why": affected_words.why(each),
        }
        for each in one.goods[:MOST_GOODS]
    ]
    return {
        "room": one.room,
        "is_on_air": one.is_on_air,
        "goods": goods,
        "more": len(one.goods) - len(goods),
        "roles": roles,
        "people": len(one.people),
    }


def _roles(one: Touched) -> set[str]:
    return set(one.people.values())
