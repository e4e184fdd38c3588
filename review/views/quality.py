"""Quality: agreement of second reviews, items with known answers, each officer's figures."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from moderation.selectors import choices
from review import policies, selectors, services
from review.selectors import words
from review.selectors.quality import differences, disagreements, settlements

DAYS, MOST_ROWS = 30, 50


@page
@require_GET
def quality(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show how well the queue was worked in the last thirty days."""
    policies.require_judge(actor)
    since = clock.now() - timedelta(days=DAYS)
    shown = {
        "section": "review-quality",
        "agreement": selectors.agreement(actor, since),
        "known": selectors.golden_results(actor, since),
        "officers": [(one, words.length(one.seconds)) for one in selectors.officers(actor, since)],
        "apart": [
            (
                one,
                words.title_of(one),
                words.outcome_name(one.second_of.outcome) if one.second_of else "",
                words.outcome_name(one.outcome),
                getattr(one, "settlement", None),
            )
            for one in disagreements(actor, since)[:MOST_ROWS]
        ],
        "tally": [
            (words.right_name(right), number) for right, number in settlements(actor, since).items()
        ],
        "rights": list(words.RIGHTS.items()),
        "golden": list(selectors.golden_list(actor)[:MOST_ROWS]),
        "choices": choices.clause_choices(()),
        "terms": selectors.terms_of(actor),
    }
    return render(request, "review/quality.html", shown)


@page
@require_GET
def apart(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the differences that one took part in, and what both said of them."""
    policies.require_see(actor)
    since = clock.now() - timedelta(days=DAYS)
    shown = {
        "section": "review",
        "rows": [
            {
                "one": one,
                "title": words.title_of(one),
                "first": words.outcome_name(one.second_of.outcome) if one.second_of else "",
                "second": words.outcome_name(one.outcome),
                "settled": getattr(one, "settlement", None),
            }
            for one in differences(actor, since)[:MOST_ROWS]
        ],
        "can_say": policies.can_work(actor),
    }
    return render(request, "review/apart.html", shown)


@page
@require_POST
def say(request: HttpRequest, actor: Actor, item_id: UUID) -> HttpResponse:
    """Say to the other officer why one answered so."""
    policies.require_work(actor)
    text = request.POST.get("text", "")

    def run() -> object:
        return services.difference_say(actor=actor, item_id=item_id, text=text)

    return back(request, "review-apart", run, _("已说明，对方和裁定人都能看到。"))


@page
@require_POST
def settle(request: HttpRequest, actor: Actor, item_id: UUID) -> HttpResponse:
    """Say who was right where two answers differ."""
    policies.require_judge(actor)
    given = {"right": request.POST.get("right", ""), "note": request.POST.get("note", "")}
    return back(
        request,
        "review-quality",
        lambda: services.difference_settle(actor=actor, item_id=item_id, **given),
        _("已裁定，两名专员都会收到。"),
    )


@page
@require_POST
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write an item with its known answer."""
    policies.require_judge(actor)
    given = {name: request.POST.get(name, "") for name in ("text", "answer", "clause", "note")}
    try:
        services.golden_write(actor=actor, **given)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已加入题库，今后会混入队列。"))
    return redirect("review-quality")


@page
@require_POST
def retire(request: HttpRequest, actor: Actor, golden_id: UUID) -> HttpResponse:
    """Use an item no more."""
    services.golden_retire(actor=actor, golden_id=golden_id)
    return redirect("review-quality")
