"""What merchants and agencies see: what is asked of them, and what became of their goods."""

from dataclasses import replace
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from catalog import forms, policies, selectors, services
from catalog.models import Supplier
from catalog.rules.kinds import kind_name, kinds
from catalog.selectors import goods_words
from catalog.selectors import supplier_words as words
from catalog.selectors.merchant import PaperShown
from charter.selectors.words import cited
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
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
        "kinds": [(code, kind_name(code, get_language() or "zh-hans")) for code in kinds()],
        "wanted": request.GET.get("kind", ""),
        "wanted_product": request.GET.get("product", "")[:80],
        "wanted_supplier": request.GET.get("supplier", ""),
        "today": clock.today(),
    }
    answer = render(request, "catalog/mine.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


@page
@require_POST
def give(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Hand in a paper of one's own, with its file."""
    policies.require_hand_in(actor)
    given = request.POST

    def act() -> Any:
        sent = request.FILES.get("file")
        if sent is None or sent.file is None or not sent.name:
            raise Invalid(_("请选择文件。"), field="file")
        supplier_id = forms.id_of(given, "supplier")
        return services.paper_hand_in(
            actor=actor,
            supplier_id=supplier_id or UUID(int=0),
            paper=replace(forms.paper_of(given), file_id=None),
            stream=cast(BinaryIO, sent.file),
            name=sent.name,
        )

    return back(request, HERE, act, _("已提交，待平台审核。"))


def _supplier(one: selectors.Supplies) -> dict[str, Any]:
    papers, offers = [_paper(each) for each in one.papers], [_offer(each) for each in one.offers]
    asked = sum(bool(each["is_asked"]) for each in papers)
    return {
        "title": one.supplier.title,
        "reason": one.supplier.reason,
        "state": words.STATES[one.supplier.state],
        "recheck_on": one.supplier.recheck_on,
        "id": one.supplier.pk,
        "can_give": one.supplier.state != Supplier.State.CLOSED,
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
            {
                "said": words.lack_words(lack),
                "clause": cited(lack.clause),
                "kind": lack.paper if lack.paper in kinds() else "",
                "supplier": lack.supplier,
            }
            for lack in one.lacks
        ],
    }
