"""The page of a room's selection: what it will sell, and what each product lacks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from catalog import gate as goods_gate
from catalog import policies, selectors, services
from catalog.models import Offer
from catalog.rules.goods import Faulty, price_fen, yuan
from catalog.selectors import goods_words as words
from charter.selectors.words import cited
from livecompliance.kernel import gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page
from rooms import selectors as rooms


@page
@require_GET
def offers(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Show what a room will sell; each product with what is missing and what would cure it."""
    room = rooms.room_get(actor, room_id)
    rows = selectors.offers_of_room(actor, room_id)
    against = goods_gate.offer_reasons(actor, room_id) if rows else {}
    session = rooms.session_open(actor, room)
    display = selectors.display_latest(actor, session.pk) if session else None
    lines = [_line(one, against.get(one.product.external_id, [])) for one in rows]
    shown = {
        "section": "stream-index" if rooms_streamer(actor) else "goods",
        "room": room,
        "session": session,
        "rows": lines,
        "lacking": sum(bool(one["missing"]) for one in lines),
        "display": display,
        "faults": [words.FAULTS[one] for one in display.faults] if display else [],
        "can_offer": policies.can_offer(actor, room),
        "can_review": policies.can_review(actor),
        "watches": not rooms_streamer(actor),
    }
    return render(request, "catalog/offers.html", shown)


def rooms_streamer(actor: Actor) -> bool:
    """Tell whether the page is read by a streamer, who opens nothing of the console."""
    return actor.has("streamer") and not actor.has("officer", "viewer", "audit_admin")


def _line(one: Offer, reasons: list[gate.Reason]) -> dict[str, Any]:
    return {
        "row": one,
        "state": words.OFFERS[one.may_be_sold_as],
        "standing": words.STANDINGS[one.product.standing],
        "price": yuan(one.price_fen),
        "missing": [{**gate.said(each), "clause": cited(each.clause)} for each in reasons],
    }


@page
@require_POST
def propose(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Propose a product by the platform's number."""
    given = request.POST

    def act() -> Offer:
        try:
            price = price_fen(given.get("price", "").strip())
        except Faulty as faulty:
            raise Invalid(selectors.said(faulty.fault), field="price") from None
        number, seller = (given.get(name, "").strip() for name in ("product", "seller"))
        wish = services.Wish(number, seller, price)
        return services.offer_propose(actor=actor, room_id=room_id, wish=wish)

    policies.require_offer(actor, rooms.room_get(actor, room_id))
    told(request, act, _("已提交选品。"))
    return redirect("offers", room_id)


def _acted(
    request: HttpRequest, actor: Actor, offer_id: UUID, act: Callable[[], Any], done: str
) -> HttpResponse:
    offer = selectors.offer_get(actor, offer_id)
    told(request, act, done)
    return redirect("offers", offer.room_id)


@page
@require_POST
def decide(request: HttpRequest, actor: Actor, offer_id: UUID, move: str) -> HttpResponse:
    """Let a room sell a product, or not."""
    policies.require_judge(actor)
    reason, is_allowed = request.POST.get("reason", ""), move == "approve"
    return _acted(
        request,
        actor,
        offer_id,
        lambda: services.offer_decide(
            actor=actor, offer_id=offer_id, is_allowed=is_allowed, reason=reason
        ),
        _("已记下选品的审核决定。"),
    )


@page
@require_POST
def withdraw(request: HttpRequest, actor: Actor, offer_id: UUID) -> HttpResponse:
    """Take a product off what a room will sell."""
    policies.require_offer(actor, selectors.offer_get(actor, offer_id).room)
    return _acted(
        request,
        actor,
        offer_id,
        lambda: services.offer_withdraw(actor=actor, offer_id=offer_id),
        _("已撤下。"),
    )
