"""Proofs of exemptions under review, and the prices that compared prices are measured by."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from accounts.views.holds import form_shown
from catalog import forms, policies, selectors, services
from catalog.models import ClaimEvidence
from catalog.rules.claims import exemptions
from catalog.views.suppliers import HERE, held_of, shelf
from charter.selectors.words import cited
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import number, page

PAGE, CHART_DAYS = 50, 30


@page
@require_GET
def claims(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show proofs that absolute terms are exempt: those that wait first."""
    state, start = request.GET.get("state", ""), number(request, "from")
    found = selectors.evidence_list(actor)
    if state in selectors.EVIDENCE_STATES:
        found = found.filter(state=state)
    rows = list(found[start : start + PAGE + 1])
    held = held_of(actor, "claim_evidence")
    shown = {
        "section": HERE,
        "tab": "claims",
        "rows": [_line(one) | {"is_held": one.pk in held} for one in rows[:PAGE]],
        "state": state,
        "states": [(code, name) for code, (name, _t) in selectors.EVIDENCE_STATES.items()],
        "kinds": [
            {"code": code, "name": selectors.exemption_name(code), "proof": kind.proof}
            for code, kind in exemptions().items()
        ],
        "files": shelf(actor),
        "today": clock.today(),
        "clause": cited("ADL-absolute"),
        "can_file": policies.can_file(actor),
        "can_review": policies.can_review(actor),
        "before": max(0, start - PAGE) if start else None,
        "next": start + PAGE if len(rows) > PAGE else None,
        "can_hold": policies.can_review(actor),
        **form_shown(),
    }
    return render(request, "catalog/claims.html", shown)


def _line(one: ClaimEvidence) -> dict[str, Any]:
    return {
        "row": one,
        "name": selectors.exemption_name(one.exemption),
        "state": selectors.EVIDENCE_STATES[one.state],
        "is_over": one.valid_until is not None and one.valid_until < clock.today(),
        "is_unlooked": one.recheck_on is not None and one.recheck_on < clock.today(),
        "is_to_look": one.recheck_on is not None
        and one.recheck_on <= clock.today() + selectors.SOON,
        "needs_file": exemptions()[one.exemption].proof and one.file is None,
    }


@page
@require_POST
def claim_add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Hand in a proof."""
    policies.require_file(actor)
    return back(
        request,
        "supplier-claims",
        lambda: services.evidence_give(actor=actor, proof=forms.proof_of(request.POST)),
        _("已提交，待审核。"),
    )


@page
@require_POST
def claim_decide(request: HttpRequest, actor: Actor, evidence_id: UUID, move: str) -> HttpResponse:
    """Approve, refuse or withdraw a proof, or say that it was looked at and holds."""
    selectors.evidence_get(actor, evidence_id)
    reason = request.POST.get("reason", "")

    def act() -> Any:
        if move == "look":
            return services.evidence_look(actor=actor, evidence_id=evidence_id)
        if move == "withdraw":
            return services.evidence_withdraw(actor=actor, evidence_id=evidence_id, reason=reason)
        return services.evidence_decide(
            actor=actor, evidence_id=evidence_id, is_approved=move == "approve", reason=reason
        )

    return back(request, "supplier-claims", act, _("已记录决定。"))


@page
@require_GET
def price_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show at which prices a product was sold in a place, and by which low it is measured."""
    policies.require_see_suppliers(actor)
    wanted = request.GET.get("q", "")
    product, place = request.GET.get("product", ""), request.GET.get("place", "")
    pairs = selectors.priced_products(actor, wanted, PAGE)
    if not product and pairs:
        product, place = pairs[0]
    shown = {
        "section": HERE,
        "tab": "prices",
        "pairs": pairs,
        "wanted": wanted,
        "product": product,
        "place": place,
        "clause": cited("PRICE-compared-price"),
        "days": selectors.look_back_days(clock.today()),
    }
    if product:
        shown |= _history(actor, product, place)
    return render(request, "catalog/prices.html", shown)


def _history(actor: Actor, product: str, place: str) -> dict[str, Any]:
    """Return the deals of thirty days as a chart and as rows, and the low of today."""
    now = clock.now()
    deals = selectors.deals_of(actor, product, place, now - timedelta(days=CHART_DAYS))
    (low,) = selectors.lows_of(actor, [(product, place)], now)
    lines = [{"axis": "y", "colour": "--chart-1", "values": [one.fen / 100 for one in deals]}]
    if low is not None:
        lines.append(
            {"axis": "y", "colour": "--chart-3", "values": [low.fen / 100 for _one in deals]}
        )
    told = {"at": [int(one.at.timestamp()) for one in deals], "lines": lines}
    rows = [{"price": selectors.yuan(one.fen), "at": one.at} for one in deals[-200:]]
    return {
        "plot": json.dumps(told) if len(deals) > 1 else "",
        "rows": rows[::-1],
        "low": {"price": selectors.yuan(low.fen), "at": low.at, "is_last": low.is_last}
        if low
        else None,
    }
