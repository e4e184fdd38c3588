"""Work over all payees, share by share, in as many processes as come: the rows are the queue.

A step locks one share's row, does so many payees, and writes lines, place and sums in that one
transaction. Who is killed has written nothing; two on one share there cannot be; and what is left
to do is what the rows say, whoever asks.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from livecompliance.kernel.actors import Actor
from office.services.progress import Beside, Progress
from tax.models import Portion
from tax.rules.brought import BUCKETS

Step = Callable[[Portion], None]


def portions_begin(actor: Actor, work: UUID) -> None:
    """Lay out a piece of work: a row for each share. Laid out already, nothing happens."""
    rows = [
        Portion(tenant_id=actor.tenant_id, work=work, bucket=bucket) for bucket in range(BUCKETS)
    ]
    Portion.objects.bulk_create(rows, ignore_conflicts=True)


def portions_carry(progress: Progress, kept: Mapping[str, Any], work: UUID, step: Step) -> None:
    """Do what is left of a piece of work, together with whoever comes to help."""
    progress.call_help()
    while _one(progress.actor, work, step, is_patient=True):
        progress.reached(_done(progress.actor, work))
        progress.checkpoint(kept)
    progress.reached(_done(progress.actor, work))  # what helpers did after the last step here


def portions_help(beside: Beside, work: UUID, step: Step) -> None:
    """Do what nobody else is at, as long as it is wanted."""
    while beside.is_wanted() and _one(beside.actor, work, step, is_patient=False):
        pass


@transaction.atomic
def _one(actor: Actor, work: UUID, step: Step, *, is_patient: bool) -> bool:
    """Do one step of a share that nobody is at; tell whether there was one.

    Who is patient waits for a share that somebody is at, so that he is not told all is done before
    it is.
    """
    left = Portion.objects.of(actor).filter(work=work, is_over=False).order_by("bucket")
    portion = left.select_for_update(skip_locked=True).first()
    if portion is None and is_patient:
        portion = left.select_for_update().first()
    if portion is None:
        return False
    step(portion)
    portion.save(update_fields=["after", "done", "is_over", "kept"])
    return True


@transaction.atomic
def _done(actor: Actor, work: UUID) -> int:
    found = Portion.objects.of(actor).filter(work=work).aggregate(done=Sum("done"))
    return found["done"] or 0


def portions_held(actor: Actor, work: UUID) -> list[Portion]:
    """Return all shares in their order and keep everybody from them, once nobody is at one."""
    return list(Portion.objects.of(actor).filter(work=work).select_for_update().order_by("bucket"))


def portions_end(actor: Actor, work: UUID) -> None:
    """Take the rows away: the work is done, or not wanted. Who is at a share is waited for."""
    portions_held(actor, work)
    Portion.objects.of(actor).filter(work=work).delete()
