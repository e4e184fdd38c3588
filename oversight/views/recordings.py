"""The register of recordings: what of each broadcast the platform keeps, and what is missing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from oversight import policies
from oversight.selectors import recording as asks

HERE = "recordings"


@page
@require_GET
def recordings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the broadcasts of the last thirty days, each as a strip of what is recorded of it."""
    policies.require_see_recordings(actor)
    found = asks.covered_lately(actor)
    shown = {
        "section": HERE,
        "found": sorted(found, key=lambda one: (not one.is_late, not one.wrong)),
        "late": sum(one.is_late for one in found),
        "tally": asks.tally(actor, clock.now() - asks.LOOKED_BACK),
        "hours": int(asks.within(actor).total_seconds() // 3600),
        "days": asks.every(actor).days,
        "is_used": asks.is_used(actor),
    }
    return render(request, "oversight/recordings.html", shown)


@page
@require_GET
def recording(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Show one broadcast: its strip, its gaps, every recording and how it was found."""
    policies.require_see_recordings(actor)
    one = asks.covered(actor, session_id)
    rows = [(row, asks.host_of(row.url), asks.FAULTS.get(row.fault, "")) for row in one.recordings]
    shown = {"section": HERE, "one": one, "rows": rows, "hours": _hours(actor)}
    return render(request, "oversight/recording.html", shown)


def _hours(actor: Actor) -> int:
    return int(asks.within(actor).total_seconds() // 3600)
