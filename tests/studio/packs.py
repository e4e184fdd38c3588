"""What tests do with lists of terms: make one, fill it, compile and measure it, put it in force."""

import io
from typing import Any

from django.db import transaction

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from office import services as files
from office.services.progress import Progress
from studio import selectors, services
from studio.models import Issue
from studio.services import pack_build, pack_tables


def row(term: str, family: str = "F-TENANT", **more: Any) -> dict[str, Any]:
    """Return a row of a list of terms."""
    return {"term": term, "family": family} | more


def pack(
    actor: Actor, *rows: dict[str, Any], name: str = "自有词库", kind: str = "lexicon"
) -> Issue:
    """Begin a list with some terms."""
    with acting(actor):
        issue = services.pack_create(actor=actor, name=name, kind=kind)
        return services.terms_add(actor=actor, issue_id=issue.pk, rows=rows).issue


def carry(actor: Actor, job: Any, run: Any, slice_s: float = 600.0) -> dict[str, Any]:
    """Carry a job to its end, as a worker that has it would."""
    with transaction.atomic():
        held = office.job_get(actor, job.pk, lock=True)
        held.state, held.run = held.State.RUNNING, held.pk
        held.save()
    progress = Progress(actor, held, slice_s=slice_s)
    result: dict[str, Any] = run(progress, held.arguments)
    with transaction.atomic():
        held = office.job_get(actor, job.pk, lock=True)
        held.state, held.result = held.State.DONE, result
        held.save()
    return result


def built(actor: Actor, issue: Issue) -> Issue:
    """Compile and measure a draft."""
    with acting(actor):
        job = services.issue_build(actor=actor, issue_id=issue.pk)
        carry(actor, job, pack_build.run)
    return now(actor, issue)


def now(actor: Actor, issue: Issue) -> Issue:
    """Return a version as it is now."""
    with acting(actor), transaction.atomic():
        return selectors.issue_get(actor, issue.pk)


def do(act: str, actor: Actor, issue: Issue, **more: Any) -> Issue:
    """Move a version on, having seen it as it is."""
    seen = more.pop("revision", None) or now(actor, issue).revision
    with acting(actor):
        move = getattr(services, f"issue_{act}")
        return move(actor=actor, issue_id=issue.pk, revision=seen, **more)


def in_force(author: Actor, approver: Actor, issue: Issue) -> Issue:
    """Compile and measure a draft, ask for it, have it approved."""
    built(author, issue)
    do("ask", author, issue)
    return do("approve", approver, issue)


def bring_in(actor: Actor, issue: Issue, content: bytes, name: str = "词.csv") -> dict[str, Any]:
    """Import a table into a draft."""
    with acting(actor):
        file = files.shelf_store(actor=actor, stream=io.BytesIO(content), name=name)
        job = services.issue_import(actor=actor, issue_id=issue.pk, file_id=file.pk)
        return carry(actor, job, pack_tables.bring_in)


def content_of(actor: Actor, file_id: str) -> bytes:
    """Return what a file holds."""
    from uuid import UUID

    with acting(actor), transaction.atomic():
        return b"".join(files.file_open(actor=actor, file_id=UUID(file_id)).pieces())
