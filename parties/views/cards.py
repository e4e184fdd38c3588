"""What operators publish of themselves: what waits, one card with its versions, decisions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from accounts.views.answers import back
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import page
from office import selectors as office
from parties import policies, selectors, services
from parties.forms import SUBMITTED, WITH_DAY, day_of, told_of
from parties.models import Card, Party
from parties.rules import cards

HERE = "cards"
MOST = 50


@page
@require_GET
def cards_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the cards that wait for an officer, and the operators that publish nothing."""
    policies.require_see_all(actor)
    waiting = selectors.cards_waiting(actor)
    unpublished = selectors.operators_unpublished(actor, MOST + 1)
    shown = {
        "section": "people",
        "tab": HERE,
        "is_watcher": True,
        "waiting": [
            {
                "card": one,
                "name": _name(one.party),
                "clocks": _of_kind(office.countdowns(actor, ("party", one.party_id))),
            }
            for one in waiting
        ],
        "unpublished": [
            {"party": one, "name": _name(one), "lacks": _lacks(actor, one)}
            for one in unpublished[:MOST]
        ],
        "has_more": len(unpublished) > MOST,
    }
    return render(request, "parties/cards.html", shown)


def _of_kind(clocks: list[office.Countdown]) -> list[office.Countdown]:
    return [
        one for one in clocks if one.clock.kind == services.REPUBLISH_CLOCK and one.clock.is_open
    ]


def _name(party: Party) -> str:
    return selectors.shown_name(party.kind, party.public_name)


def _lacks(actor: Actor, party: Party) -> list[str]:
    filed = services.card_filed(actor, party)
    return [selectors.card_label(party.kind, name) for name in cards.missing(party.kind, filed)]


@page
@require_GET
def card(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Show one operator's card: what is published, what waits beside it, and every version."""
    policies.require_see_all(actor)
    return _shown(request, actor, selectors.party_get(actor, party_id))


def _shown(
    request: HttpRequest,
    actor: Actor,
    party: Party,
    kept: Mapping[str, str] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    there = selectors.card_versions(actor, party.pk)
    clause = cards.clause_of(party.kind)
    shown = {
        "section": "people",
        "party": party,
        "name": _name(party),
        "clause": clause,
        "is_operator": Party.Role.OPERATOR in party.roles,
        "can_decide": policies.can_decide(actor),
        "can_unmask": policies.can_unmask(actor) and _is_approved(actor, party),
        "published": there.published,
        "waiting": there.waiting,
        "today": clock.today(),
        "versions": list(selectors.card_list(actor, party.pk)[:MOST]),
        "clocks": _clocks(actor, party, there),
        "link": _link(request, actor, party) if there.published else "",
        "typed": _typed(party.kind, kept or {}),
        "changed_on": (kept or {}).get("changed_on") or f"{clock.today()}",
        "refusal": refusal.message if refusal else "",
        "field": refusal.extra.get("field", "") if refusal else "",
        "compositions": Card.Composition.choices,
        **_lines(actor, party, there),
    }
    return render(request, "parties/card.html", shown, status=422 if refusal else 200)


def _is_approved(actor: Actor, party: Party) -> bool:
    """Tell whether the eye opens: of a minor only while somebody else's approval holds."""
    return not selectors.is_minor(party) or bool(selectors.minor_access_open(actor, party.pk))


def _lines(actor: Actor, party: Party, there: selectors.Versions) -> dict[str, Any]:
    """Return the lines of what is published, in clear, and of what waits or is on file, masked."""
    old = services.card_opened(actor, there.published) if there.published else None
    found: dict[str, Any] = {"items": selectors.card_items(party.kind, old) if old else []}
    if there.waiting is not None:
        new = services.card_opened(actor, there.waiting)
        moved = set(cards.changed(party.kind, old, new)) if old is not None else set()
        lines = selectors.card_items(party.kind, services.card_masked(party.kind, new), old)
        found["draft"] = [line | {"is_changed": line["name"] in moved} for line in lines]
    elif old is None:
        filed = services.card_filed(actor, party)
        found["draft"] = selectors.card_items(party.kind, services.card_masked(party.kind, filed))
    return found


def _clocks(actor: Actor, party: Party, there: selectors.Versions) -> list[office.Countdown]:
    ours = _of_kind(office.countdowns(actor, ("party", party.pk)))
    if there.published is None:
        return ours
    theirs = office.countdowns(actor, ("card", there.published.pk))
    return [*ours, *(one for one in theirs if one.clock.is_open)]


def _link(request: HttpRequest, actor: Actor, party: Party) -> str:
    slug = accounts.tenant_get(actor).slug
    return request.build_absolute_uri(reverse("public-operator", args=[slug, party.pk]))


def _typed(kind: str, kept: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [
        (name, selectors.card_label(kind, name), kept.get(name, ""))
        for name in cards.typed_of(kind)
    ]


@page
@require_POST
@sensitive_post_parameters(*SUBMITTED)
def submit(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Take what an operator told, as an officer writes it down; a refusal loses nothing of it."""
    policies.require_decide(actor)
    party = selectors.party_get(actor, party_id)
    try:
        services.card_submit(actor=actor, party_id=party_id, told=told_of(request.POST))
    except DomainError as refusal:
        kept = {name: request.POST.get(name, "") for name in WITH_DAY}
        return _shown(request, actor, party, kept, refusal)
    messages.success(request, _("已登记新的版本，核验后公示。"))
    return redirect(_to(party_id))


@page
@require_POST
def doubt(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Write down that what is published is no longer true."""
    policies.require_decide(actor)
    selectors.party_get(actor, party_id)

    def run() -> Card:
        return services.card_doubt(
            actor=actor,
            party_id=party_id,
            changed_on=day_of(request.POST, "changed_on") or clock.today(),
            reason=request.POST.get("reason", ""),
        )

    return back(request, _to(party_id), run, _("已记录，并通知运营者在三个工作日内报送。"))


@page
@require_POST
def decide(request: HttpRequest, actor: Actor, card_id: UUID) -> HttpResponse:
    """Publish a version or send it back."""
    policies.require_decide(actor)
    found = selectors.card_get(actor, card_id)
    said = request.POST.get("decision", "")

    def run() -> Card:
        if said not in ("approve", "refuse"):
            raise Invalid(_("请选择通过或退回。"), field="decision")
        return services.card_decide(
            actor=actor,
            card_id=card_id,
            is_approved=said == "approve",
            reason=request.POST.get("reason", ""),
        )

    done = _("已核验并公示。") if said == "approve" else _("已退回，理由已留痕。")
    return back(request, _to(found.party_id), run, done)


def _to(party_id: UUID) -> str:
    return reverse("card", args=[party_id])
