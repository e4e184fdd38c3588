"""The catalogue as it holds: found, read entry by entry, asked about a moment."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from catalog import forms, policies, selectors
from catalog.rules.judge import Product
from catalog.selectors import display, words
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid, NotFound
from livecompliance.kernel.pages import page

HERE, MOST_ASKED = "catalogue", 300


def frame(actor: Actor, tab: str) -> dict[str, Any]:
    """Return what every page of the catalogue shows around its own."""
    return {
        "section": HERE,
        "tab": tab,
        "draft": selectors.draft_find(actor),
        "can_write": policies.can_write_editions(actor),
    }


@page
@require_GET
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the entries that hold, found by words, class, action and origin."""
    policies.require_see_editions(actor)
    now = clock.now()
    held, placed = selectors.held_at(actor, now), selectors.placed_at(actor, now)
    asked = request.GET
    wanted = selectors.Wanted(
        asked.get("q", "")[:60], asked.get("class", ""), asked.get("action", ""),
        asked.get("origin", ""),
    )  # fmt: skip
    found = selectors.placed_find(placed, wanted)
    shown = frame(actor, "catalogue") | {
        "rows": [display.entry(one) for one in found],
        "total": len(placed),
        "own": sum(one.origin != "base" for one in placed),
        "held": held,
        "wanted": wanted,
        "is_narrowed": any(wanted),
        "classes": display.classes(),
        "actions": words.ACTIONS.items(),
        "origins": words.ORIGINS.items(),
        "coming": _coming(actor, held),
    }
    return render(request, "catalog/catalogue.html", shown)


def _coming(actor: Actor, held: selectors.Held) -> list[Any]:
    """Return the versions whose moment is still to come."""
    states = selectors.edition_states(actor, clock.now())
    return [one for one in selectors.edition_list(actor)[:20] if states.get(one.number) == "coming"]


@page
@require_GET
def entry(request: HttpRequest, actor: Actor, entry_id: str) -> HttpResponse:
    """Show one entry with everything that is said of it, and what versions did to it."""
    policies.require_see_editions(actor)
    now = clock.now()
    history = selectors.entry_history(actor, entry_id)
    one = selectors.placed_find_one(actor, entry_id, now)
    if one is None and not history:
        raise NotFound(_("没有这个条目。"))
    shown = frame(actor, "catalogue") | {
        "id": entry_id,
        "row": display.entry(one) if one else None,
        "holds": one is not None and one.entry.holds(clock.today()),
        "base": selectors.held_at(actor, now).base,
        "history": [
            {
                "edition": past.edition,
                "how": words.HOW[past.how],
                "fields": display.fields(past.fields),
            }
            for past in history
        ],
    }
    return render(request, "catalog/entry.html", shown)


@page
@require_GET
def asked(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer whether a product was listed at a moment, by the version that held then."""
    policies.require_see_editions(actor)
    given = {name: request.GET.get(name, "")[:MOST_ASKED] for name in ("title", "more", "at")}
    shown = frame(actor, "asked") | {"given": given, "faults": {}}
    if "title" in request.GET:
        _answer(actor, given, shown)
    else:
        last_week = (clock.now() - timedelta(days=7)).astimezone(clock.SHANGHAI)
        given["at"] = f"{last_week:%Y-%m-%dT20:14:07}"
    return render(request, "catalog/asked.html", shown, status=422 if shown["faults"] else 200)


def _answer(actor: Actor, given: dict[str, str], shown: dict[str, Any]) -> None:
    if not given["title"].strip():
        shown["faults"]["title"] = _("请填写商品名称。")
    try:
        moment = forms.moment_of(given["at"], "at") or clock.now()
    except Invalid as refusal:
        shown["faults"]["at"] = refusal.message
    if shown["faults"]:
        return
    catalogue = selectors.catalogue_at(actor, moment)
    (judged,) = catalogue.judge([Product(given["title"], given["more"])])
    held = selectors.held_at(actor, moment)
    placed = {one.entry.id: one for one in selectors.placed_of(actor, held)}
    shown |= {
        "moment": moment,
        "verdict": judged.verdict,
        "verdict_name": words.VERDICTS[judged.verdict],
        "verdict_tone": display.TONES.get(judged.verdict, "ok"),
        "grounds": [(display.entry(placed[one.entry.id]), one.words) for one in judged.grounds],
        "answered": held,
        "version": catalogue.version,
        "edition": selectors.edition_numbered(actor, held.number),
    }
