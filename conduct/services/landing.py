"""Look behind a link, through the checked way out, and keep what stood there."""

import contextlib
import html
import io
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from conduct import policies, selectors
from conduct.models import Jump, Landing
from ledger import services as record
from livecompliance.kernel import outbound
from livecompliance.kernel.actors import Actor
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
HIDDEN = re.compile(r"(?is)<(script|style|noscript)\b.*?</\1\s*>|<!--.*?-->")
TAG = re.compile(r"(?s)<[^>]*>")
CHARSET = re.compile(rb"(?i)charset=[\"']?([\w\-]{2,20})")
MOST_WORDS = 5_000


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
    """Fetch one link and keep what came, whatever came."""
    actor, jump_id = progress.actor, UUID(arguments["jump"])
    with transaction.atomic():
        jump = selectors.jump_get(actor, jump_id)
        target = selectors.target_of(jump)
    try:
        request = outbound.Request("GET", target or "about:blank", headers=AGENT)
        answer: outbound.Answer | outbound.Refused = outbound.fetch(request)
    except outbound.Refused as refusal:
        answer = refusal
    landing = landing_keep(actor=actor, jump_id=jump_id, answer=answer)
    return {"landing": str(landing.pk), "state": landing.state}


def landing_keep(
    *, actor: Actor, jump_id: UUID, answer: outbound.Answer | outbound.Refused
) -> Landing:
    """Keep what stood behind a link: the content as it came, every hop, and what is thought of it.

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
        row = _row(actor, jump, answer)
        row.file_id = file_id
        row.save(force_insert=True)
        record.entry_append(
            actor=actor,
            action="conduct.landing_kept",
            subject=("conduct_jump", jump.pk),
            clause="M-link-safety",
            data={"state": row.state, "status": row.status, "sha256": row.sha256,
                  "size": row.size, "hops": row.hops, "flags": row.flags, "codes": row.codes},
        )  # fmt: skip
    return row


def _stored(actor: Actor, body: bytes) -> UUID:
    file = office.file_begin(
        actor=actor, name="landing.bin", kind="application/octet-stream", purpose=LANDING
    )
    stream = io.BytesIO(body)
    parts = place_of(file).write_all(iter(lambda: stream.read(65_536), b""))
    return office.file_finish(actor=actor, file=file, parts=parts, expires_at=None).pk


def _row(actor: Actor, jump: Jump, answer: outbound.Answer | outbound.Refused) -> Landing:
    row = Landing(tenant_id=jump.tenant_id, jump=jump, fetched_by_id=actor.user_id)
    if isinstance(answer, outbound.Refused):
        row.state, row.refusal = Landing.State.REFUSED, str(answer)[:200]
        return row
    engine = moderation.ruleset_of(actor).engine
    end = read_jump(answer.url, engine.targets)
    row.state, row.status, row.host = Landing.State.KEPT, answer.status, end.host[:253]
    row.flags, row.codes = sorted(end.flags), _codes(engine, answer.body)
    row.hops = [
        {"origin": hop.origin, "status": hop.status, "ms": hop.took_ms} for hop in answer.hops
    ]
    row.sha256, row.size = selectors.sha256_of(answer.body), len(answer.body)
    return row


def _codes(engine: Engine, body: bytes) -> list[str]:
    """Return the families of words that stand on a page."""
    event = wire.ScreenText(id="landing", text=words_of(body)[:MOST_WORDS])
    found = engine.inspect([event])[0].labels
    return sorted({label.code[:40] for label in found if label.weight >= 0.4})


def words_of(body: bytes) -> str:
    """Return what a reader sees of a page: no tags, no scripts; never fails on bad bytes."""
    named = CHARSET.search(body[:2_048])
    text = body.decode("utf-8", "replace")
    if named:
        with contextlib.suppress(LookupError):
            text = body.decode(named[1].decode("ascii"), "replace")
    plain = TAG.sub(" ", HIDDEN.sub(" ", text))
    return " ".join(html.unescape(plain).replace("\x00", " ").split())


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
