"""Take rows of terms into a draft, many at once; every row that is not taken is named with why."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from psycopg2.extras import execute_values

from livecompliance.kernel import clock, law, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from moderation.engine.fold import fold
from moderation.selectors.family import grave_words
from office.services.tables import Fault
from studio import selectors
from studio.models import Issue, Pack, Term
from studio.rules.terms import MOST_TERMS, Flaw, Wish, named, read
from studio.selectors import words
from studio.services.life import person

COLUMNS = (
    "id", "tenant_id", "pack_id", "text", "key", "family", "severity", "clause", "weight",
    "source", "since", "added_by_id", "added_at", "batch", "line",
)  # fmt: skip
INSERT = f"INSERT INTO studio_term ({', '.join(COLUMNS)}) VALUES %s"  # noqa: S608  (our own names)
PAGE = 2_000
Numbered = tuple[int, dict[str, Any]]


class Known(NamedTuple):
    """What rows are read against: the same for all rows of one list."""

    families: frozenset[str]
    clauses: frozenset[str]
    grave: dict[str, str]


class Seen(NamedTuple):
    """How many terms are new, and what is wrong with the rows that were not taken."""

    added: int
    faults: list[Fault]


class Fresh(NamedTuple):
    """A row that can be taken as far as it alone goes."""

    line: int
    wish: Wish
    key: str


def known_of(actor: Actor, issue: Issue) -> Known:
    """Return what the rows of a version are read against.

    A list of words that excuse belongs to no family, and excuses nothing that is grave.
    """
    is_allow = issue.pack.kind == Pack.Kind.ALLOW
    families = frozenset[str]() if is_allow else selectors.families(actor)
    grave = grave_words() if is_allow else {}
    return Known(families, frozenset(law.register(clock.today())), grave)


def rows_take(
    actor: Actor, issue: Issue, rows: Sequence[Any], known: Known, batch: UUID | None = None
) -> Seen:
    """Add rows (line, values) to a draft that the caller has locked; the same again is once.

    Args:
        batch: the import that the rows are of; a line of it that is there already was taken
            by the run that was killed.
    """
    fresh, faults = _fresh(actor, issue, rows, known, batch)
    room = MOST_TERMS - issue.terms
    for one in fresh[max(0, room) :]:
        faults.append(_fault(one, _("一个词表最多 %(most)s 个词") % {"most": MOST_TERMS}))
    fresh = fresh[: max(0, room)]
    if fresh:
        _write(actor, issue, fresh, batch)
    return Seen(len(fresh), sorted(faults, key=lambda fault: fault.line))


def rows_missing(
    actor: Actor, issue: Issue, rows: Sequence[Any], known: Known, batch: UUID
) -> list[Fault]:
    """Say of rows of an import that is over which were not taken, and why."""
    fresh, faults = _fresh(actor, issue, rows, known, batch)
    left = [_fault(one, _("没有导入，或导入后已被移除")) for one in fresh]
    return sorted([*faults, *left], key=lambda fault: fault.line)


def _fresh(
    actor: Actor, issue: Issue, rows: Sequence[Any], known: Known, batch: UUID | None
) -> tuple[list[Fresh], list[Fault]]:
    """Return the rows that say something new, and what is wrong with the others."""
    faults: list[Fault] = []
    fresh = _apart(_read(rows, known, faults), faults)
    if fresh:
        fresh = _elsewhere(actor, issue, _here(actor, issue, fresh, batch, faults), faults)
    return fresh, faults


def _read(rows: Sequence[Any], known: Known, faults: list[Fault]) -> list[Fresh]:
    found = []
    for line, values in rows:
        given = named(values)
        wish = read(given, known.families, known.clauses)
        if isinstance(wish, Flaw):
            value = str(given.get(wish.field) or "")
            faults.append(Fault(line, wish.field, value, words.flaw(wish)))
            continue
        one = Fresh(line, wish, fold(wish.text))
        if personal.names_somebody(f"{wish.text} {wish.source}"):
            faults.append(_fault(one, _("不要写证件号、手机号、银行卡号或邮箱")))
        elif len(one.key) > PAGE // 10:
            faults.append(_fault(one, _("这个词展开后太长")))
        elif one.key in known.grave:
            said = _("与出厂词库矛盾：它属于严重违规的“%(family)s”，不能放行")
            faults.append(_fault(one, said % {"family": words.family(known.grave[one.key])}))
        else:
            found.append(one)
    return found


def _fault(one: Fresh, said: str) -> Fault:
    return Fault(one.line, "term", one.wish.text, said)


def _apart(found: list[Fresh], faults: list[Fault]) -> list[Fresh]:
    """Leave out rows that another row of the same list says already, or says otherwise."""
    first: dict[str, Fresh] = {}
    for one in found:
        other = first.setdefault(one.key, one)
        if other is not one:
            faults.append(_fault(one, _twice(one, other.wish, other.line)))
    return list(first.values())


def _twice(one: Fresh, other: Wish, line: int) -> str:
    if one.wish.says == other.says:
        return _("与第 %(line)s 行重复") % {"line": line}
    return _("与第 %(line)s 行矛盾：同一个词，词族、严重程度、条款或权重不同") % {"line": line}


def _here(
    actor: Actor, issue: Issue, fresh: list[Fresh], batch: UUID | None, faults: list[Fault]
) -> list[Fresh]:
    """Leave out what the pack has already."""
    mine = Term.objects.of(actor).filter(pack=issue.pack_id, until__isnull=True)
    held = {one.key: one for one in mine.filter(key__in=[one.key for one in fresh])}
    left = []
    for one in fresh:
        term = held.get(one.key)
        if term is None:
            left.append(one)
        elif batch is None or term.batch != batch:
            faults.append(_fault(one, _held(one, term)))
        elif term.line != one.line:
            faults.append(_fault(one, _twice(one, _wish(term), term.line)))
    return left


def _wish(term: Term) -> Wish:
    return Wish(term.text, term.family, term.severity, term.clause, term.weight)


def _held(one: Fresh, term: Term) -> str:
    if one.wish.says == _wish(term).says:
        return _("词表中已有（第 %(number)s 版加入）") % {"number": term.since}
    said = _("与词表中的词矛盾：它归入“%(family)s”（第 %(number)s 版加入），请先移除")
    return said % {"family": words.family(term.family), "number": term.since}


def _elsewhere(actor: Actor, issue: Issue, fresh: list[Fresh], faults: list[Fault]) -> list[Fresh]:
    """Leave out what another pack of the tenant has: twice is no more, and both ways is neither."""
    states = (*Issue.COMING, Issue.State.LIVE)
    others = Term.objects.of(actor).filter(
        until__isnull=True, key__in=[one.key for one in fresh], pack__issues__state__in=states
    )
    found = others.exclude(pack=issue.pack_id).select_related("pack")
    held = {one.key: one.pack for one in found}
    left = []
    for one in fresh:
        pack = held.get(one.key)
        if pack is None:
            left.append(one)
        elif pack.kind == issue.pack.kind:
            faults.append(_fault(one, _("词表“%(name)s”中已有") % {"name": pack.name}))
        else:
            said = _("与词表“%(name)s”矛盾：一个词不能既命中又放行")
            faults.append(_fault(one, said % {"name": pack.name}))
    return left


def _write(actor: Actor, issue: Issue, fresh: list[Fresh], batch: UUID | None) -> None:
    author, now = person(actor), clock.now()
    shared = (str(actor.tenant_id), str(issue.pack_id))
    kept = str(batch) if batch else None
    rows = [
        (
            str(uuid7()), *shared, one.wish.text, one.key, *one.wish[1:], issue.number,
            str(author), now, kept, one.line,
        )
        for one in fresh
    ]  # fmt: skip
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, INSERT, rows, page_size=PAGE)
