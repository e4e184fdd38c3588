"""Try a version on recorded segments: as jobs, side by side, that can be stopped and go on."""

import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.crypto import KeyLost
from livecompliance.kernel.exceptions import Conflict, Invalid
from moderation import selectors as moderation_asks
from moderation import services as moderation
from moderation.engine import Engine, PackError
from moderation.engine.record import NOBODY
from office import selectors as office_asks
from office import services as office
from office.services.progress import Progress
from rooms import codec
from rooms import selectors as rooms
from rooms.models import Session
from studio import policies, selectors
from studio.models import Backtest, Version
from studio.rules.tally import Judged, Names, Tally, total
from studio.selectors.release import Running, name_of, pack_of

KIND = "studio_backtest"
SHARDS = 2  # as many workers as a small installation has
CHUNK = 64  # segments in one step
LONGEST = timedelta(days=366)


class BacktestMissing(Conflict):
    """The version was not tried as it is worded now."""

    code = "backtest_missing"


def require_tried(actor: Actor, row: Version) -> None:
    """Raise BacktestMissing unless a backtest of a version as it is worded now has ended."""
    if not selectors.is_tried(actor, row):
        raise BacktestMissing(_("请先对这一版完成一次回测。"))


@transaction.atomic
def backtest_start(*, actor: Actor, version_id: UUID, since: datetime, until: datetime) -> Backtest:
    """Order a trial of a version on the sessions that began in a period.

    The same order while one is under way is that one.

    Raises:
        Forbidden: only officers may.
        NotFound: no such version.
        Invalid: an empty period, or one longer than a year.

    Law: M-risk-measures
    """
    policies.require_write(actor)
    row = selectors.version_get(actor, version_id, lock=True)
    if not since < until <= since + LONGEST:
        raise Invalid(_("请选择不超过一年的时间段。"), field="until")
    under_way = Backtest.objects.of(actor).filter(
        version=row, revision=row.revision, since=since, until=until, state=Backtest.State.RUNNING
    )
    open_ = under_way.first()
    if open_ is not None:
        return open_
    made = Backtest.objects.create(
        tenant_id=actor.tenant_id,
        version=row,
        revision=row.revision,
        since=since,
        until=until,
        digest=selectors.digest_of(row),
        shards=SHARDS,
        ordered_by_id=actor.user_id,
    )
    ordered = [
        office.job_start(actor=actor, kind=KIND, arguments={"backtest": str(made.pk), "shard": n})
        for n in range(SHARDS)
    ]
    made.jobs = [job.pk for job in ordered]
    made.save(update_fields=["jobs"])
    _note(actor, made, "studio.backtest_started")
    return made


@transaction.atomic
def backtest_cancel(*, actor: Actor, backtest_id: UUID) -> Backtest:
    """Stop a trial; the workers stop at their next step. Twice is once.

    Raises:
        Forbidden: only officers may.
        NotFound: no such trial, or it is another officer's.
    """
    policies.require_write(actor)
    row = selectors.backtest_get(actor, backtest_id, lock=True)
    if row.state != Backtest.State.RUNNING:
        return row
    for job in office_asks.jobs_named(actor, [str(pk) for pk in row.jobs]):
        if job.is_open:
            office.job_cancel(actor=actor, job_id=job.pk)
    row.state, row.ended_at = Backtest.State.CANCELLED, clock.now()
    row.save(update_fields=["state", "ended_at"])
    _note(actor, row, "studio.backtest_cancelled")
    return row


def _note(actor: Actor, row: Backtest, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("rule_version", row.version_id),
        clause="M-risk-measures",
        data={"backtest": row.pk.hex, "caught": row.figures.get("caught", 0)},
    )


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Try one share of the sessions, one after another; after each the place is kept."""
    actor, shard = progress.actor, int(arguments["shard"])
    with transaction.atomic():
        row = selectors.backtest_get(actor, UUID(arguments["backtest"]))
        engine, names = _engine(actor, row.version)
        found = rooms.session_list_between(actor, row.since, row.until)
        mine = [one for one in found if zlib.crc32(one.pk.bytes) % row.shards == shard]
    tally = Tally(names, progress.kept.get("figures"))
    after = progress.kept.get("after", "")
    progress.total(sum(one.head.events for one in mine))
    for session in mine:
        if str(session.pk) > after:
            _session(progress, engine, session, tally, str(row.version.body.get("label", "")))
            progress.checkpoint({"after": str(session.pk), "figures": tally.kept()})
    backtest_part(actor=actor, backtest_id=row.pk, shard=shard, figures=tally.kept())
    return {"backtest": str(row.pk)}


def _engine(actor: Actor, version: Version) -> tuple[Engine, Names]:
    """Return the engine in force with the version beside it, in shadow: one pass tells both."""
    others = [one for one in selectors.running(actor) if one.version.pk != version.pk]
    live = next(
        (one.name for one in others
         if one.version.rule_id == version.rule_id and one.version.state == Version.State.LIVE),
        "",
    )  # fmt: skip
    rules = selectors.sources([*others, Running(version, (0, 0))])
    try:
        lists = [one for one in selectors.packs_running(actor) if not one.get("shadow")]
        parts = selectors.parts_of(actor, lists)
        engine = moderation.engine_with(actor, [pack_of(rules)], parts)
    except PackError as fault:
        raise Invalid(_("这一版规则无法运行：%(why)s") % {"why": str(fault)[:200]}) from fault
    return engine, Names(name_of(version), live)


def _session(
    progress: Progress, engine: Engine, session: Session, tally: Tally, family: str
) -> None:
    """Try one session from its beginning; what nobody can read is counted and passed over."""
    actor, seq, state = progress.actor, 0, b""
    with transaction.atomic():
        judged = _judged(actor, session, family)
        reads = engine.rules.reads_record
        known = moderation.record_read(actor, session) if reads else NOBODY
    tally.numbers["sessions"] += 1
    while True:
        try:
            with transaction.atomic():
                segments = rooms.segment_list_waiting(actor, session, seq, CHUNK)
        except (KeyLost, codec.Altered):
            tally.numbers["skipped"] += 1
            return
        if not segments:
            return
        seen = moderation.segments_replay(engine, segments, state, str(session.pk), known)
        tally.add(str(session.pk), seen.places, seen.results, seen.shadows, judged)
        seq, state = segments[-1].seq, seen.state
        progress.step(len(seen.events))


def _judged(actor: Actor, session: Session, family: str) -> Judged:
    found = moderation_asks.verdicts_of(actor, session.pk)
    return Judged(
        frozenset(one.event_key for one in found if one.is_confirmed),
        frozenset(one.event_key for one in found if not one.is_confirmed),
        frozenset(one.event_key for one in found if one.code == family),
    )


@transaction.atomic
def backtest_part(*, actor: Actor, backtest_id: UUID, shard: int, figures: dict[str, Any]) -> None:
    """Keep the figures of one share; with the last one the trial is done. Twice is once.

    Raises:
        Forbidden: only officers may.
        NotFound: no such trial.
    """
    policies.require_write(actor)
    row = selectors.backtest_get(actor, backtest_id, lock=True)
    if row.state != Backtest.State.RUNNING:
        return
    row.parts = row.parts | {str(shard): figures}
    if len(row.parts) == row.shards:
        row.figures, row.state = total(row.parts.values()), Backtest.State.DONE
        row.ended_at = clock.now()
        _note(actor, row, "studio.backtest_ended")
    row.save()


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """A trial that is not wanted has written nothing but its place."""


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let whoever may write rules order a share of a trial of his own tenant."""
    policies.require_write(actor)
    selectors.backtest_get(actor, UUID(arguments["backtest"]))


office.job_kind(KIND, run, label=gettext_lazy("规则回测"), allow=allow, discard=discard)
