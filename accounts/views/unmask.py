"""The eye: one value in clear, for a moment, to somebody who has proved who he is."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import policies, services, stepup
from accounts.services.unmask import TooManyUnmasked
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pages import page

SECONDS = 20


@never_cache
@page
@require_POST
def unmask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a value and record it; the refusal of too many is recorded too, so it commits."""
    policies.require_person(actor)
    grant = stepup.require(request, purpose="unmask")
    what, pk = request.POST.get("what", ""), _uuid(request.POST.get("pk", ""))
    try:
        found = services.value_unmask(
            actor=actor, what=what, pk=pk, reason=grant.reason, step_up=grant.entry
        )
    except TooManyUnmasked as refusal:
        services.unmask_refuse(actor=actor, what=what)
        shown = {"error": refusal}
        return render(request, "components/_refusal.html", shown, status=refusal.status)
    return render(request, "accounts/_unmasked.html", found._asdict() | {"seconds": SECONDS})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("没有这条信息，或已销毁。")) from None
