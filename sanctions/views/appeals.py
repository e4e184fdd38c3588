"""Appeals: what waits, one with its dialogue and its decision."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office import selectors as office
from sanctions import forms, policies, selectors, services
from sanctions.selectors import words
from sanctions.views.sanctions import HERE, line_of, told_of

MOST = 100


@page
@require_GET
def appeals(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the appeals that wait, the first due first, or those that were decided."""
    policies.require_see(actor)
    is_open = request.GET.get("show") != "ended"
    ladder = selectors.ladder_in_force(actor).body
    rows = selectors.appeal_list(actor, is_open=is_open)[:MOST]
    shown = {
        "section": HERE,
        "tab": "appeals",
        "is_open": is_open,
        "lines": [
            line_of(one.sanction, ladder) | {"appeal": one, "outcome": words.APPEALS[one.state]}
            for one in rows
        ],
        "appeals": selectors.appeals_open(actor),
    }
    return render(request, "sanctions/appeals.html", shown)


@page
@require_GET
def appeal(request: HttpRequest, actor: Actor, appeal_id: UUID) -> HttpResponse:
    """Show one appeal: grounds, dialogue, the decision it is against, and what may be decided."""
    policies.require_see(actor)
    made = selectors.appeal_get(actor, appeal_id)
    row = selectors.sanction_get(actor, made.sanction_id)
    took_part = {row.proposed_by_id} | {one.reviewer_id for one in selectors.reviews_of(actor, row)}
    shown = {
        "section": HERE,
        "appeal": made,
        "outcome": words.APPEALS[made.state],
        "one": told_of(row, selectors.ladder_in_force(actor).body),
        "row": row,
        "said": selectors.messages_of(actor, made),
        "clocks": office.countdowns(actor, ("appeal", made.pk)),
        "rungs": words.RUNGS.items(),
        "can_speak": policies.can_decide(actor),
        "can_answer": policies.can_decide(actor) and actor.user_id not in took_part,
    }
    return render(request, "sanctions/appeal.html", shown)


@page
@require_POST
def reply(request: HttpRequest, actor: Actor, appeal_id: UUID) -> HttpResponse:
    """Write to the person who appealed."""

    def act() -> None:
        services.appeal_say(actor=actor, appeal_id=appeal_id, text=request.POST.get("text", ""))

    return _back(request, actor, appeal_id, act, _("已发送。"))


@page
@require_POST
def decide(request: HttpRequest, actor: Actor, appeal_id: UUID) -> HttpResponse:
    """Uphold, change or overturn."""
    given = request.POST

    def act() -> None:
        answer = services.Answer(
            given.get("outcome", ""),
            given.get("answer", ""),
            given.get("rung", ""),
            forms.days_of(given.get("days", "")),
        )
        services.appeal_decide(actor=actor, appeal_id=appeal_id, answer=answer)

    return _back(request, actor, appeal_id, act, _("申诉已处理，结果已送达当事人。"))


def _back(
    request: HttpRequest, actor: Actor, appeal_id: UUID, act: Callable[[], None], done: str
) -> HttpResponse:
    policies.require_person(actor)
    selectors.appeal_get(actor, appeal_id)
    told(request, act, done)
    return redirect("sanction-appeal", appeal_id)
