"""The queue: what waits, who holds what, the item in hand; claim, keep alive, leave."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import is_fragment, page
from review import policies, selectors, services
from review.models import Item
from review.selectors import words
from review.selectors.desk import desk_of
from review.selectors.queue import is_plain

MOST_ROWS = 60


@page
@require_GET
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the queue with the item that the officer has in hand, if he has one."""
    policies.require_see(actor)
    held = selectors.held_by(actor, clock.now()).first() if policies.can_work(actor) else None
    desk = desk_of(actor, held) if held else None
    shown = waiting_of(actor) | {"section": "review", "desk": desk}
    return render(request, "review/queue.html", shown)


@page
@require_GET
def waiting(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what waits and who holds what: the part that moves."""
    return render(request, "review/_list.html", waiting_of(actor))


def waiting_of(actor: Actor) -> dict[str, Any]:
    """Return what the list shows."""
    now, counts = clock.now(), selectors.counts(actor)
    rows = [_row(actor, one) for one in selectors.item_list(actor)[:MOST_ROWS]]
    can_work = policies.can_work(actor)
    return {
        "counts": counts,
        "kinds": [(words.kind_name(kind), number) for kind, number in counts.by_kind.items()],
        "oldest": words.length(_age(counts.oldest_at)) if counts.oldest_at else "",
        "rows": rows,
        "more": max(0, counts.waiting - len(rows)),
        "can_work": can_work,
        "sitting": selectors.sitting_of(actor) if can_work else None,
        "is_plain": is_plain(actor) if can_work else False,
        "now": now,
    }


def _row(actor: Actor, one: Item) -> dict[str, Any]:
    is_held = one.lease_until is not None and one.lease_until > clock.now()
    return {
        "item": one,
        "kind": words.kind_name(one.kind),
        "title": words.title_of(one),
        "why": words.why_now(one),
        "is_late": one.due_s < clock.now().timestamp(),
        "is_mine": is_held and one.held_by_id == actor.user_id,
        "holder": str(one.held_by) if is_held and one.held_by else "",
        "is_for_me": one.assigned_to_id is not None and one.assigned_to_id == actor.user_id,
        "is_escalated": one.escalated_by_id is not None,
        "age": words.length(_age(one.opened_at)),
    }


def _age(since: Any) -> int:
    return max(0, int((clock.now() - since).total_seconds()))


@page
@require_POST
def claim(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give the officer the next item; to htmx and to the page's own script only the desk.

    Who asks `ahead` of need and holds enough already, or should rest, is given nothing, and not
    refused.
    """
    try:
        item = services.item_claim(actor=actor)
    except (services.TooManyHeld, services.RestDue):
        if not request.POST.get("ahead"):
            raise
        item = None
    if not is_fragment(request):
        return redirect("review")
    if item is None:
        return HttpResponse(status=204)
    return render(request, "review/_desk.html", {"desk": desk_of(actor, item)})


@page
@require_POST
def beat(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep what is in hand; say what is still the officer's."""
    is_idle = bool(request.POST.get("idle"))
    kept = services.items_beat(actor=actor, item_ids=_ids(request), is_idle=is_idle)
    sitting = selectors.sitting_of(actor)
    return JsonResponse({"kept": [str(one) for one in kept], "rest": sitting.is_rest_due})


def _ids(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("item")[:50]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@page
@require_POST
def leave(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give back what is in hand: the page was closed."""
    policies.require_work(actor)
    services.items_leave(actor=actor)
    return HttpResponse(status=204)


@page
@require_POST
def pictures(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show harmful pictures as they are, or blurred and grey."""
    services.desk_plain_set(actor=actor, is_plain=request.POST.get("plain") == "1")
    return HttpResponse(status=204) if is_fragment(request) else redirect("review")
