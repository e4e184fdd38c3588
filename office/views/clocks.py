"""The open clocks of a platform, the one that ends first in front."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office import policies, selectors

PAGE = 50


@page
def clocks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the open clocks to whoever watches over the platform."""
    policies.require_see_clocks(actor)
    found = list(selectors.clock_open_list(actor, after=request.GET.get("after", ""))[: PAGE + 1])
    shown: dict[str, Any] = {
        "clocks": selectors.told(found[:PAGE]),
        "is_more": len(found) > PAGE,
        "next": found[PAGE - 1].pk if len(found) > PAGE else "",
        "calendar_url": reverse("calendar"),
    }
    return render(request, "office/clocks.html", shown)
