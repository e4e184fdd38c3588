"""Look behind a link, through the checked way out, and keep what stood there."""

import contextlib
import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy

from conduct import policies, selectors
from conduct.models import Jump, Landing
from conduct.rules.landing import Page, read_page
from ledger import services as record
from livecompliance.kernel import crypto, outbound
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from moderation import selectors as moderation_asks
from moderation import services as moderation
from moderation.engine import Engine
from moderation.engine.jumps import read_jump
from office import services as office
from office.models import Job
from office.services.file import place_of
from office.services.progress import Progress
from rooms import wire

LANDING = "conduct_landing"
AGENT = {"User-Agent": "LiveCompliance/1 (link check)", "Accept": "text/html,*/*;q=0.1",
         "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}  # fmt: skip
MOST_URL, MOST_ONWARD = 4_096, 2


@transaction.atomic
def landing_order(*, actor: Actor, jump_id: UUID) -> Job:
    """Order that a link is looked behind; workers do it, outside of any transaction.

    Raises:
        Forbidden: only officers may.
        NotFound: no such link for this actor.
    """
    policies.require_look(actor)
    jump = selectors.jump_get(actor, jump_id)
    return office.job_start(actor=actor, kind=LANDING, arguments={"jump": str(jump.pk)})


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Fetch one link, go where its page sends the visitor on, and keep what came."""
    actor, jump_id = progress.actor, UUID(arguments["jump"])
    with transaction.atomic():
        jump = selectors.jump_get(actor, jump_id)
        target = selectors.target_of(jump)
    answer, before = _followed(progress, target or "about:blank")
    landing = landing_keep(actor=actor, jump_id=jump_id, answer=answer, before=before)
    return {"landing": str(landing.pk), "state": landing.state}


def _followed(
    progress: Progress, target: str
) -> tuple[outbound.Answer | outbound.Refused, tuple[outbound.Hop, ...]]:
    """Fetch an address, and what its page leads to by itself; a page that leads nowhere stands."""
    before: tuple[outbound.Hop, ...] = ()
    answer = _fetched(target)
    for _ in range(MOST_ONWARD):
        if isinstance(answer, outbound.Refused):
            break
        onward = read_page(answer.body).onward
        if not onward:
            break
        progress.flush()
        following = _fetched(urljoin(answer.url, onward))
        if isinstance(following, outbound.Refused):
            break
        before, answer = (*before, *answer.hops), following
    return answer, before


def _fetched(target: str) -> outbound.Answer | outbound.Refused:
    try:
        return outbound.fetch(outbound.Request("GET", target, headers=AGENT))
    except outbound.Refused as refusal:
        return refusal


def landing_keep(
    *,
    actor: Actor,
    jump_id: UUID,
    answer: outbound.Answer | outbound.Refused,
    before: tuple[outbound.Hop, ...] = (),
) -> Landing:
    """Keep what stood behind a link: the content as it came, every hop, and what is thought of it.

    Args:
        before: the hops to pages that sent the visitor on by themselves.

    Raises:
        Forbidden: only officers may.
        NotFound: no such link for this actor.

    Law: M-link-safety
    """
    policies.require_look(actor)
    file_id = None
    if isinstance(answer, outbound.Answer) and answer.body:
        file_id = _stored(actor, answer.body)
    with transaction.atomic():
        jump = selectors.jump_get(actor, jump_id)
        row = _row(actor, jump, answer, before)
        row.file_id = file_id
        row.save(force_insert=True)
        record.entry_append(
            actor=actor,
            action="conduct.landing_kept",
            subject=("conduct_jump", jump.pk),
            clause="M-link-safety",
            data={"state": row.state, "status": row.status, "sha256": row.sha256,
                  "size": row.size, "hops": row.hops, "flags": row.flags, "codes": row.codes,
                  "asks": row.asks},
        )  # fmt: skip
    return row


def _stored(actor: Actor, body: bytes) -> UUID:
    file = office.file_begin(
        actor=actor, name="landing.bin", kind="application/octet-stream", purpose=LANDING
    )
    stream = io.BytesIO(body)
    parts = place_of(file).write_all(iter(lambda: stream.read(65_536), b""))
    return office.file_finish(actor=actor, file=file, parts=parts, expires_at=None).pk


def _row(
    actor: Actor,
    jump: Jump,
    answer: outbound.Answer | outbound.Refused,
    before: tuple[outbound.Hop, ...],
) -> Landing:
    row = Landing(id=uuid7(), tenant_id=jump.tenant_id, jump=jump, fetched_by_id=actor.user_id)
    if isinstance(answer, outbound.Refused):
        row.state, row.refusal = Landing.State.REFUSED, str(answer)[:200]
        return row
    engine = moderation.ruleset_of(actor).engine
    end, found = read_jump(answer.url, engine.targets), read_page(answer.body)
    row.state, row.status, row.host = Landing.State.KEPT, answer.status, end.host[:253]
    row.flags, row.codes = sorted(end.flags), _codes(engine, f"{found.title} {found.words}")
    row.asks = list(found.asks)
    row.hops = [
        {"origin": hop.origin, "address": hop.address, "status": hop.status, "ms": hop.took_ms,
         "sha256": hop.answer_sha256}
        for hop in (*before, *answer.hops)
    ]  # fmt: skip
    if before:
        row.hops[len(before)]["by_page"] = True
    row.sha256, row.size = selectors.sha256_of(answer.body), len(answer.body)
    _seal(jump, row, answer, found)
    return row


def _seal(jump: Jump, row: Landing, answer: outbound.Answer, found: Page) -> None:
    """Keep what the page said with the session's key; where that was destroyed, nothing."""
    seen = selectors.Said(
        answer.url[:MOST_URL], found.title, found.words, found.onward, found.leads, answer.is_whole
    )
    with contextlib.suppress(crypto.KeyLost):
        key = moderation_asks.words_key(jump.session)
        bound = selectors.said_bound(row)
        row.seen_sealed = crypto.seal(key, msgspec.json.encode(seen), bound)


def _codes(engine: Engine, words: str) -> list[str]:
    """Return the families of words that stand on a page."""
    event = wire.ScreenText(id="landing", text=words)
    found = engine.inspect([event])[0].labels
    return sorted({label.code[:40] for label in found if label.weight >= 0.4})


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """A look that is not wanted any more has written nothing."""


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let whoever may look behind links of his own tenant order it."""
    policies.require_look(actor)
    selectors.jump_get(actor, UUID(str(arguments["jump"])))


office.job_kind(LANDING, run, label=gettext_lazy("链接取证"), allow=allow, discard=discard)
office.file_purpose(
    LANDING,
    office.Purpose(
        kinds=frozenset({"application/octet-stream"}),
        keep=None,
        may_open=lambda actor, file: policies.can_see(actor),
    ),
)
