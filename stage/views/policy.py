"""What the platform wants of every stage: elements reviewed beforehand, and places it refuses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.policies import can_manage_security
from accounts.views.answers import back
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from stage import policies, selectors, services
from stage.rules import elements, places

HERE = "settings-stage"


@page
@require_GET
def policy(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what holds, what the law names, and what was changed lately."""
    policies.require_see_policy(actor)
    terms, can_change = selectors.terms_get(actor), can_manage_security(actor)
    shown = {
        "section": HERE,
        "elements": [
            (kind, kind in terms.required, kind in elements.REQUIRED) for kind in elements.KINDS
        ],
        "places": selectors.place_rows(terms),
        "grounds": places.GROUNDS,
        "left_out": sorted(elements.REQUIRED - terms.required, key=elements.KINDS.index),
        "can_change": can_change,
        "changes": selectors.terms_changes(actor) if can_change else [],
    }
    return render(request, "stage/policy.html", shown)


@page
@require_POST
def policy_set(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Replace what holds from the next broadcast on."""
    given = request.POST
    grounds = {kind: given.get(f"ground_{kind}", "") for kind in places.KINDS}

    def act() -> object:
        return services.stage_policy_set(
            actor=actor,
            required=given.getlist("required"),
            restricted={kind: ground for kind, ground in grounds.items() if ground},
        )

    return back(request, HERE, act, _("开播要素策略已保存，从下一次开播起生效。"))
