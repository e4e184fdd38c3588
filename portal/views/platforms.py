"""The first page: the platforms that were granted, each with how its duties stand; one board."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import NotFound
from oversight import selectors as oversight
from oversight.rules.articles import article_of
from oversight.selectors.duty import TREND_DAYS
from oversight.templatetags.dutyboard import standing, tone
from oversight.views.duties import OLDEST, clauses_of, day_shown
from portal.rules.sight import evidence_page
from portal.selectors import Sight
from portal.views.frame import Looker, portal_page, shown

MOST_TURNS = 60
WORST = ("breached", "at_risk")


class Card(NamedTuple):
    """One platform, with how its duties stand."""

    sight: Sight
    board: oversight.Board
    bar: Any
    counts: list[tuple[str, str, str, int]]
    worst: list[oversight.Row]


@require_GET
@portal_page("platforms")
def home(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show the platforms granted; who has one alone goes on to its board."""
    if len(looker.sights) == 1 and "all" not in request.GET:
        return redirect("portal-board", looker.sights[0].tenant.slug)
    cards = [_card(looker, one) for one in looker.sights]
    return shown(request, looker, "portal/platforms.html", {"section": "portal", "cards": cards})


def _card(looker: Looker, sight: Sight) -> Card:
    found = oversight.board(looker.actor, sight.tenant)
    rows = found.rows()
    worst = [row for state in WORST for row in rows if row.standing == state][:3]
    return Card(sight, found, oversight.bar_of(found.counts), _counts(found.counts), worst)


def _counts(held: Any) -> list[tuple[str, str, str, int]]:
    return [(state, standing(state), tone(state), n) for state, n in held.items()]


@require_GET
@portal_page("duties")
def board(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show how every duty of both instruments stands, now or on a past day."""
    day = day_shown(request)
    found = oversight.board(looker.actor, looker.here.tenant, day)
    only = request.GET.get("state", "")
    context = {
        "section": "portal-board",
        "board": found,
        "day": day,
        "today": clock.today(),
        "oldest": OLDEST,
        "counts": _counts(found.counts),
        "bar": oversight.bar_of(found.counts),
        "only": only if only in found.counts else "",
        "query": f"?day={day}" if day else "",
    }
    return shown(request, looker, "portal/board.html", context)


@require_GET
@portal_page("duty", thing="article")
def duty(request: HttpRequest, looker: Looker, instrument: str, article: int) -> HttpResponse:
    """Show one article: its text, its controls, how they stood."""
    placed = article_of(instrument, str(article))
    if placed is None:
        raise NotFound(_("没有这一条。"))
    actor, tenant, day = looker.actor, looker.here.tenant, day_shown(request)
    row = oversight.row_of(oversight.board(actor, tenant, day), placed.key)
    if row is None:
        raise NotFound(_("没有这一条。"))
    names = [control.name for control, _seen in row.seen]
    past = list(oversight.readings_since(actor, tenant.pk, names, TREND_DAYS))
    plots = {one: [two for two in past if two.control == one] for one in names}
    context = {
        "section": "portal-board",
        "row": row,
        "day": day,
        "clauses": clauses_of(placed),
        "controls": [
            (
                control,
                seen,
                oversight.history_plot(plots[control.name]),
                evidence_page(control.page, looker.here.matters),
            )
            for control, seen in row.seen
        ],
        "turns": oversight.turns_of(past)[:MOST_TURNS],
        "days": TREND_DAYS,
        "query": f"?day={day}" if day else "",
    }
    return shown(request, looker, "portal/duty.html", context)
