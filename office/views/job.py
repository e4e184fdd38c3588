"""The page of one's own jobs: how far they are, how they ended, what they made."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
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
    said: str


@page
@require_GET
def jobs(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the jobs of whoever looks, the newest first."""
    shown = {"lines": lines_of(actor, list(selectors.job_list(actor)[:MOST]))}
    template = "office/_jobs.html" if is_fragment(request) else "office/jobs.html"
    return render(request, template, shown)


@page
@require_POST
def cancel(request: HttpRequest, actor: Actor, job_id: UUID) -> HttpResponse:
    """Stop a job."""
    services.job_cancel(actor=actor, job_id=job_id)
    return redirect(_home(request))


@page
@require_POST
def retry(request: HttpRequest, actor: Actor, job_id: UUID) -> HttpResponse:
    """Take a job up again."""
    services.job_retry(actor=actor, job_id=job_id)
    return redirect(_home(request))


def _home(request: HttpRequest) -> str:
    """Return the page of ours that the button stood on; else the page of jobs."""
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if is_ours else "jobs"


def lines_of(actor: Actor, found: Sequence[Job]) -> list[Line]:
    """Return jobs as pages show them, with what they made."""
    made = [str(job.result["file"]) for job in found if job.result.get("file")]
    files: dict[str, Any] = {str(one.pk): one for one in selectors.files_named(actor, made)}
    return [_line(actor, job, files.get(str(job.result.get("file")))) for job in found]


def _line(actor: Actor, job: Job, file: File | None) -> Line:
    is_own = job.owner_id == actor.user_id
    return Line(
        job=job,
        label=services.kind_label(job.kind),
        file=file if is_own else None,
        name=selectors.file_name(file) if file else "",
        can_cancel=is_own and job.is_open and job.cancel_asked_at is None,
        can_retry=is_own and job.state in (Job.State.FAILED, Job.State.CANCELLED),
        is_silent=_is_silent(job),
        said=services.job_told(job),
    )


def _is_silent(job: Job) -> bool:
    """Tell whether whoever carries a job gave no sign of life for a while: killed, probably."""
    beat = job.heartbeat_at
    return job.state == Job.State.RUNNING and beat is not None and clock.now() - beat > QUIET
