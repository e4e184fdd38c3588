"""The register of paid promotion, endorsers under review, who answers for broadcasts."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from accounts.views.holds import form_shown
from catalog import policies, selectors, services
from catalog.models import AdStatement, Advert, Endorsement
from catalog.rules.adverts import PAID
from catalog.views.suppliers import HERE, held_of
from charter.selectors.words import cited
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import number, page

PAGE = 50


@page
@require_GET
def adverts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the register of promotion, endorsements, and what broadcasts stated."""
    state, start = request.GET.get("state", ""), number(request, "from")
    found = selectors.advert_list(actor)
    if state in selectors.ADVERT_STATES:
        found = found.filter(state=state)
    rows = list(found[start : start + PAGE + 1])
    held = held_of(actor, "advert")
    shown = {
        "section": HERE,
        "tab": "adverts",
        "rows": [_line(one) | {"is_held": one.pk in held} for one in rows[:PAGE]],
        "state": state,
        "states": [(code, name) for code, (name, _t) in selectors.ADVERT_STATES.items()],
        "endorsements": [_endorsed(one) for one in selectors.endorsement_list(actor)[:PAGE]],
        "statements": [_stated(one) for one in selectors.statement_list(actor, 20)],
        "clause": cited(PAID),
        "can_review": policies.can_review(actor),
        "before": max(0, start - PAGE) if start else None,
        "next": start + PAGE if len(rows) > PAGE else None,
        "can_hold": policies.can_review(actor),
        **form_shown(),
    }
    return render(request, "catalog/adverts.html", shown)


def _line(one: Advert) -> dict[str, Any]:
    return {
        "row": one,
        "kind": selectors.ADVERT_KINDS[one.kind],
        "state": selectors.ADVERT_STATES[one.state],
        "advertiser": one.supplier.title if one.supplier else one.party,
        "party": one.party,
        "is_known": selectors.is_identified(one),
        "price": selectors.yuan(one.fen) if one.fen else "",
        "claims": [said for said in one.claims if said.get("verdict") != "exempt"],
        "is_barred": any(said.get("verdict") == "block" for said in one.claims),
    }


def _endorsed(one: Endorsement) -> dict[str, Any]:
    return {"row": one, "state": selectors.ADVERT_STATES[one.state]}


def _stated(one: AdStatement) -> dict[str, Any]:
    names = dict.fromkeys(said["role"] for said in one.roles)
    return {
        "row": one,
        "tests": [selectors.TEST_NAMES[test] for test in one.tests],
        "roles": [selectors.ROLE_NAMES[role] for role in names],
    }


@page
@require_POST
def advert_decide(request: HttpRequest, actor: Actor, advert_id: UUID, move: str) -> HttpResponse:
    """Approve or refuse a promotion, or say that it has ended."""
    selectors.advert_get(actor, advert_id)
    reason = request.POST.get("reason", "")

    def act() -> Any:
        if move == "end":
            return services.advert_end(actor=actor, advert_id=advert_id, reason=reason)
        return services.advert_decide(
            actor=actor, advert_id=advert_id, is_approved=move == "approve", reason=reason
        )

    return back(request, "supplier-adverts", act, _("已记录决定。"))


@page
@require_POST
def endorsement_decide(
    request: HttpRequest, actor: Actor, endorsement_id: UUID, move: str
) -> HttpResponse:
    """Accept or refuse that somebody used what he endorses."""
    selectors.endorsement_get(actor, endorsement_id)
    reason = request.POST.get("reason", "")
    return back(
        request,
        "supplier-adverts",
        lambda: services.endorsement_decide(
            actor=actor,
            endorsement_id=endorsement_id,
            is_approved=move == "approve",
            reason=reason,
        ),
        _("已记录决定。"),
    )
