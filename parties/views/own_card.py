"""An operator's own card: what is published of him, what waits, what is missing and why."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, NotFound
from livecompliance.kernel.pages import page
from office import selectors as office
from parties import policies, selectors, services
from parties.forms import SUBMITTED, WITH_DAY, told_of
from parties.models import Card, Party
from parties.rules import cards

HOME = "me-card"


def _mine(actor: Actor) -> Party:
    policies.require_streamer(actor)
    party = selectors.party_of_user(actor, actor.user_id)
    if party is None:
        raise NotFound(_("请先登记资料。"))
    return party


@page
@require_GET
def own_card(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the operator what everybody reads of him, what waits, and what is missing and why."""
    return _shown(request, actor, _mine(actor))


@page
@require_POST
@sensitive_post_parameters(*SUBMITTED)
def own_card_submit(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take what he tells of himself; nothing that he wrote is lost when it is refused."""
    party = _mine(actor)
    try:
        services.card_submit(actor=actor, party_id=party.pk, told=told_of(request.POST))
    except DomainError as refusal:
        kept = {name: request.POST.get(name, "") for name in WITH_DAY}
        return _shown(request, actor, party, kept, refusal)
    messages.success(request, _("已报送，平台核验后公示。"))
    return redirect(HOME)


def _shown(
    request: HttpRequest,
    actor: Actor,
    party: Party,
    kept: dict[str, Any] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    there = selectors.card_versions(actor, party.pk)
    basis = there.waiting or there.published
    filed = services.card_filed(actor, party)
    values = services.card_opened(actor, basis) if basis is not None else filed
    public = services.card_opened(actor, there.published) if there.published else None
    shown = {
        "section": "me",
        "party": party,
        "is_operator": Party.Role.OPERATOR in party.roles,
        "clause": cards.clause_of(party.kind),
        "published": there.published,
        "waiting": there.waiting,
        "refused": selectors.card_refused(actor, party.pk),
        "items": selectors.card_items(party.kind, values, public if there.waiting else None),
        "typed": [
            (name, selectors.card_label(party.kind, name), (kept or values).get(name) or "")
            for name in cards.typed_of(party.kind)
        ],
        "changed_on": (kept or {}).get("changed_on") or f"{clock.today()}",
        "today": f"{clock.today()}",
        "compositions": Card.Composition.choices,
        "clocks": _clocks(actor, party, there),
        "link": _link(request, actor, party) if there.published else "",
        "refusal": refusal.message if refusal else "",
        "field": refusal.extra.get("field", "") if refusal else "",
    }
    answer = render(request, "parties/own_card.html", shown, status=422 if refusal else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _clocks(actor: Actor, party: Party, there: selectors.Versions) -> list[office.Countdown]:
    """Return the terms that run: his own to report, the platform's to answer."""
    found = office.countdowns(actor, ("party", party.pk))
    if there.published is not None:
        found += office.countdowns(actor, ("card", there.published.pk))
    ours = (services.REPORT_CLOCK, services.REPUBLISH_CLOCK)
    return [one for one in found if one.clock.kind in ours and one.clock.is_open]


def _link(request: HttpRequest, actor: Actor, party: Party) -> str:
    slug = accounts.tenant_get(actor).slug
    return request.build_absolute_uri(reverse("public-operator", args=[slug, party.pk]))
