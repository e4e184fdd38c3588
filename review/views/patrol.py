"""Patrol: what is due, who is looking, what was made and what was missed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from moderation.selectors import show
from review import policies, selectors, services
from review.models import Round
from review.selectors import words
from review.selectors.patrol import is_in_hand

DAYS, MOST_ROWS = 7, 100


@page
@require_GET
def patrol(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the rounds that are due, and the log of the last seven days."""
    since = clock.now() - timedelta(days=DAYS)
    found = selectors.patrol_now(actor, since)
    shown = {
        "section": "patrol",
        "patrol": found,
        "due": [_due(actor, one) for one in found.due],
        "log": [_logged(actor, one) for one in _ended(actor, since)],
        "can_work": policies.can_work(actor),
        "terms": selectors.terms_of(actor) if len(actor.tenant_ids) == 1 else None,
    }
    return render(request, "review/patrol.html", shown)


def _ended(actor: Actor, since: Any) -> list[Round]:
    ended = selectors.round_list(actor, since).exclude(state=Round.State.DUE)
    return list(ended[:MOST_ROWS])


def _due(actor: Actor, one: Round) -> dict[str, Any]:
    left = int((one.due_at - clock.now()).total_seconds())
    said = _("已超时 %(time)s") if left < 0 else _("还剩 %(time)s")
    in_hand = is_in_hand(one)
    return {
        "round": one,
        "tier": words.BY_TIER.get(one.tier, one.tier),
        "left": said % {"time": words.length(abs(left))},
        "is_late": left < 0,
        "holder": str(one.item.held_by) if in_hand and one.item.held_by else "",
        "is_mine": in_hand and one.item.held_by_id == actor.user_id,
        "platform": show.platform_of(actor, one.room),
    }


def _logged(actor: Actor, one: Round) -> dict[str, Any]:
    took = (one.to_at - one.from_at) if one.to_at and one.from_at else None
    return {
        "round": one,
        "tier": words.BY_TIER.get(one.tier, one.tier),
        "outcome": words.outcome_name(one.outcome),
        "took": words.length(round(took.total_seconds())) if took is not None else "",
        "is_made": one.state == Round.State.DONE,
        "platform": show.platform_of(actor, one.room),
    }


@page
@require_POST
def start(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Take a round in hand."""
    policies.require_work(actor)
    one = selectors.round_get(actor, round_id)
    services.item_take(actor=actor, item_id=one.item_id)
    return redirect("review-item", one.item_id)
