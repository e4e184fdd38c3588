"""Which records of broadcasts go when, what is held, and what was destroyed."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import policies as holding
from accounts.services import HOLD_REVIEW_WITHIN
from accounts.views.answers import back
from accounts.views.holds import USUAL, why_of
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page
from rooms import policies, selectors, services
from rooms.selectors import retention as asks

HERE = "settings-retention"
MOST, BEHIND = 50, 12
AHEAD = timedelta(days=366)


@page
@require_GET
def retention(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what goes next and by month, what is held, and what is gone."""
    policies.require_see_retention(actor)
    today = clock.today()
    ahead = asks.months_ahead(actor, today + AHEAD)
    shown = {
        "section": HERE,
        "going": asks.going_next(actor, MOST),
        "ahead": ahead,
        "most": max((one.number for one in ahead), default=0),
        "behind": asks.months_behind(actor, BEHIND),
        "counts": asks.retention_counts(actor),
        "margin": asks.margin_d(actor),
        "waits": asks.is_waiting(actor),
        "years": asks.law_years(today).from_end,
        "clause": asks.CLAUSE,
        "can_hold": holding.can_hold(actor),
        "can_tell": policies.can_manage(actor),
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "usual": today + USUAL,
        "latest": today + HOLD_REVIEW_WITHIN,
    }
    return render(request, "rooms/retention.html", shown)


@page
@require_POST
def hold(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Hold the record of one broadcast."""
    holding.require_hold(actor)
    session = selectors.session_get(actor, session_id)
    given = request.POST
    return back(
        request,
        HERE,
        lambda: services.session_hold(actor=actor, session_id=session.pk, why=why_of(given)),
        _("已设立留存，解除前不能销毁。"),
    )


@page
@require_POST
def sold(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Say when the last sale of a broadcast was completed."""
    policies.require_manage(actor)
    session = selectors.session_get(actor, session_id)
    text = request.POST.get("on", "")
    return back(
        request,
        HERE,
        lambda: services.sales_complete(actor=actor, session_id=session.pk, on=_day(text)),
        _("已记录，保存期限按交易完成之日起算。"),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("请填写日期。"), field="on") from None
