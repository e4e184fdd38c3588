"""Jobs are ordered, stopped and ordered again; which kinds there are, the apps above say."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import rfc8785
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events, live, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.jobs import enqueue_on_commit
from office import selectors
from office.events import JobEnded
from office.models import Job
from office.services.progress import Beside, Progress

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Arguments = dict[str, Any]
Run = Callable[[Progress, Arguments], Mapping[str, Any] | None]
Help = Callable[[Beside, Arguments], None]
Told = Callable[[Mapping[str, Any]], str]


MOST_OPEN = 100  # of one owner


class JobOver(Conflict):
    code = "job_over"


class TooManyJobs(Conflict):
    code = "too_many_jobs"


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be done as a job.

    Args:
        run: does it. Takes up at `progress.kept`; returns what the page shows as the result.
        label: what it is called on the page.
        allow: called in the transaction that orders the job; raises when the actor may not.
        discard: throws away what a cancelled job has made, given its checkpoint.
        assist: does what it can of the job in another process, beside `run`, while it is wanted.
        told: says in words what came of it, from its result; else the page counts its steps.
    """

    run: Run
    label: "StrOrPromise"
    allow: Callable[[Actor, Arguments], None] | None = None
    discard: Callable[[Actor, Mapping[str, Any]], None] | None = None
    assist: Help | None = None
    told: Told | None = None


_kinds: dict[str, Kind] = {}


def job_kind(
    name: str,
    run: Run,
    *,
    label: "StrOrPromise" = "",
    allow: Callable[[Actor, Arguments], None] | None = None,
    discard: Callable[[Actor, Mapping[str, Any]], None] | None = None,
    assist: Help | None = None,
    told: Told | None = None,
) -> None:
    """Let `run` be ordered as a job of this name."""
    _kinds[name] = Kind(run, label or name, allow, discard, assist, told)


def kind_find(name: str) -> Kind | None:
    """Return what a kind of job does; None when no app knows it (any more)."""
    return _kinds.get(name)


def job_told(job: Job) -> str:
    """Return in words what came of a job that is done; nothing where its kind has none."""
    found = kind_find(job.kind)
    is_said = job.state == Job.State.DONE and found is not None and found.told is not None
    return found.told(job.result) if is_said and found and found.told else ""


def kind_label(name: str) -> str:
    """Return what a kind of job is called."""
    found = kind_find(name)
    return str(found.label) if found else name


@transaction.atomic
def job_start(*, actor: Actor, kind: str, arguments: Mapping[str, Any] | None = None) -> Job:
    """Order a job. It begins once the transaction has committed.

    Args:
        arguments: what JSON can hold; ids instead of personal data.

    Returns:
        The job; the same one while an equal job of the same owner is not over.

    Raises:
        Invalid: there is no such kind.
        TooManyJobs: too many of the same owner are not over yet.
        DomainError: what the kind itself refuses.
    """
    found = kind_find(kind)
    if found is None:
        raise Invalid(_("没有这种任务。"), field="kind")
    wanted = dict(arguments or {})
    print_ = hashlib.sha256(rfc8785.dumps(wanted)).hexdigest()
    if job := _open_one(actor, kind, print_):
        return job
    _require_room(actor)
    if found.allow:
        found.allow(actor, wanted)
    try:
        with transaction.atomic():
            job = Job.objects.create(
                tenant_id=tenancy.require(actor).tenant_id,
                kind=kind,
                owner_id=actor.user_id,
                language=get_language() or "",
                arguments=wanted,
                fingerprint=print_,
            )
    except IntegrityError:  # the same button, pressed twice at once
        job = _open_one(actor, kind, print_)
        if job is None:
            raise
        return job
    _note(actor, job, "office.job_started")
    _nudge(job)
    return job


def _require_room(actor: Actor) -> None:
    """Let nobody order without end: what waits is worked off in turns, and everybody waits."""
    open_now = selectors.job_list(actor).filter(state__in=Job.OPEN)[:MOST_OPEN].count()
    if actor.user_id and open_now >= MOST_OPEN:
        said = _("你有 %(number)s 个任务还没有结束，请等其中一些完成，或取消不需要的。")
        raise TooManyJobs(said % {"number": MOST_OPEN})


def _open_one(actor: Actor, kind: str, print_: str) -> Job | None:
    same = selectors.job_list(actor).filter(kind=kind, fingerprint=print_)
    return same.filter(state__in=Job.OPEN).first()


@transaction.atomic
def job_cancel(*, actor: Actor, job_id: UUID) -> Job:
    """Stop a job: at once while it waits, else at its next step. Twice is once.

    Raises:
        NotFound: it is not the actor's own.
        JobOver: it is over already.
    """
    job = selectors.job_get(actor, job_id, lock=True)
    if job.state == Job.State.CANCELLED or job.cancel_asked_at:
        return job
    if not job.is_open:
        raise JobOver(_("这个任务已经结束。"))
    job.cancel_asked_at = clock.now()
    job.save(update_fields=["cancel_asked_at"])
    _note(actor, job, "office.job_cancelled")
    _nudge(job)  # a worker throws away what was made so far, and says that it is over
    return job


@transaction.atomic
def job_retry(*, actor: Actor, job_id: UUID) -> Job:
    """Take up again a job that failed, where it stood, or one that was cancelled, from nothing.

    Raises:
        NotFound: it is not the actor's own.
        JobOver: it is done, or the same has been ordered again meanwhile.
        TooManyJobs: too many of the same owner are not over yet.
    """
    job = selectors.job_get(actor, job_id, lock=True)
    if job.is_open:
        return job
    if job.state == Job.State.DONE or _open_one(actor, job.kind, job.fingerprint):
        raise JobOver(_("这个任务已经完成，或已重新开始。"))
    _require_room(actor)
    kind = kind_find(job.kind)
    if kind and kind.allow:
        kind.allow(actor, job.arguments)
    job.state, job.error, job.attempts = Job.State.WAITING, "", 0
    job.cancel_asked_at = job.ended_at = None
    job.available_at = clock.now()
    job.save(
        update_fields=["state", "error", "attempts", "cancel_asked_at", "ended_at", "available_at"]
    )
    _note(actor, job, "office.job_retried")
    _nudge(job)
    return job


def job_end(*, actor: Actor, job: Job, state: str, **fields: Any) -> bool:
    """Write how a run ended and tell everybody; False when the run had lost the job."""
    now = clock.now()
    with transaction.atomic():
        mine = Job.objects.of(actor).filter(pk=job.pk, run=job.run, state=Job.State.RUNNING)
        if not mine.update(state=state, ended_at=now, run=None, **fields):
            return False
        record.entry_append(
            actor=actor,
            action="office.job_ended",
            subject=("job", job.pk),
            data={"kind": job.kind, "state": str(state)},
        )
        owner_id = job.owner_id
        events.publish(JobEnded(job.tenant_id, job.pk, owner_id, job.kind, str(state)))
        live.ring_on_commit(job.tenant_id, "person", owner_id or "system")
    return True


def _note(actor: Actor, job: Job, action: str) -> None:
    record.entry_append(
        actor=actor, action=action, subject=("job", job.pk), data={"kind": job.kind}
    )


def _nudge(job: Job) -> None:
    tenant, pk = str(job.tenant_id), str(job.pk)
    enqueue_on_commit("office.job_run", queue="docs", tenant_id=tenant, job_id=pk)
    live.ring_on_commit(job.tenant_id, "person", job.owner_id or "system")
