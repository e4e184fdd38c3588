"""Ask where rooms sent their viewers, and what was found behind."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from conduct import policies
from conduct.models import Jump, Landing
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation import selectors as moderation
from moderation.engine import Engine
from moderation.engine.jumps import read_jump
from rooms.models import Session

PURPOSE, SAID = "conduct.jump|target_sealed", "conduct.landing|seen_sealed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which links: of a flag, a suggestion, a room, since when."""

    flag: str = ""
    suggestion: str = ""
    room_id: UUID | None = None
    since: datetime | None = None


def target_bound(row: Jump) -> bytes:
    return f"{row.tenant_id}|{PURPOSE}|{row.pk}".encode()


def target_digest(session: Session, target: str) -> str:
    """Return the keyed digest by which an address of a broadcast is known again."""
    key = crypto.keyring().derive(f"conduct.jump|{session.tenant_id}")
    return crypto.keyed_digest(key, target.encode("utf-8", "replace")).hex()


def target_of(jump: Jump) -> str:
    """Return the address; "" when the session's key was destroyed."""
    try:
        key = moderation.words_key(jump.session)
    except crypto.KeyLost:
        return ""
    return crypto.unseal(key, bytes(jump.target_sealed), target_bound(jump)).decode()


def jump_digests(actor: Actor, session: Session) -> frozenset[str]:
    """Return which addresses of a broadcast are written down."""
    rows = Jump.objects.of(actor).filter(session=session)
    return frozenset(rows.values_list("digest", flat=True))


def jump_get(actor: Actor, jump_id: UUID) -> Jump:
    """Return one link or code.

    Raises:
        Forbidden: the actor does not watch over the platform.
        NotFound: no such link for this actor.
    """
    policies.require_see(actor)
    rows = Jump.objects.of(actor).select_related("session", "room", "listed")
    found = rows.filter(pk=jump_id).first()
    if found is None:
        raise NotFound(_("没有这个链接。"))
    return found


def jump_find(actor: Actor, session: Session, target: str, engine: Engine) -> Jump | None:
    """Return a broadcast's link or code by what was shown of it."""
    digest = target_digest(session, read_jump(target, engine.targets).target)
    rows = Jump.objects.of(actor).filter(session=session, digest=digest)
    return rows.select_related("listed").first()


def jump_list(actor: Actor, wanted: Wanted) -> TenantQuerySet[Jump]:
    """Return links and codes, the last shown first.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    policies.require_see(actor)
    rows = Jump.objects.of(actor).select_related("session", "room", "listed")
    if wanted.flag:
        rows = rows.filter(flags__contains=[wanted.flag])
    if wanted.suggestion:
        rows = rows.filter(suggestion=wanted.suggestion)
    if wanted.room_id:
        rows = rows.filter(room_id=wanted.room_id)
    if wanted.since:
        rows = rows.filter(last_at__gte=wanted.since)
    return rows.order_by("-last_at", "-id")


def jump_counts(actor: Actor, since: datetime) -> dict[str, int]:
    """Return how many links led to each suggestion."""
    rows = Jump.objects.of(actor).filter(last_at__gte=since).order_by()
    return dict(rows.values_list("suggestion").annotate(number=Count("id")))


def landings_of(actor: Actor, ids: Collection[UUID]) -> dict[UUID, list[Landing]]:
    """Return what was found behind links, the newest first."""
    found: dict[UUID, list[Landing]] = {}
    rows = Landing.objects.of(actor).filter(jump_id__in=list(ids)).select_related("fetched_by")
    for one in rows.order_by("-fetched_at"):
        found.setdefault(one.jump_id, []).append(one)
    return found


def landing_get(actor: Actor, landing_id: UUID) -> Landing:
    """Return one look behind a link.

    Raises:
        Forbidden: the actor does not watch over the platform.
        NotFound: no such look for this actor.
    """
    policies.require_see(actor)
    found = Landing.objects.of(actor).filter(pk=landing_id).first()
    if found is None:
        raise NotFound(_("没有这份快照。"))
    return found


class Said(NamedTuple):
    """What a page said when it was fetched: where it stood, its words, where it leads."""

    url: str = ""
    title: str = ""
    words: str = ""
    onward: str = ""
    leads: tuple[str, ...] = ()
    is_whole: bool = True


def said_bound(row: Landing) -> bytes:
    return f"{row.tenant_id}|{SAID}|{row.pk}".encode()


def said_on(jump: Jump, row: Landing) -> Said:
    """Return what a page said; nothing when the session's key was destroyed."""
    if not row.seen_sealed:
        return Said()
    try:
        key = moderation.words_key(jump.session)
        plain = crypto.unseal(key, bytes(row.seen_sealed), said_bound(row))
    except crypto.KeyLost:
        return Said()
    return msgspec.json.decode(plain, type=Said)


def sha256_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
