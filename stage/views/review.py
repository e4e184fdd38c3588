"""What waits for an officer, and one version beside the one that is shown."""

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.downloads import download_of
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from stage import policies, selectors, services
from stage.models import ElementVersion
from stage.templatetags.stage import ELEMENTS

PAGE = 50
CLAUSES = ("M-key-elements", "O117-key-elements", "M-virtual-image", "O117-ai-person")


class Shown(NamedTuple):
    """A version as a page shows it."""

    version: ElementVersion
    text: str
    url: str
    has_picture: bool


def shown(version: ElementVersion | None) -> Shown | None:
    """Return a version with its words."""
    if version is None:
        return None
    held = selectors.version_content(version)
    has_picture = bool(version.file_id or held["url"] or version.image_sha256)
    return Shown(version, held["text"], held["url"], has_picture)


@page
@require_GET
def waiting(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what waits: versions, the oldest first, and virtual hosts without an assessment."""
    versions = selectors.versions_waiting(actor)
    number = versions.count()
    rows = [(one, shown(one)) for one in versions[:PAGE]]
    said = {
        "rows": rows,
        "number": number,
        "more": max(0, number - PAGE),
        "hosts": list(selectors.hosts_waiting(actor)[:PAGE]),
        "can_review": policies.can_review(actor),
    }
    return render(request, "stage/waiting.html", said)


@page
@require_GET
def version(request: HttpRequest, actor: Actor, proposal_id: UUID) -> HttpResponse:
    """Show a version beside what is shown now, with what may be done about it."""
    policies.require_see(actor)
    found = selectors.version_get(actor, proposal_id)
    return render(request, "stage/review.html", _said(actor, found))


def _said(actor: Actor, found: ElementVersion) -> dict[str, Any]:
    waits = list(selectors.versions_waiting(actor).values_list("pk", flat=True)[:200])
    place = waits.index(found.pk) + 1 if found.pk in waits else 0
    others = [one for one in waits if one != found.pk]
    following = waits[place] if place and place < len(waits) else (others[0] if others else None)
    return {
        "section": "stage",
        "proposed": shown(found),
        "now": shown(found.element.shown) if found.element.shown_id != found.pk else None,
        "element": found.element,
        "room": found.element.room,
        "place": place,
        "count": len(waits),
        "following": following,
        "findings": [one for one in found.labels if one.get("by") != "platform"],
        "labels": [one for one in found.labels if one.get("by") == "platform"],
        "clauses": clauses(found),
        "can_decide": found.state == "waiting" and policies.can_review(actor),
    }


def clauses(found: ElementVersion) -> list[tuple[str, str]]:
    """Return the clauses that a refusal may rest on: those of its labels first."""
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    register = law.register(clock.today())
    named = [str(one["clause"]) for one in found.labels if one.get("clause") in register]
    more = [one.id for one in register.values() if one.instrument in ("M", "O117")]
    ids = dict.fromkeys([*named, *(one for one in CLAUSES if one in register), *more])
    return [(one, f"{law.citation(register[one], tongue)} · {one}") for one in ids]


@page
@require_GET
def picture(request: HttpRequest, actor: Actor, proposal_id: UUID) -> HttpResponseBase:
    """Give the picture of a version that was stored here, to whoever watches."""
    opened = services.picture_open(actor=actor, version_id=proposal_id)
    answer = download_of(
        opened.pieces(), name=opened.name, kind=opened.file.kind, size=opened.file.size
    )
    answer["Content-Disposition"] = "inline"  # an image of ours, drawn anew when it was stored
    return answer


@page
@require_POST
def decide(request: HttpRequest, actor: Actor, proposal_id: UUID) -> HttpResponse:
    """Approve or refuse a version, and go on to the next that waits."""
    policies.require_review(actor)
    found = selectors.version_get(actor, proposal_id)
    given = request.POST
    try:
        services.element_decide(
            actor=actor,
            version_id=found.pk,
            state=given.get("state", ""),
            reason=given.get("reason", ""),
            clause=given.get("clause", ""),
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("stage-review", proposal_id)
    said = _("已通过：%(what)s。") if given.get("state") == "approved" else _("未通过：%(what)s。")
    messages.success(request, said % {"what": ELEMENTS[found.element.kind]})
    following = selectors.versions_waiting(actor).values_list("pk", flat=True).first()
    return redirect("stage-review", following) if following else redirect("stage")
