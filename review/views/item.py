"""One item: look, take, decide, pass on, give back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import stepup
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import is_fragment, page
from moderation import rules as measures
from moderation import selectors as moderation
from moderation.selectors import action
from review import policies, selectors, services
from review.models import Item
from review.selectors import words
from review.selectors.desk import desk_of
from review.views.queue import waiting_of

DECIDED = "lc:decided"


@page
@require_GET
def item(request: HttpRequest, actor: Actor, item_id: UUID) -> HttpResponse:
    """Show one item with its context."""
    found = selectors.item_get(actor, item_id)
    desk = desk_of(actor, found)
    if is_fragment(request):
        return render(request, "review/_desk.html", {"desk": desk})
    shown = waiting_of(actor) | {"section": "review", "desk": desk}
    return render(request, "review/queue.html", shown)


@page
@require_POST
def take(request: HttpRequest, actor: Actor, item_id: UUID) -> HttpResponse:
    """Take one item of the list."""
    services.item_take(actor=actor, item_id=item_id)
    if not is_fragment(request):
        return redirect("review-item", item_id)
    desk = desk_of(actor, selectors.item_get(actor, item_id))
    return render(request, "review/_desk.html", {"desk": desk})


@page
@require_POST
def decide(request: HttpRequest, actor: Actor, item_id: UUID) -> HttpResponse:
    """Decide the item in hand."""
    policies.require_work(actor)
    found = selectors.item_get(actor, item_id)
    verdict = _verdict(request, actor, found)
    if verdict.order and moderation.needs_step_up(actor, verdict.order.kind):
        stepup.require(request, purpose="sanction")
    done = services.item_decide(
        actor=actor, item_id=item_id, version=_version(request), verdict=verdict
    )
    if not is_fragment(request):
        return redirect("review")
    return _decided(request, actor, done)


def _decided(request: HttpRequest, actor: Actor, done: Item) -> HttpResponse:
    """Say what was decided; a measure that is held for a moment can be taken back there."""
    measure = moderation.measure_get(actor, done.measure_id) if done.measure_id else None
    if measure is not None and measure.released_at is None and measure.undone_at is None:
        left = max(0, round((measure.available_at - clock.now()).total_seconds()))
        shown = {
            "measure": measure,
            "label": action.name_of(measure.kind),
            "state": "held",
            "seconds": left,
            "words": "",
        }
        answer = render(request, "moderation/_measure_toast.html", shown)
    else:
        said = {"outcome": words.outcome_name(done.outcome), "title": words.title_of(done)}
        answer = render(request, "review/_toast.html", said)
    answer["HX-Trigger"] = DECIDED
    return answer


def _version(request: HttpRequest) -> int:
    raw = request.POST.get("version", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise Invalid(_("请重新打开这个事项。"), field="version")
    return int(raw)


def _verdict(request: HttpRequest, actor: Actor, found: Item) -> services.Verdict:
    posted = request.POST
    kind = posted.get("kind", "")
    outcome = "measure" if kind else posted.get("outcome", "")
    reason = posted.get("reason", "").strip()
    if outcome == "dismiss":
        return services.Verdict(outcome, posted.get("note", "").strip(), posted.get("cause", ""))
    order = _order(request, actor, found) if kind and found.kind == Item.Kind.FINDING else None
    return services.Verdict(outcome, reason, order=order)


def _order(request: HttpRequest, actor: Actor, found: Item) -> measures.Order:
    """Return the measure that the form names, with the words that it answers."""
    posted, kind = request.POST, request.POST.get("kind", "")
    minutes = posted.get("minutes", "")
    if minutes and not (minutes.isascii() and minutes.isdigit() and len(minutes) < 6):
        raise Invalid(_("时长须是整数分钟。"), field="minutes")
    finding = moderation.finding_get(actor, found.subject_id)
    return measures.Order(
        kind=kind,
        clause=posted.get("clause", ""),
        reason={"zh": posted.get("reason", "").strip(), "en": posted.get("reason_en", "").strip()},
        advice={"zh": posted.get("advice", "").strip(), "en": posted.get("advice_en", "").strip()},
        minutes=int(minutes) if minutes and kind in measures.BY_THE_PLATFORM else None,
        quote=action.quote_of(finding.session, finding),
    )


@page
@require_POST
def skip(request: HttpRequest, actor: Actor, item_id: UUID) -> HttpResponse:
    """Pass the item over."""
    services.item_skip(actor=actor, item_id=item_id)
    return _gone(request)


@page
@require_POST
def release(request: HttpRequest, actor: Actor, item_id: UUID) -> HttpResponse:
    """Give the item back and stop there."""
    services.item_release(actor=actor, item_id=item_id)
    return redirect("review")


@page
@require_POST
def escalate(request: HttpRequest, actor: Actor, item_id: UUID) -> HttpResponse:
    """Put the item before another officer."""
    policies.require_work(actor)
    selectors.item_get(actor, item_id)
    to = request.POST.get("to", "")
    role = to if to in services.ROLES else ""
    try:
        whom = UUID(to) if to and not role else None
    except ValueError:
        raise Invalid(_("请选择另一位合规专员。"), field="to") from None
    services.item_escalate(
        actor=actor, item_id=item_id, reason=request.POST.get("why", ""), to=whom, role=role
    )
    return _gone(request)


def _gone(request: HttpRequest) -> HttpResponse:
    if not is_fragment(request):
        return redirect("review")
    return HttpResponse(status=204, headers={"HX-Trigger": DECIDED})
