"""A worker takes a job, carries it as far as it gets, and writes down how it ended."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office.models import Job
from office.services import progress as running
from office.services.job import Kind, job_end, kind_find

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 5  # without coming any further
PASSING = (OperationalError, InterfaceError, OSError)  # another time it may work
WAIT = timedelta(seconds=20)


def job_run(*, actor: Actor, job_id: UUID) -> str | None:
    """Carry one job on; return the state it is in then, or None when somebody else has it.

    A nudge may come twice, late or never: the row alone says who has the job. It runs as its
    owner is now, so that whoever lost his place gets nothing more done.
    """
    job = _claim(actor, job_id)
    if job is None:
        return None
    with translation.override(job.language or None):
        kind, owner = kind_find(job.kind), _owner(actor, job)
        if job.cancel_asked_at:
            return _cancelled(actor, job, kind)
        words = _reason_against(job, kind, owner)
        if words or kind is None or owner is None:
            return _failed(actor, job, words)
        return _carry(actor, owner, job, kind)


def job_help(*, actor: Actor, job_id: UUID) -> bool:
    """Carry one job on beside the worker that has it; tell whether there is more to help with.

    Help may come twice, late or never, and ends without a word when the job does: what the job
    does meets the same fault, and says so. It runs as the job's owner is now.
    """
    with transaction.atomic():
        jobs = Job.objects.of(actor).filter(state__in=Job.OPEN, cancel_asked_at=None)
        job = jobs.filter(pk=job_id).first()
    kind = kind_find(job.kind) if job else None
    owner = _owner(actor, job) if job else None
    if job is None or kind is None or kind.assist is None or owner is None:
        return False
    with translation.override(job.language or None), acting(owner):
        beside = running.Beside(owner, job)
        try:
            kind.assist(beside, job.arguments)
        except (DomainError, *PASSING) as fault:
            log.warning("help with job %s ended: %s", job.pk, type(fault).__name__)
            return False
    return beside.is_turn_over


def _claim(actor: Actor, job_id: UUID) -> Job | None:
    """Take a job that waits, or one whose worker gives no sign of life."""
    now = clock.now()
    free = Q(state=Job.State.WAITING) & (Q(available_at__lte=now) | ~Q(cancel_asked_at=None))
    dead = Q(state=Job.State.RUNNING, heartbeat_at__lt=now - running.STALE)
    with transaction.atomic():
        jobs = Job.objects.of(actor).select_for_update(skip_locked=True)
        job = jobs.filter(free | dead, pk=job_id).first()
        if job is None:
            return None
        job.state, job.run = Job.State.RUNNING, uuid7()
        job.heartbeat_at, job.started_at = now, job.started_at or now
        job.attempts += 1
        job.done = int(job.checkpoint.get("done", 0))
        job.save(update_fields=["state", "run", "heartbeat_at", "started_at", "attempts", "done"])
    return job


def _owner(actor: Actor, job: Job) -> Actor | None:
    """Return who the owner of a job is now; the system itself for a job of its own."""
    if job.owner_id is None:
        return actor
    with transaction.atomic():
        found = accounts.actor_of_user(job.owner_id)
    is_here = found is not None and found.tenant_ids == frozenset({job.tenant_id})
    return found if is_here else None


def _reason_against(job: Job, kind: Kind | None, owner: Actor | None) -> str:
    if kind is None:
        return _("系统已不支持这种任务。")
    if owner is None:
        return _("发起人的账号已停用，任务没有执行。")
    if job.attempts > MOST_ATTEMPTS:
        return _("任务连续多次中断，已停止。可以重试；仍不成功时请联系系统管理员。")
    return ""


def _carry(actor: Actor, owner: Actor, job: Job, kind: Kind) -> str | None:
    try:
        with acting(owner):
            progress = running.Progress(owner, job)
            result = kind.run(progress, job.arguments)
            progress.flush()
    except running.CancelAsked:
        return _cancelled(actor, job, kind)
    except running.LeaseLost:
        log.warning("job %s was taken over by another worker", job.pk)
        return None
    except running.TurnOver:
        return _later(actor, job, timedelta(0))
    except DomainError as refusal:
        return _failed(actor, job, refusal.message)
    except PASSING as fault:
        log.warning("job %s interrupted: %s", job.pk, type(fault).__name__)
        return _later(actor, job, WAIT * job.attempts)
    except Exception:
        log.exception("job %s failed", job.pk)
        words = _("程序出错，已记录。请把编号 %(number)s 告诉系统管理员。")
        return _failed(actor, job, words % {"number": job.pk.hex[-8:]})
    return _finished(actor, job, result)


def _finished(actor: Actor, job: Job, result: Mapping[str, Any] | None) -> str | None:
    made = dict(result or {})
    is_mine = job_end(actor=actor, job=job, state=Job.State.DONE, result=made, error="")
    return Job.State.DONE if is_mine else None


def _failed(actor: Actor, job: Job, words: str) -> str | None:
    is_mine = job_end(actor=actor, job=job, state=Job.State.FAILED, error=words[:300])
    return Job.State.FAILED if is_mine else None


def _cancelled(actor: Actor, job: Job, kind: Kind | None) -> str | None:
    """Throw away what was made so far, and say so."""
    with transaction.atomic():
        row = Job.objects.of(actor).get(pk=job.pk)
        if kind is not None and kind.discard is not None:
            kind.discard(actor, row.checkpoint.get("kept", {}))
        empty = {"checkpoint": {}, "done": 0, "rate": 0}
        is_mine = job_end(actor=actor, job=job, state=Job.State.CANCELLED, **empty)
    return Job.State.CANCELLED if is_mine else None


def _later(actor: Actor, job: Job, wait: timedelta) -> str | None:
    """Put a job back into the row of those that wait."""
    with transaction.atomic():
        mine = Job.objects.of(actor).filter(pk=job.pk, run=job.run, state=Job.State.RUNNING)
        is_mine = mine.update(state=Job.State.WAITING, run=None, available_at=clock.now() + wait)
    return Job.State.WAITING if is_mine else None
