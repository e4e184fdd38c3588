"""The platform's own page: what is granted to whom, and who looked at what."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from accounts import services as people
from accounts.views.answers import back
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page
from portal import policies, selectors
from portal.selectors import words

HERE = "looks"
MOST = 200
USUAL = timedelta(days=90)


@page
@require_GET
def looks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is granted, and every look that is not sealed."""
    policies.require_see_looks(actor)
    now, today = clock.now(), clock.today()
    grants = list(accounts.grant_list(actor)[:MOST])
    shown = {
        "section": HERE,
        "grants": [
            (one, [words.MATTERS[each] for each in one.matters], _stands(one, now))
            for one in grants
        ],
        "looks": [(one, words.PAGES[one.page]) for one in selectors.look_list(actor)[:MOST]],
        "most": MOST,
        "matters": list(words.MATTERS.items()),
        "can_grant": policies.can_grant(actor),
        "today": today,
        "usual": today + USUAL,
        "latest": today + people.LONGEST_GRANT - timedelta(days=1),
    }
    return render(request, "portal/looks.html", shown)


def _stands(grant: Any, now: datetime) -> str:
    if grant.ended_at is not None:
        return "ended"
    if now < grant.starts_at:
        return "waits"
    return "stands" if now < grant.ends_at else "over"


@page
@require_POST
def give(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Let a person of an authority look."""
    given = request.POST

    def act() -> Any:
        user = accounts.regulator_find(given.get("login", ""))
        wish = people.Given(
            matters=given.getlist("matters"),
            until=_end_of(given.get("until", "")),
            basis=given.get("basis", ""),
            region=given.get("region", "").strip(),
        )
        return people.regulator_grant(actor=actor, user_id=user.pk, given=wish)

    return back(request, HERE, act, _("已授权。到期自动终止，也可以随时终止。"))


def _end_of(text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("请选择授权的截止日期。"), field="until") from None
    return datetime.combine(day + timedelta(days=1), time(), clock.SHANGHAI)


@page
@require_POST
def end(request: HttpRequest, actor: Actor, grant_id: UUID) -> HttpResponse:
    """Take what was granted away, at once."""
    return back(
        request,
        HERE,
        lambda: people.regulator_revoke(actor=actor, grant_id=grant_id),
        _("授权已终止。"),
    )
