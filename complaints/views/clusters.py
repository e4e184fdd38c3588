"""Clusters of complaints: which stand and stood, what each rests on, letting go of one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from complaints import policies, selectors, services
from complaints.models import Cluster, Complaint
from complaints.rules import receipts
from complaints.selectors import cluster as found
from complaints.selectors import names, phrases, words
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import number, page
from office import selectors as office

HERE, PAGE = "complaints", 20


@page
@require_GET
def every(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the clusters, the newest first, each with the complaints it rests on."""
    policies.require_see(actor)
    start = number(request, "from")
    rows = list(found.cluster_list(actor)[start : start + PAGE + 1])
    counted = found.counted_in(actor, rows[:PAGE])
    policy = selectors.terms_in_force(actor).body.clusters
    shown = {
        "section": HERE,
        "rows": [_row(one, counted[one.pk]) for one in rows[:PAGE]],
        "policy": policy,
        "span": office.long_of(policy.span_days, "day"),
        "watch": office.long_of(policy.watch_days, "day"),
        "next": start + PAGE if len(rows) > PAGE else None,
        "before": max(0, start - PAGE) if start else None,
        "can_handle": policies.can_handle(actor),
    }
    return render(request, "complaints/clusters.html", shown)


def _row(one: Cluster, counted: list[Complaint]) -> dict[str, Any]:
    room_id = one.room_id or (one.offer.room_id if one.offer else None)
    return {
        "row": one,
        "about": names.cluster_about(one),
        "scope": words.SCOPES[one.scope],
        "room_id": room_id,
        "stands": one.ended_at is None and one.until > clock.now(),
        "ended_at": one.ended_at or one.until,
        "ending": words.ENDINGS[one.end or "lapsed"],
        "counted": [
            {
                "pk": each.pk,
                "number": receipts.shown(each.number),
                "kind": words.KINDS[each.kind],
                "state": words.STATES[each.state],
                "tone": phrases.TONES.get(each.state, ""),
                "outcome": words.OUTCOMES.get(each.outcome, ""),
                "at": each.filed_at,
            }
            for each in counted
        ],
    }


@page
@require_POST
def dismiss(request: HttpRequest, actor: Actor, cluster_id: UUID) -> HttpResponse:
    """End a cluster for a reason."""
    policies.require_handle(actor)

    def act() -> Any:
        return services.cluster_dismiss(
            actor=actor, cluster_id=cluster_id, note=request.POST.get("note", "")
        )

    told(request, act, _("已解除，巡查恢复原来的比例。"))
    return redirect("complaint-clusters")
