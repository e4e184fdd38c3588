"""What merchants and agencies see: what is asked of them, and what became of their goods."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from catalog import selectors
from catalog.rules.kinds import kind_name
from catalog.selectors import goods_words
from catalog.selectors import supplier_words as words
from catalog.selectors.merchant import PaperShown
from charter.selectors.words import cited
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office import selectors as office

HERE = "my-supplies"


@page
@require_GET
def supplies(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the suppliers that the reader speaks for, and the rooms that his agency works with."""
    found = selectors.supplies_own(actor)
    represented = selectors.rooms_represented(actor)
    shown = {
        "section": HERE,
        "rows": [_supplier(one) for one in found],
        "rooms": [
            {
                "room": one.room,
                "is_own": one.room.operator_user_id == actor.user_id,
                "offers": [_offer(each) for each in one.offers],
            }
            for one in represented
        ],
        "unread": office.unread_count(actor),
    }
    answer = render(request, "catalog/mine.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


def _supplier(one: selectors.Supplies) -> dict[str, Any]:
    papers, offers = [_paper(each) for each in one.papers], [_offer(each) for each in one.offers]
    asked = sum(bool(each["is_asked"]) for each in papers)
    return {
        "title": one.supplier.title,
        "reason": one.supplier.reason,
        "state": words.STATES[one.supplier.state],
        "recheck_on": one.supplier.recheck_on,
        "papers": sorted(papers, key=lambda each: not each["is_asked"]),
        "offers": offers,
        "asked": asked + sum(bool(each["is_wanting"]) for each in offers),
    }


def _paper(one: PaperShown) -> dict[str, Any]:
    row = one.row
    return {
        "row": row,
        "name": kind_name(row.kind, get_language() or "zh-hans"),
        "state": words.PAPER_STATES[row.state],
        "is_ending": one.is_ending,
        "is_over": one.is_over,
        "is_asked": one.is_ending or one.is_over or row.state == "refused" or not row.file,
    }


def _offer(one: selectors.Shown) -> dict[str, Any]:
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    return {
        "row": one.offer,
        "state": goods_words.OFFERS[one.offer.may_be_sold_as],
        "is_wanting": one.is_wanting,
        "entries": [
            {"name": entry.name(tongue) or entry.zh, "basis": entry.basis} for entry in one.entries
        ],
        "lacks": [
            {"said": words.lack_words(lack), "clause": cited(lack.clause)} for lack in one.lacks
        ],
    }
