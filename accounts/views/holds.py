"""What must stay as it is, and why."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import policies, selectors, services
from accounts.models import Hold
from accounts.views.answers import back
from livecompliance.kernel import acts, clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page

HERE = "settings-holds"
USUAL = timedelta(days=90)


@page
@require_GET
def holds(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is held, who wished it, and when somebody must ask again."""
    policies.require_hold(actor)
    members = list(selectors.membership_list(actor))
    held = list(selectors.hold_list(actor))
    names = acts.things(actor, {(one.subject_kind, one.subject_ref) for one in held})
    standing = [(one, names.get((one.subject_kind, one.subject_ref), "")) for one in held]
    today = clock.today()
    shown = {
        "section": HERE,
        "holds": standing,
        "members": members,
        "grounds": _grounds(),
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "usual": today + USUAL,
        "latest": today + services.HOLD_REVIEW_WITHIN,
    }
    return render(request, "accounts/holds.html", shown)


def form_shown() -> dict[str, date]:
    """Return what a form for a hold needs, on whatever page it stands (components/_hold.html)."""
    today = clock.today()
    return {
        "hold_tomorrow": today + timedelta(days=1),
        "hold_usual": today + USUAL,
        "hold_latest": today + services.HOLD_REVIEW_WITHIN,
    }


def _grounds() -> list[tuple[str, str]]:
    return [
        (Hold.Ground.OFFICER.value, _("平台自行保全")),
        (Hold.Ground.AUTHORITY.value, _("主管部门要求")),
    ]


@page
@require_POST
def place(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Hold everything of one member."""
    given = request.POST
    return back(
        request,
        HERE,
        lambda: services.hold_place(
            actor=actor, user_id=_who(given.get("user", "")), why=why_of(given)
        ),
        _("已设立留存，解除前不能销毁。"),
    )


def _who(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("请选择成员。"), field="user") from None


def why_of(given: QueryDict) -> services.Why:
    """Return the wish of a form.

    Raises:
        Invalid: it names no day for the review.
    """
    try:
        day = date.fromisoformat(given.get("review_on", ""))
    except ValueError:
        raise Invalid(_("请填写复核日期。"), field="review_on") from None
    return services.Why(given.get("reason", ""), day, given.get("ground", ""))


@page
@require_POST
def lift(request: HttpRequest, actor: Actor, hold_id: UUID) -> HttpResponse:
    """Let go of what was held."""
    return back(
        request,
        HERE,
        lambda: services.hold_lift(actor=actor, hold_id=hold_id),
        _("留存已解除。"),
    )
