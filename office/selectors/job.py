"""Ask about jobs: one's own, and those that wait for a worker."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from office.models import Job

A_WHILE, A_DAY = timedelta(minutes=10), timedelta(days=1)


def job_list(actor: Actor) -> TenantQuerySet[Job]:
    """Return the actor's own jobs, newest first.

    Raises:
        Forbidden: the actor looks at several platforms, and works for none.
    """
    if len(actor.tenant_ids) != 1:
        raise Forbidden(_("监管人员没有后台任务。"))
    return Job.objects.of(actor).filter(owner_id=actor.user_id).order_by("-id")


def job_get(actor: Actor, job_id: UUID, *, lock: bool = False) -> Job:
    """Return one job of the actor's own.

    Raises:
        NotFound: there is none such, or it is somebody else's.
    """
    jobs = job_list(actor).select_for_update() if lock else job_list(actor)
    found = jobs.filter(pk=job_id).first()
    if found is None:
        raise NotFound(_("没有这个任务。"))
    return found


def jobs_named(actor: Actor, ids: Collection[str]) -> TenantQuerySet[Job]:
    """Return jobs of the tenant by id, whosever they are: the record names them."""
    return Job.objects.of(actor).filter(pk__in=ids)


def jobs_open(actor: Actor, kind: str) -> TenantQuerySet[Job]:
    """Return jobs of a kind in the tenant that are not over, whosever they are."""
    return Job.objects.of(actor).filter(kind=kind, state__in=Job.OPEN)


def jobs_at(actor: Actor, about: Mapping[str, Mapping[str, Any]]) -> list[Job]:
    """Return the work that goes on about a thing, and what of the actor's own ended otherwise.

    Args:
        about: for each kind of job, what its arguments must hold.

    Returns:
        Of each kind the newest of the actor's own, while it goes on, and when it ended otherwise
        than well, ended just now, or made a file within a day; and work of others that goes on.
    """
    found: list[Job] = []
    for kind, held in about.items():
        of_kind = Job.objects.of(actor).filter(kind=kind, arguments__contains=dict(held))
        mine = of_kind.filter(owner_id=actor.user_id).order_by("-id").first()
        if mine is not None and _is_shown(mine):
            found.append(mine)
        others = of_kind.filter(state__in=Job.OPEN).exclude(owner_id=actor.user_id)
        found += others.order_by("-id")[:3]
    return found


def _is_shown(job: Job) -> bool:
    if job.state != Job.State.DONE or job.ended_at is None:
        return True
    return clock.now() - job.ended_at < (A_DAY if job.result.get("file") else A_WHILE)


def jobs_due(at: datetime, stale: datetime, most: int = 200) -> list[tuple[UUID, UUID]]:
    """Return (tenant, job) of what waits, and of what was running and gave no sign since `stale`.

    Tenants take turns, so that one with many jobs does not stand before the others.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant, job FROM jobs_due(%s, %s, %s)", [at, stale, most])
        return [(row[0], row[1]) for row in cursor.fetchall()]
