"""Work that goes on, on the page it is about: how far it is, stopped and taken up again there."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from livecompliance.kernel.actors import Actor
from office import selectors as office
from office.views.job import lines_of

About = Mapping[str, Mapping[str, Any]]


def going_of(request: HttpRequest, actor: Actor, about: About) -> dict[str, Any]:
    """Return the work about a thing, by kind of job and what its arguments hold."""
    found = lines_of(actor, office.jobs_at(actor, about)) if len(actor.tenant_ids) == 1 else []
    return {
        "going": found,
        "is_going": any(line.job.is_open for line in found),
        "next": request.path,
    }


def told(request: HttpRequest, shown: Mapping[str, Any]) -> HttpResponse:
    """Answer the page that asks how far the work is; when all is over it shows itself anew."""
    answer = render(request, "tax/_going.html", dict(shown))
    if not shown["is_going"]:
        answer["HX-Refresh"] = "true"
    return answer
