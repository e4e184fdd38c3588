"""The record as it was narrowed down, to be taken away as a job."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import policies as accounts
from accounts.services.record import FORMS, TEXTS
from accounts.stepup import stepped_up
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office import services

GIVEN = (*TEXTS, "from", "to")


@page
@require_POST
@stepped_up("export", after=accounts.require_read_record)
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order the export and show where it will be found."""
    form = request.POST.get("form", "")
    if form not in FORMS:
        raise BadRequest("no such form")
    given = {name: request.POST.get(name, "")[:80] for name in GIVEN if request.POST.get(name)}
    services.job_start(actor=actor, kind="record_export", arguments={"form": form, "given": given})
    messages.success(request, _("已开始在后台导出，完成后可在这里下载。"))
    return redirect("jobs")
