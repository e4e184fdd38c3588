"""A picture that an officer wants to know about: the codes in it, and where each leads."""

from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conduct import policies, services
from conduct.selectors import words
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import page
from moderation.selectors.family import family_name

HERE = "conduct"


@page
@require_http_methods(["GET", "POST"])
def pictures(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Read the codes in one picture."""
    policies.require_look(actor)
    shown: dict[str, Any] = {
        "section": HERE,
        "seen": None,
        "fault": "",
        "most": services.MOST_CODES,
    }
    if request.method == "POST":
        try:
            seen = _read(request, actor)
            shown |= {"seen": seen, "codes": [_told(one) for one in seen.codes]}
        except DomainError as refusal:
            shown["fault"] = refusal.message
    return render(request, "conduct/picture.html", shown, status=422 if shown["fault"] else 200)


def _read(request: HttpRequest, actor: Actor) -> services.Seen:
    given = request.FILES.get("file")
    if given is None or isinstance(given, list):
        raise Invalid(_("请选择一张图片。"), field="file")
    return services.picture_read(actor=actor, stream=cast(BinaryIO, given.file))


def _told(one: services.Code) -> dict[str, Any]:
    found = one.answer.result
    return {
        "form": one.form,
        "content": one.content,
        "flags": words.flags_of(list(one.jump.flags)),
        "suggestion": words.SUGGESTIONS[found.suggestion],
        "families": list(dict.fromkeys(family_name(label.code) for label in found.labels)),
        "waits": found.suggestion == "review",
    }
