"""The live wall, and where everybody begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import is_fragment, number, page
from moderation.selectors import figures, show, wall
from moderation.selectors.standing import NAMES, Filters
from moderation.services import pulse
from rooms import policies
from rooms.models import Room


@page
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Send everybody to the page he works on."""
    if policies.can_watch(actor):
        return redirect("duties")
    if actor.has("streamer"):
        return redirect("stream-index")
    return redirect("my-supplies" if actor.has("merchant") else "settings-tenant")


@page
def live_wall(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show every room on air by risk; to htmx, only what moves."""
    policies.require_watch(actor)
    wanted = Filters(
        tier=_one_of(request, "tier", Room.Tier.values),
        category=request.GET.get("category", "")[:60],
        state=_one_of(request, "state", NAMES),
        text=request.GET.get("q", "").strip()[:60],
        page=number(request, "page", 1),
    )
    query = request.GET.copy()
    for name in ("page", "state"):
        query.pop(name, None)
    shown = {
        "wall": wall.wall_page(actor, wanted),
        "figures": (shown_figures := figures.figures(actor)),
        "rate": pulse.rate_note(actor=actor, total=shown_figures.events),
        "dense": request.COOKIES.get("lc_density") == "dense",
        "query": query.urlencode(),
    }
    if is_fragment(request):
        return render(request, "moderation/_wall.html", shown)
    shown["has_platforms"] = len(actor.tenant_ids) > 1
    shown |= {"tiers": list(show.TIERS.items()), "categories": wall.categories(actor)}
    return render(request, "moderation/wall.html", shown)


def _one_of(request: HttpRequest, name: str, allowed: object) -> str:
    value = request.GET.get(name, "")
    return value if value in list(allowed) else ""  # type: ignore[call-overload]
