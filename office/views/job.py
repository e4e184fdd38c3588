"""The page of one's own jobs: how far they are, how they ended, what they made."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import is_fragment, page
from office import selectors, services
from office.models import File, Job

MOST = 50
QUIET = timedelta(seconds=20)


class Line(NamedTuple):
    """One job as the page shows it."""

    job: Job
    label: str
    file: File | None
    name: str
    can_cancel: bool
    can_retry: bool
    is_silent: bool


@page
@require_GET
def jobs(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the jobs of whoever looks, the newest first."""
    shown = {"lines": _lines(actor)}
    template = "office/_jobs.html" if is_fragment(request) else "office/jobs.html"
    return render(request, template, shown)


@page
@require_POST
def cancel(request: HttpRequest, actor: Actor, job_id: UUID) -> HttpResponse:
    """Stop a job."""
    services.job_cancel(actor=actor, job_id=job_id)
    return redirect("jobs")


@page
@require_POST
def retry(request: HttpRequest, actor: Actor, job_id: UUID) -> HttpResponse:
    """Take a job up again."""
    services.job_retry(actor=actor, job_id=job_id)
    return redirect("jobs")


def _lines(actor: Actor) -> list[Line]:
    found = list(selectors.job_list(actor)[:MOST])
    made = [str(job.result["file"]) for job in found if job.result.get("file")]
    files: dict[str, Any] = {str(one.pk): one for one in selectors.files_named(actor, made)}
    return [_line(job, files.get(str(job.result.get("file")))) for job in found]


def _line(job: Job, file: File | None) -> Line:
    return Line(
        job=job,
        label=services.kind_label(job.kind),
        file=file,
        name=selectors.file_name(file) if file else "",
        can_cancel=job.is_open and job.cancel_asked_at is None,
        can_retry=job.state in (Job.State.FAILED, Job.State.CANCELLED),
        is_silent=_is_silent(job),
    )


def _is_silent(job: Job) -> bool:
    """Tell whether whoever carries a job gave no sign of life for a while: killed, probably."""
    beat = job.heartbeat_at
    return job.state == Job.State.RUNNING and beat is not None and clock.now() - beat > QUIET
