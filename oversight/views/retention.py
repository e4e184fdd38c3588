"""For how long what is kept, what goes next, what holds it, and what was destroyed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import selectors as accounts
from livecompliance.kernel import acts, clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from oversight import policies, selectors

HERE, MOST = "retention", 50


@page
@require_GET
def retention(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the table of terms, what goes within thirty days, the holds, the certificates."""
    policies.require_see_retention(actor)
    plans, held = selectors.plans(actor), list(accounts.hold_list(actor))
    names = acts.things(actor, {(one.subject_kind, one.subject_ref) for one in held})
    shown = {
        "section": HERE,
        "plans": [
            (one, selectors.rule_told(one.longest), [selectors.rule_told(r) for r in one.rules])
            for one in plans
        ],
        "table": selectors.table(),
        "over": sum(one.due.over for one in plans),
        "soon": sum(one.due.soon for one in plans),
        "grace": selectors.grace_d(actor),
        "holds": [(one, names.get((one.subject_kind, one.subject_ref), "")) for one in held],
        "certificates": list(selectors.certificates(actor)[:MOST]),
        "uncertified": selectors.uncertified(actor),
        "today": clock.today(),
    }
    return render(request, "oversight/retention.html", shown)


@page
@require_GET
def certificate(request: HttpRequest, actor: Actor, certificate_id: UUID) -> HttpResponse:
    """Give one certificate as it was signed."""
    policies.require_see_retention(actor)
    found = selectors.certificate_get(actor, certificate_id)
    name = f"destruction-{found.number:06d}.txt"
    return HttpResponse(
        found.note,
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
