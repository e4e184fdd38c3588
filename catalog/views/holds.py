"""Legal holds on files of suppliers, on proofs of claims, and on promotion."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.views.answers import back
from accounts.views.holds import why_of
from catalog import policies, selectors, services
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page


@page
@require_POST
def supplier_hold(request: HttpRequest, actor: Actor, supplier_id: UUID) -> HttpResponse:
    """Hold the file of a supplier with all its papers."""
    policies.require_review(actor)
    row = selectors.supplier_get(actor, supplier_id)
    given = request.POST
    return back(
        request,
        reverse("supplier", args=[row.pk]),
        lambda: services.supplier_hold(actor=actor, supplier_id=row.pk, why=why_of(given)),
        _("已设立留存，解除前不能销毁。"),
    )


@page
@require_POST
def evidence_hold(request: HttpRequest, actor: Actor, evidence_id: UUID) -> HttpResponse:
    """Hold a proof of a claim with its file."""
    policies.require_review(actor)
    row = selectors.evidence_get(actor, evidence_id)
    given = request.POST
    return back(
        request,
        "supplier-claims",
        lambda: services.evidence_hold(actor=actor, evidence_id=row.pk, why=why_of(given)),
        _("已设立留存，解除前不能销毁。"),
    )


@page
@require_POST
def advert_hold(request: HttpRequest, actor: Actor, advert_id: UUID) -> HttpResponse:
    """Hold the file of a promotion."""
    policies.require_review(actor)
    row = selectors.advert_get(actor, advert_id)
    given = request.POST
    return back(
        request,
        "supplier-adverts",
        lambda: services.advert_hold(actor=actor, advert_id=row.pk, why=why_of(given)),
        _("已设立留存，解除前不能销毁。"),
    )
