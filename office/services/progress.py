"""How a running job says how far it is, hears that it should stop, and keeps its place."""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from livecompliance.kernel import clock, live, nudges
from livecompliance.kernel.actors import Actor
from office.models import Job

BEAT_S = 1.0  # between two signs of life
SLICE_S = 30.0  # of work in one go; then other jobs have their turn
STALE = timedelta(seconds=60)  # without a sign of life: whoever had the job is dead


class Stopped(Exception):
    """A run must end here. Only the runner catches this."""


class LeaseLost(Stopped):
    """Another worker has the job: this one was thought dead."""


class CancelAsked(Stopped):
    """The owner does not want it any more."""


class TurnOver(Stopped):
    """The job has had its time and waits for its next turn, at the place that was kept."""


class Progress:
    """One run of one job. No step may take longer than half a minute.

    `kept` is what the last `checkpoint` kept, empty at first: work begins there. Everything
    after it is done again if the process is killed, so it must be such that twice is once.
    Do not hold a transaction open from one step to the next: signs of life would not be seen.
    """

    def __init__(self, actor: Actor, job: Job, *, slice_s: float = SLICE_S) -> None:
        self.actor, self.job = actor, job
        self.kept: dict[str, Any] = dict(job.checkpoint.get("kept", {}))
        self._done, self._total = job.done, job.total
        self._rate = job.rate
        self._turn_ends = time.monotonic() + slice_s
        self._since, self._counted = time.monotonic(), job.done
        self._rung: float | None = None

    def total(self, number: int | None) -> None:
        """Say how many steps there will be, as soon as that is known."""
        self._total = number
        self._beat()

    def step(self, number: int = 1) -> None:
        """Say that so many steps are done. Cheap: it writes once a second."""
        self._done += number
        if time.monotonic() - self._since >= BEAT_S:
            self._beat()

    def reached(self, number: int) -> None:
        """Say that so many steps are done in all, whoever did them."""
        self.step(number - self._done)

    def call_help(self) -> None:
        """Ask other workers to carry the job on beside this one. Nobody need come."""
        tenant, pk = str(self.job.tenant_id), str(self.job.pk)
        for number in range(settings.JOB_HELPERS):
            nudges.nudge_once(
                "office.job_help", queue="docs", tenant_id=tenant, job_id=pk, number=number
            )

    def restart(self) -> None:
        """Begin from nothing: what earlier runs made is gone."""
        self.kept, self._done, self._counted = {}, 0, 0

    def checkpoint(self, kept: Mapping[str, Any]) -> None:
        """Keep the place: the next run takes it up here, with as many steps done as now."""
        self.kept = dict(kept)
        self._beat(checkpoint={"done": self._done, "kept": self.kept}, attempts=0)
        if time.monotonic() >= self._turn_ends:
            raise TurnOver

    def flush(self) -> None:
        """Write how far it is, now."""
        self._beat()

    def _beat(self, **fields: Any) -> None:
        """Write how far it is; stop when the job is not ours any more, or not wanted."""
        self._measure()
        mine = Job.objects.of(self.actor).filter(
            pk=self.job.pk, run=self.job.run, state=Job.State.RUNNING
        )
        with transaction.atomic():
            written = mine.update(
                done=self._done,
                total=self._total,
                rate=self._rate,
                heartbeat_at=clock.now(),
                **fields,
            )
            is_wanted = mine.filter(cancel_asked_at=None).exists()
            self._ring()
        if not written:
            raise LeaseLost
        if not is_wanted:
            raise CancelAsked

    def _ring(self) -> None:
        """Let pages look again, once a moment: they take no more."""
        now = time.monotonic()
        if self._rung is None or now - self._rung >= BEAT_S:
            self._rung = now
            live.ring_on_commit(self.job.tenant_id, "person", self.job.owner_id or "system")

    def _measure(self) -> None:
        """Let the rate follow what the last moments did, without jumping."""
        now = time.monotonic()
        took = now - self._since
        if took < BEAT_S / 2 or self._done <= self._counted:
            return
        rate = (self._done - self._counted) / took
        self._rate = rate if self._rate <= 0 else 0.7 * self._rate + 0.3 * rate
        self._since, self._counted = now, self._done


class Beside:
    """What a helper knows of the job it helps with: whether it is wanted, and for how long.

    It writes nothing of the job. `kept` is the job's checkpoint as it was when the help began.
    """

    def __init__(self, actor: Actor, job: Job, *, slice_s: float = SLICE_S) -> None:
        self.actor, self.job = actor, job
        self.kept: Mapping[str, Any] = job.checkpoint.get("kept", {})
        self._turn_ends = time.monotonic() + slice_s
        self.is_turn_over = False

    def is_wanted(self) -> bool:
        """Tell whether to do one step more: the job is open, and the turn is not over."""
        self.is_turn_over = time.monotonic() >= self._turn_ends
        if self.is_turn_over:
            return False
        open_now = Job.objects.of(self.actor).filter(state__in=Job.OPEN, cancel_asked_at=None)
        with transaction.atomic():
            return bool(open_now.filter(pk=self.job.pk).exists())
