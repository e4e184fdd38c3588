"""A tenant's catalogue: begun as a draft, written, published by a second person, taken back."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from catalog import policies, selectors
from catalog.models import Draft, Edition
from catalog.rules import moments, own
from catalog.rules.own import Fault
from catalog.rules.pack import Entry
from catalog.services.check import CLAUSE, entry_of, refusal, require_sound
from catalog.services.release import release_note
from catalog.services.texts import plain
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound

LONGEST_NOTE = 200


class DraftOpen(Conflict):
    """The next version is being written already."""

    code = "draft_open"


class DraftGone(Conflict):
    """Somebody published the draft, or threw it away, first."""

    code = "draft_gone"


class DraftStale(Conflict):
    """Somebody changed the draft meanwhile."""

    code = "stale"


class OwnEdition(Forbidden):
    """Whoever had a hand in a version publishes it only with a reason."""

    code = "own_edition"


class NotLatest(Conflict):
    """Only the newest version is taken back; older ones are brought back instead."""

    code = "not_latest"


class NothingChanged(Conflict):
    """The draft says what the newest version says."""

    code = "nothing_changed"


@transaction.atomic
def draft_begin(*, actor: Actor, note: str = "", source_id: UUID | None = None) -> Draft:
    """Begin the next version: with what the newest holds, or an older one is to bring back.

    Raises:
        Forbidden: only officers, and keys that are for drafts. NotFound: no such version.
        DraftOpen: one is being written. Invalid: a note too long, or that names somebody.

    Law: M-rules-and-catalogue
    """
    policies.require_draft_editions(actor)
    source = selectors.edition_get(actor, source_id) if source_id else None
    return _begin(actor, note, source or selectors.edition_latest(actor))


def _begin(
    actor: Actor, note: str, source: Edition | None, withdraws: Edition | None = None
) -> Draft:
    policies.require_draft_editions(actor)
    said = plain(note, "note", 0, LONGEST_NOTE)
    _lock(actor)
    if selectors.draft_find(actor) is not None:
        raise DraftOpen(_("已有一份草稿，请先发布或作废它。"))
    row = Draft.objects.create(
        tenant_id=actor.tenant_id,
        body=source.body if source else [],
        note=said,
        author_id=actor.user_id,
        author_key_id=actor.key_id,
        hands=_hands(actor),
        withdraws=withdraws,
    )
    _tell(actor, row, "catalog.draft_begun")
    return row


@transaction.atomic
def edition_withdraw(*, actor: Actor, edition_id: UUID, note: str) -> Draft:
    """Begin the version that takes the newest one back: it says what the one before said.

    Raises:
        Forbidden: only officers, and keys that are for drafts. NotFound: no such version.
        NotLatest: a newer one was published. DraftOpen: one is being written.
        Invalid: no reason, or one that names somebody.

    Law: M-rules-and-catalogue
    """
    policies.require_draft_editions(actor)
    row = selectors.edition_get(actor, edition_id)
    latest = selectors.edition_latest(actor)
    if latest is None or latest.pk != row.pk:
        raise NotLatest(_("只有最新一版可以撤回；较早的内容请另起一版恢复。"))
    said = plain(note, "note", 2, LONGEST_NOTE)
    return _begin(actor, said, selectors.edition_numbered(actor, row.number - 1), row)


@transaction.atomic
def entry_put(
    *,
    actor: Actor,
    draft_id: UUID,
    entry: Mapping[str, Any],
    revision: int | None = None,
    seen: str | None = None,
) -> Draft:
    """Add an entry to a draft, or word one anew. One of the base is only ever made stricter.

    Args:
        revision: of the draft, where whoever writes must have seen all of it.
        seen: which wording of this entry he has seen (`own.seen_of`); None: any.

    Raises:
        Forbidden: only officers, and keys that are for drafts.
        DraftGone, DraftStale, NotFound: no such draft any more.
        LaxerThanBase, EntryFaulty: it cannot stand; with every fault and its field.

    Law: M-rules-and-catalogue
    """
    policies.require_draft_editions(actor)
    row = draft_lock(actor, draft_id, revision)
    made, base = entry_of(entry), selectors.base_at(clock.now())
    entries = own.read(row.body)
    others = [one for one in entries if one.id != made.id]
    before = next((one for one in entries if one.id == made.id), None)
    if seen is not None and seen != own.seen_of(before):
        raise DraftStale(_("这个条目已被他人改动，请刷新后再试。"))
    kept = _numbered([*others, made], base)
    require_sound(base, kept, made.id)
    return _keep(actor, row, kept, entry=made.id)


@transaction.atomic
def entry_remove(
    *, actor: Actor, draft_id: UUID, entry_id: str, revision: int | None = None
) -> Draft:
    """Take the tenant's own entry, or what it made stricter, out of a draft. Twice is once.

    Raises:
        Forbidden: only officers, and keys that are for drafts.
        DraftGone, DraftStale, NotFound: no such draft any more.
        LaxerThanBase: the entry is the base's, and stays.

    Law: M-rules-and-catalogue
    """
    policies.require_draft_editions(actor)
    row = draft_lock(actor, draft_id, revision)
    entries = own.read(row.body)
    left = [one for one in entries if one.id != entry_id]
    if len(left) < len(entries):
        return _keep(actor, row, left, entry=entry_id)
    if any(one.id == entry_id for one in selectors.base_at(clock.now()).pack.entries):
        raise refusal([Fault("laxer_entry", entry_id, "id")])
    return row


@transaction.atomic
def draft_fill(
    *, actor: Actor, draft_id: UUID, entries: Iterable[Entry], revision: int | None = None
) -> Draft:
    """Let a draft hold these entries and no others.

    Raises:
        Forbidden: only officers, and keys that are for drafts.
        DraftGone, DraftStale, NotFound: no such draft any more.
        LaxerThanBase, EntryFaulty: they cannot stand; with every fault.

    Law: M-rules-and-catalogue
    """
    policies.require_draft_editions(actor)
    row = draft_lock(actor, draft_id, revision)
    base = selectors.base_at(clock.now())
    kept = _numbered(entries, base)
    require_sound(base, kept)
    return _keep(actor, row, kept, entry="")


@transaction.atomic
def draft_note(*, actor: Actor, draft_id: UUID, note: str, revision: int | None = None) -> Draft:
    """Say why a version is made.

    Raises:
        Forbidden: only officers, and keys that are for drafts.
        DraftGone, DraftStale, NotFound: no such draft any more.
        Invalid: too long, or it names somebody.
    """
    policies.require_draft_editions(actor)
    row = draft_lock(actor, draft_id, revision)
    row.note = plain(note, "note", 0, LONGEST_NOTE)
    return _keep(actor, row, own.read(row.body), entry="")


@transaction.atomic
def draft_discard(*, actor: Actor, draft_id: UUID, revision: int | None = None) -> None:
    """Throw a draft away. It stays in the record, not on the page.

    Raises:
        Forbidden: only officers may. DraftGone, DraftStale, NotFound: no such draft any more.
    """
    policies.require_write_editions(actor)
    row = draft_lock(actor, draft_id, revision)
    _tell(actor, row, "catalog.draft_discarded")
    row.delete()


@transaction.atomic
def edition_publish(
    *,
    actor: Actor,
    draft_id: UUID,
    revision: int,
    effective_at: datetime | None = None,
    alone_reason: str = "",
    note: str = "",
) -> Edition:
    """Publish a draft: it holds from a moment, and nothing of it ever changes.

    Args:
        effective_at: some seconds from now at the earliest, which is what None means: by then
            every process knows it.
        alone_reason: why nobody else publishes it; of whoever had a hand in it, asked.
        note: what changed and why, where the draft does not say it, or says it worse.

    Raises:
        Forbidden: only officers may. OwnEdition: the actor had a hand in it and gives no reason.
        DraftGone, DraftStale, NotFound: somebody was first, or changed it.
        NothingChanged: it says what the newest version says.
        LaxerThanBase, EntryFaulty: an entry cannot stand any more; the base is another.
        Invalid: no note; a moment that is past or after a year.

    Law: M-rules-and-catalogue
    """
    publisher = policies.require_write_editions(actor)
    _lock(actor)
    row = draft_lock(actor, draft_id, revision)
    release_note()
    now = clock.now()
    when = _moment(effective_at, now)
    base = selectors.base_at(when)
    latest = selectors.edition_latest(actor)
    _require_news(row, latest)
    require_sound(base, own.read(row.body))
    made = Edition(
        id=row.pk,
        tenant_id=actor.tenant_id,
        number=(latest.number if latest else 0) + 1,
        body=row.body,
        digest=hashlib.sha256(msgspec.json.encode(row.body)).hexdigest(),
        note=plain(note or row.note, "note", 2, LONGEST_NOTE),
        author_id=row.author_id,
        author_key_id=row.author_key_id,
        hands=row.hands,
        withdraws=row.withdraws,
        base_digest=base.digest,
        base_released_on=base.pack.version,
        publisher_id=publisher,
        alone_reason=_alone(row, publisher, alone_reason),
        published_at=now,
        effective_at=when,
    )
    made.save(force_insert=True)
    row.delete()
    _tell(actor, made, "catalog.edition_published")
    selectors.marks_forget(actor)
    transaction.on_commit(partial(selectors.marks_forget, actor))
    return made


def _moment(wanted: datetime | None, now: datetime) -> datetime:
    soonest = now + moments.LEAD
    if wanted is None:
        return soonest
    if not now < wanted <= now + moments.LATEST:
        raise Invalid(_("生效时间须在现在之后、一年之内。"), field="effective_at")
    return max(wanted, soonest)


def _require_news(row: Draft, latest: Edition | None) -> None:
    if row.body == (latest.body if latest else []):
        raise NothingChanged(_("草稿与最新一版相同，没有可发布的改动。"))


def _alone(row: Draft, publisher: UUID, reason: str) -> str:
    if publisher not in row.hands:
        return ""
    if not reason.strip():
        raise OwnEdition(
            _("须由没有改过这一版的另一名合规专员发布；确需独自发布的，请写明理由。"),
            field="alone_reason",
        )
    return plain(reason, "alone_reason", 4, LONGEST_NOTE)


def draft_lock(actor: Actor, draft_id: UUID, revision: int | None = None) -> Draft:
    """Return a draft, locked, that whoever changes it has seen as it is.

    Raises:
        NotFound: there never was one. DraftGone: there is none any more.
        DraftStale: somebody changed it.
    """
    try:
        row = selectors.draft_get(actor, draft_id, lock=True)
    except NotFound:
        if Edition.objects.of(actor).filter(pk=draft_id).exists():
            raise DraftGone(_("这份草稿已由他人发布。")) from None
        raise
    if revision is not None and row.revision != revision:
        raise DraftStale(_("草稿已被他人改动，请刷新后再试。"))
    return row


def _numbered(entries: Iterable[Entry], base: selectors.Base) -> list[Entry]:
    return own.numbered(entries, {one.id: one for one in base.pack.entries})


def _keep(actor: Actor, row: Draft, entries: list[Entry], *, entry: str) -> Draft:
    row.body, row.changed_at = own.kept(entries), clock.now()
    row.author_id, row.author_key_id = actor.user_id, actor.key_id
    row.hands = list(dict.fromkeys([*row.hands, *_hands(actor)]))
    row.revision += 1
    row.save()
    _tell(actor, row, "catalog.draft_changed", entry=entry)
    return row


def _hands(actor: Actor) -> list[UUID]:
    """Return whose hand is in what `actor` writes: his; of a key its own, and who made it."""
    if actor.user_id is not None or actor.key_id is None:
        return [actor.user_id] if actor.user_id else []
    keys = accounts.key_list(actor).filter(pk=actor.key_id)
    return [one for row in keys.values_list("pk", "created_by_id") for one in row if one]


def _lock(actor: Actor) -> None:
    """Let versions of one tenant be begun and published one after the other."""
    with connection.cursor() as cursor:
        name = f"catalog_edition:{actor.tenant_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _tell(actor: Actor, row: Draft | Edition, action: str, **data: str) -> None:
    if isinstance(row, Edition):
        data |= {
            "number": str(row.number),
            "from": row.effective_at.isoformat(),
            "base": f"{row.base_released_on}.{row.base_digest[:8]}",
            "alone": row.alone_reason,
        }
    record.entry_append(
        actor=actor,
        action=action,
        subject=("catalogue", row.pk),
        clause=CLAUSE,
        after={"entries": row.body},
        data={"entries": len(row.body), **data},
    )
