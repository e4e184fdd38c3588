"""A legal hold on what was written of a complaint."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.views.answers import back
from accounts.views.holds import why_of
from complaints import policies, selectors, services
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page


@page
@require_POST
def hold(request: HttpRequest, actor: Actor, complaint_id: UUID) -> HttpResponse:
    """Hold a complaint with its files."""
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id)
    given = request.POST
    return back(
        request,
        reverse("complaint", args=[row.pk]),
        lambda: services.complaint_hold(actor=actor, complaint_id=row.pk, why=why_of(given)),
        _("已设立留存，解除前不能销毁。"),
    )
