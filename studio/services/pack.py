"""Lists of terms: a new one, its next version, one brought back, terms that come and go."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.ids import uuid7
from office.services.tables import Fault
from studio import policies, selectors
from studio.models import Image, Issue, Pack, Term
from studio.rules.terms import MOST_LINES
from studio.services import intake
from studio.services.life import NotADraft, person, require_seen, rules_lock, touch
from studio.services.version import DraftOpen, said

LONGEST_NAME, LONGEST_NOTE, MOST_PACKS = 60, 200, 20
CLAUSE = "M-content-patrol"


class Taken(NamedTuple):
    """What came of some rows: how many terms are new, and what is wrong with the others."""

    issue: Issue
    added: int
    faults: list[Fault]


@transaction.atomic
def pack_create(*, actor: Actor, name: str, kind: str, note: str = "") -> Issue:
    """Begin a list of terms as an empty draft.

    Raises:
        Forbidden: only officers may.
        Invalid: no such kind, no name, one that is taken or names somebody; too many lists.

    Law: M-content-patrol
    """
    policies.require_write(actor)
    rules_lock(actor)
    known = Pack.objects.of(actor)
    if kind not in Pack.Kind.values:
        raise Invalid(_("请选择词库或放行词表。"), field="kind")
    if known.count() >= MOST_PACKS:
        raise Invalid(_("词表太多，请并入已有的词表。"), field="name")
    title = said(name, LONGEST_NAME, "name")
    if not title or known.filter(name=title).exists():
        raise Invalid(_("请给词表起一个没有用过的名称。"), field="name")
    pk = uuid7()
    code = f"{'W' if kind == Pack.Kind.LEXICON else 'A'}-{pk.hex[-8:]}"
    pack = Pack.objects.create(id=pk, tenant_id=actor.tenant_id, code=code, name=title, kind=kind)
    return begin(actor, pack, said(note, LONGEST_NOTE, "note"))


def begin(actor: Actor, pack: Pack, note: str, source: Issue | None = None) -> Issue:
    """Begin the next version of a pack: it holds what the newest one holds."""
    mine = Issue.objects.of(actor).filter(pack=pack)
    last = mine.aggregate(last=Max("number"))["last"] or 0
    row = Issue.objects.create(
        tenant_id=actor.tenant_id,
        pack=pack,
        number=last + 1,
        note=note,
        terms=Term.objects.of(actor).filter(pack=pack, until__isnull=True).count(),
        author_id=person(actor),
        copied_from=source,
    )
    tell(actor, row, "studio.issue_drafted")
    return row


@transaction.atomic
def issue_draft(*, actor: Actor, pack_id: UUID, note: str = "") -> Issue:
    """Begin the next version of a pack.

    Raises:
        Forbidden: only officers may.
        NotFound: no such pack.
        DraftOpen: there is a draft already.
    """
    policies.require_write(actor)
    rules_lock(actor)
    pack = selectors.pack_get(actor, pack_id)
    require_no_draft(actor, pack)
    return begin(actor, pack, said(note, LONGEST_NOTE, "note"))


def require_no_draft(actor: Actor, pack: Pack) -> None:
    """Raise DraftOpen where the next version is being written, or runs in shadow."""
    if selectors.issue_list(actor, pack.pk).filter(state__in=Issue.COMING).exists():
        raise DraftOpen(_("这个词表已有草稿或影子运行的一版，请先改完或作废它。"))


def draft_lock(actor: Actor, issue_id: UUID, revision: int | None = None) -> Issue:
    """Return a draft, locked, that whoever changes it has seen as it is.

    Raises:
        NotFound, NotADraft, Stale: there is none, or not any more.
    """
    row = selectors.issue_get(actor, issue_id, lock=True)
    if row.state != Issue.State.DRAFT:
        raise NotADraft(_("只有草稿可以改动；请写新一版。"))
    require_seen(row, revision)
    return row


@transaction.atomic
def terms_add(
    *, actor: Actor, issue_id: UUID, rows: Sequence[Mapping[str, Any]], revision: int | None = None
) -> Taken:
    """Add terms to a draft; what is wrong with a row is said of that row, the others are taken.

    Raises:
        Forbidden: only officers may.
        NotFound, NotADraft, Stale: no such draft.
        Invalid: more rows than are taken at once; import a file instead.

    Law: M-content-patrol
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = draft_lock(actor, issue_id, revision)
    if len(rows) > MOST_LINES:
        raise Invalid(
            _("一次最多 %(most)s 行，请改用文件导入。") % {"most": MOST_LINES}, field="terms"
        )
    numbered = list(enumerate(rows, start=1))
    known = intake.known_of(actor, row)
    seen = intake.rows_take(actor, row, numbered, known)
    if seen.added:
        row.author_id = person(actor)
        changed(actor, row, added=seen.added)
    return Taken(row, seen.added, seen.faults)


def changed(actor: Actor, row: Issue, *, added: int = 0, removed: int = 0) -> None:
    """Note that a draft's terms changed: what was asked and compiled no longer holds."""
    row.terms += added - removed
    row.asked_by = None
    touch(row)
    tell(actor, row, "studio.terms_changed", added=added, removed=removed)


@transaction.atomic
def term_remove(*, actor: Actor, issue_id: UUID, term_id: UUID) -> Issue:
    """Take a term out of a draft; versions that hold it keep it. Twice is once.

    Raises:
        Forbidden: only officers may.
        NotFound, NotADraft: no such draft, or no such term in this pack.
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = draft_lock(actor, issue_id)
    term = selectors.term_list(actor, row).filter(pk=term_id).first()
    if term is None:
        selectors.term_get(actor, term_id)
        return row
    if term.since == row.number:
        term.delete()
    else:
        term.until, term.removed_by_id = row.number, person(actor)
        term.save(update_fields=["until", "removed_by"])
    row.author_id = person(actor)
    changed(actor, row, removed=1)
    return row


@transaction.atomic
def issue_discard(*, actor: Actor, issue_id: UUID, revision: int) -> Issue:
    """Throw a draft away: what it added goes, what it removed is there again.

    Raises:
        Forbidden: only officers may.
        NotFound, NotADraft, Stale: no such draft.
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = draft_lock(actor, issue_id, revision)
    mine = Term.objects.of(actor).filter(pack=row.pack_id)
    mine.filter(since=row.number).delete()
    mine.filter(until=row.number).update(until=None, removed_by=None)
    row.state, row.ended_at, row.asked_by = Issue.State.DISCARDED, clock.now(), None
    Image.objects.of(actor).filter(issue=row).delete()
    touch(row)
    tell(actor, row, "studio.issue_discarded")
    return row


COPY = """
INSERT INTO studio_term (id, tenant_id, pack_id, text, key, family, severity, clause, weight,
    source, since, added_by_id, added_at, batch, line)
SELECT gen_random_uuid(), tenant_id, pack_id, text, key, family, severity, clause, weight,
    source, %(number)s, added_by_id, added_at, batch, line
FROM studio_term
WHERE tenant_id = %(tenant)s AND pack_id = %(pack)s AND since <= %(back)s AND until > %(back)s
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def issue_copy(*, actor: Actor, issue_id: UUID) -> Issue:
    """Roll back: what an older version held becomes a new draft, to be approved anew.

    Raises:
        Forbidden: only officers may.
        NotFound: no such version.
        DraftOpen: there is a draft already.
        NotADraft: a draft that was thrown away holds nothing to bring back.
    """
    policies.require_write(actor)
    rules_lock(actor)
    source = selectors.issue_get(actor, issue_id)
    if source.state not in (Issue.State.LIVE, Issue.State.RETIRED):
        raise NotADraft(_("只能恢复曾经生效的版本。"))
    require_no_draft(actor, source.pack)
    note = _("恢复自第 %(number)s 版") % {"number": source.number}
    row = begin(actor, source.pack, note, source)
    mine = Term.objects.of(actor).filter(pack=source.pack_id)
    newer = mine.filter(until__isnull=True, since__gt=source.number)
    newer.update(until=row.number, removed_by=person(actor))
    given: dict[str, Any] = {
        "number": row.number,
        "tenant": str(actor.tenant_id),
        "pack": str(source.pack_id),
        "back": source.number,
    }
    with connection.cursor() as cursor:
        cursor.execute(COPY, given)
    row.terms = mine.filter(until__isnull=True).count()
    touch(row)
    return row


def tell(actor: Actor, row: Issue, action: str, **data: object) -> None:
    """Write into the record what was done to a version of a pack."""
    told = {"pack": row.pack.code, "number": row.number, "state": row.state, "terms": row.terms}
    record.entry_append(
        actor=actor,
        action=action,
        subject=("pack_issue", row.pk),
        clause=CLAUSE,
        after={"digest": row.digest, "revision": row.revision},
        data=told | data,
    )
