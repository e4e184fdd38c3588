"""A finding that is none: asked why, dismissed, restored."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from moderation import policies, selectors, services
from moderation.models import Finding
from moderation.selectors import desk, labels
from moderation.selectors.family import family_name
from moderation.selectors.show import cited

STAYS_S = 4


@page
def finding_doubt(request: HttpRequest, actor: Actor, finding_id: UUID) -> HttpResponse:
    """Show the words of a finding, and the reasons why it may be none."""
    policies.require_decide(actor)
    finding = selectors.finding_get(actor, finding_id)
    excerpt = selectors.excerpts_of(finding.session, [finding] if finding.excerpt else [])
    shown = {
        "finding": finding,
        "parts": desk.parts_of(excerpt.get(finding.pk, {})),
        "family": family_name(finding.code),
        "clause": cited(finding.clause),
        "reasons": [pair for pair in labels.DISMISSED.items() if pair[0] != "other"],
    }
    return render(request, "moderation/_doubt.html", shown)


@page
@require_POST
def finding_dismiss(request: HttpRequest, actor: Actor, finding_id: UUID) -> HttpResponse:
    """Dismiss a finding; the toast takes it back."""
    note = request.POST.get("note", "").strip()
    dismissal = services.finding_dismiss(
        actor=actor, finding_id=finding_id, reason=request.POST.get("reason", ""), note=note
    )
    undo_s = selectors.terms_of(actor).undo_window_s
    return _toast(request, dismissal.finding, max(STAYS_S, undo_s), is_dismissed=True)


@page
@require_POST
def finding_restore(request: HttpRequest, actor: Actor, finding_id: UUID) -> HttpResponse:
    """Let a dismissed finding stand again."""
    finding = services.finding_restore(actor=actor, finding_id=finding_id)
    return _toast(request, finding, STAYS_S, is_dismissed=False)


def _toast(
    request: HttpRequest, finding: Finding, seconds: int, *, is_dismissed: bool
) -> HttpResponse:
    shown = {
        "finding": finding,
        "family": family_name(finding.code),
        "is_dismissed": is_dismissed,
        "seconds": seconds,
    }
    return render(request, "moderation/_finding_toast.html", shown)
