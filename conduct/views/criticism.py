"""What became of criticism: all rooms compared, one room with its trend and the lines."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from conduct import policies, selectors, services
from conduct.models import Guest
from conduct.rules.criticism import Counts
from conduct.selectors import plots, words
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from parties.selectors.party import shown_name
from rooms import selectors as rooms

HERE, DAYS, PARTS, LINES, GUESTS = "conduct", 30, 48, 60, 40
SPANS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=DAYS)}


@page
@require_GET
def criticism(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Compare the rooms of the last thirty days: how readily criticism goes, and the rest."""
    policies.require_see(actor)
    counts = selectors.counts_by_room(actor, clock.now() - timedelta(days=DAYS))
    titles = {one.pk: one.title for one in rooms.room_list(actor).filter(pk__in=list(counts))}
    rows: list[dict[str, Any]] = [
        {"room_id": room_id, "title": titles[room_id]} | _shown(one)
        for room_id, one in counts.items()
        if room_id in titles
    ]
    rows.sort(key=_order)
    return render(request, "conduct/criticism.html", {"section": HERE, "rows": rows[:200]})


def _order(row: dict[str, Any]) -> tuple[bool, float, int]:
    return not row["is_suppressed"], -row["percent"], -row["critical"]


def _shown(counts: Counts) -> dict[str, Any]:
    figures = services.figures_of(counts)
    return figures | {
        "percent": round(100 * counts.ratio, 1),
        "other_percent": round(100 * counts.other_ratio, 1),
        "times": round(counts.ratio / counts.other_ratio, 1) if counts.other_ratio else None,
        "odds": _odds(figures["chance"]),
    }


def _guest(one: Guest) -> str:
    return shown_name(one.party.kind, one.party.public_name) if one.party else ""


def _odds(chance: float) -> str:
    """Say how unlikely a blind choice would be: 1 in so many."""
    if chance >= 1:
        return "—"
    return f"1 / {min(10**9, round(1 / chance)):,}" if chance > 1e-9 else "< 1 / 1,000,000,000"


@page
@require_GET
def room(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Show one room: the comparison, its trend, how it removed, how soon it met breaches."""
    policies.require_see(actor)
    of = rooms.room_get(actor, room_id)
    span = request.GET.get("span", "")
    until = clock.now()
    since = until - SPANS.get(span, SPANS["day"])
    trend = selectors.trend_of(actor, room_id, since, until, PARTS)
    total = Counts()
    for _at, counts in trend:
        total = total.plus(counts)
    remarks = list(selectors.remark_list(actor, room_id, since).select_related("session")[:LINES])
    said = selectors.remark_words(remarks)
    shown = {
        "section": HERE,
        "room": of,
        "span": span if span in SPANS else "day",
        "total": _shown(total),
        "plot": plots.criticism_plot(trend),
        "table": plots.criticism_table(trend),
        "ways": [
            (words.ACTIONS[way], number)
            for way, number in selectors.ways_of(actor, room_id, since).items()
        ],
        "answered": selectors.answered_in(actor, room_id, since),
        "guests": [
            {"one": one, "name": _guest(one)}
            for one in selectors.guest_list(actor, room_id, since)[:GUESTS]
        ],
        "remarks": [
            {"one": one, "words": said.get(one.pk, ""), "action": words.ACTIONS.get(one.action)}
            for one in remarks
        ],
    }
    return render(request, "conduct/room.html", shown)
