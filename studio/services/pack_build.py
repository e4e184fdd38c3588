"""Compile a draft and measure it on what was said: a job, so that whoever judges never waits."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.crypto import KeyLost
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.tenancy import acting
from moderation.engine.image import restore
from moderation.engine.lexicon import Lexicon
from moderation.engine.scan import BatchScan
from moderation.engine.types import PackError
from office import services as office
from office.models import Job
from office.services.progress import Progress
from rooms import codec, wire
from rooms import selectors as rooms
from studio import policies, selectors
from studio.models import Image, Issue
from studio.rules.terms import broad
from studio.selectors import lexicon
from studio.services.life import rules_lock
from studio.services.pack import draft_lock, tell

KIND = "studio_pack_build"
SAMPLE, BATCH, SEGMENTS = 20_000, 256, 8
QUICK = 20_000  # terms that are compiled within a second
LATELY, MOST_SESSIONS, SHOWN = timedelta(days=30), 200, 30
T = TypeVar("T")


@transaction.atomic
def issue_build(*, actor: Actor, issue_id: UUID) -> Job:
    """Order that a draft is compiled and measured as it is now.

    Raises:
        Forbidden: only officers may.
        NotFound, NotADraft: no such draft.

    Law: M-content-patrol
    """
    policies.require_write(actor)
    row = draft_lock(actor, issue_id)
    given = {"issue": str(row.pk), "revision": row.revision}
    job = office.job_start(actor=actor, kind=KIND, arguments=given)
    row.job = job.pk
    row.save(update_fields=["job"])
    return job


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Compile, measure, keep. A run that was killed begins anew: nothing of it was kept."""
    progress.restart()
    actor, issue_id = progress.actor, UUID(arguments["issue"])
    with transaction.atomic():
        row = selectors.issue_get(actor, issue_id)
    progress.total(row.terms + SAMPLE)
    try:
        if row.terms <= QUICK:
            with transaction.atomic():
                data = lexicon.compiled(actor, row)
        else:
            data = _beating(progress, lambda: _compiled(actor, row))
        words = restore(data)
    except PackError as fault:
        raise Invalid(_("词表无法编译：%(why)s") % {"why": str(fault)[:200]}) from fault
    progress.step(row.terms)
    measured = _measured(progress, words)
    image_keep(
        actor=actor, issue_id=issue_id, revision=int(arguments["revision"]), data=data,
        measured=measured,
    )  # fmt: skip
    return {"issue": str(issue_id), "terms": row.terms, "bytes": len(data)}


def _beating(progress: Progress, work: Callable[[], T]) -> T:
    """Do something long in a thread, giving signs of life meanwhile."""
    with ThreadPoolExecutor(1) as pool:
        future: Future[T] = pool.submit(work)
        while not wait([future], timeout=1.0).done:
            progress.flush()
        return future.result()


def _compiled(actor: Actor, row: Issue) -> bytes:
    try:
        with acting(actor), transaction.atomic():
            return lexicon.compiled(actor, row)
    finally:
        connections.close_all()


def _measured(progress: Progress, words: Lexicon) -> dict[str, Any]:
    """Return which terms are part of how much of a sample of what was said lately."""
    lines, matched = 0, 0
    counted: Counter[str] = Counter()
    for texts in _sample(progress.actor):
        for found in _terms_in(words, texts):
            counted.update(found)
            matched += bool(found)
        lines += len(texts)
        progress.step(len(texts))
    refused, warned = broad(counted, lines)

    def told(terms: Sequence[str]) -> list[dict[str, Any]]:
        shown = terms[:SHOWN]
        return [{"term": one, "lines": counted[one], "of": lines} for one in shown]

    most = [term for term, _number in counted.most_common(SHOWN)]
    return {
        "lines": lines,
        "matched": matched,
        "terms": len(counted),
        "refused": told(refused),
        "warned": told(warned),
        "most": told(most),
    }


def _terms_in(words: Lexicon, texts: Sequence[str]) -> Iterator[set[str]]:
    """Yield of each text which terms stand in it, as they are written or spaced out."""
    found = BatchScan([words], texts).hits
    for index in range(len(texts)):
        hits = found.get(index, [])
        yield {term.text for hit in hits for term, _kind in hit.entries}


def _sample(actor: Actor) -> Iterator[list[str]]:
    """Yield texts of the last broadcasts in batches, from their beginnings; no more than SAMPLE."""
    now, left = clock.now(), SAMPLE
    with transaction.atomic():
        between = rooms.session_list_between(actor, now - LATELY, now)
        sessions = list(between.order_by("-started_at")[:MOST_SESSIONS])
    share = max(BATCH, SAMPLE // max(1, len(sessions)))
    for session in sessions:
        try:
            with transaction.atomic():
                segments = rooms.segment_list_waiting(actor, session, 0, SEGMENTS)
        except (KeyLost, codec.Altered):
            continue
        lines = [line for segment in segments for line in segment.lines][: min(share, left)]
        texts = [text for line in lines for text in _texts(line)]
        for start in range(0, len(texts), BATCH):
            yield texts[start : start + BATCH]
        left -= len(lines)
        if left <= 0:
            return


def _texts(line: bytes) -> list[str]:
    try:
        event = wire.decode_live(line)
    except ValueError:
        return []
    return [text for _field, text in wire.texts_of(event)]


@transaction.atomic
def image_keep(
    *, actor: Actor, issue_id: UUID, revision: int, data: bytes, measured: Mapping[str, Any]
) -> Issue:
    """Keep the compiled form of a draft, unless the draft was changed meanwhile.

    Raises:
        Forbidden: only officers may.
        NotFound, NotADraft, Stale: it was changed, or is no draft any more.
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = draft_lock(actor, issue_id, revision)
    Image.objects.of(actor).filter(issue=row).delete()
    digest = hashlib.sha256(data).hexdigest()
    for number, start in enumerate(range(0, len(data), lexicon.PIECE)):
        piece = data[start : start + lexicon.PIECE]
        Image.objects.create(
            tenant_id=actor.tenant_id, issue=row, digest=digest, number=number, data=piece
        )
    row.digest, row.size, row.built, row.measured = digest, len(data), revision, dict(measured)
    row.save(update_fields=["digest", "size", "built", "measured"])
    tell(actor, row, "studio.issue_measured", lines=measured["lines"])
    return row


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let whoever may write rules compile a draft of his own tenant."""
    policies.require_write(actor)
    selectors.issue_get(actor, UUID(arguments["issue"]))


office.job_kind(KIND, run, label=gettext_lazy("词表编译和试量"), allow=allow)
