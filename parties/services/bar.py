"""Who may not be on air: written by the apps above, found by identity whatever the account."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.managers import TenantQuerySet
from ledger import services as record
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor
from parties import policies
from parties.events import StandingChanged
from parties.models import Bar, Document, Mark


@dataclass(frozen=True, slots=True)
class Source:
    """Where a bar comes from: the row above that decided it, on which ground, by which clause."""

    ground: str
    clause: str
    name: str
    ref: str
    until: datetime | None = None
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """One thing by which somebody is known again."""

    by: str
    index: bytes
    common: bytes | None


EVERYTHING = frozenset(Bar.By.values)
Teller = Callable[[Actor, str], str]
_tellers: dict[str, Teller] = {}


def bar_words(source: str, tell: Teller) -> None:
    """Have whoever decides bars say of each why it stands: given the actor and the bar's `ref`.

    It is asked when somebody may not register; who it is about may read the answer.
    """
    _tellers[source] = tell


def bar_said(actor: Actor, found: Bar) -> str:
    """Return why a bar stands, where its source says so; else empty."""
    tell = _tellers.get(found.source)
    return tell(actor, found.source_ref) if tell else ""


@transaction.atomic
def bar_place(
    *,
    actor: Actor,
    source: Source,
    party_id: UUID | None = None,
    index: bytes | None = None,
    by: frozenset[str] = EVERYTHING,
) -> Bar:
    """Bar a party, an identity, or both. The same source bars once.

    Args:
        index: the blind index of the identity (`sealing.index_of`); of a party its documents',
            bank accounts' and devices' own are barred with it, so that a new account does not
            evade the bar.
        by: which of these, of a party.

    Raises:
        Forbidden: neither an officer nor the product itself.

    Law: O117-blacklist
    """
    policies.require_decide(actor)
    own = [one for one in known_by(actor, party_id) if one.by in by] if party_id else []
    bare = Known(Bar.By.IDENTITY, index, None) if index else None
    wanted = [bare, *(one for one in own if one.index != index)]
    made = [_place(actor, source, party_id, each) for each in wanted]
    first, created = made[0]
    if created:
        record.entry_append(
            actor=actor,
            action="parties.bar_placed",
            subject=("party", party_id) if party_id else ("bar", first.pk),
            clause=source.clause,
            data={"ground": source.ground, "source": source.name, "ref": source.ref},
        )
        _told(actor, _held(actor, party_id, wanted), "bar_placed")
    return first


def _place(
    actor: Actor, source: Source, party_id: UUID | None, known: Known | None
) -> tuple[Bar, bool]:
    index = known.index if known else None
    common = known.common if known else None
    row = Bar(
        tenant_id=actor.tenant_id,
        party_id=party_id,
        by=known.by if known else Bar.By.IDENTITY,
        identity_index=index,
        common_index=common,
        shared_at=clock.now() if source.is_shared and common else None,
        source=source.name,
        source_ref=source.ref,
        ground=source.ground,
        clause=source.clause,
        since=clock.now(),
        until=source.until,
    )
    standing = Bar.objects.of(actor).filter(source=source.name, source_ref=source.ref)
    named = standing.filter(party_id=party_id) if party_id else standing.filter(party=None)
    same = named.filter(identity_index=index).first()
    if same is not None:
        return same, False
    row.save(force_insert=True)
    return row, True


def known_by(actor: Actor, party_id: UUID) -> list[Known]:
    """Return by what a party is known again: documents, whatever became of them, and marks."""
    papers = Document.objects.of(actor).filter(party_id=party_id, number_index__isnull=False)
    marks = Mark.objects.of(actor).filter(party_id=party_id, index__isnull=False)
    rows = [
        *((Bar.By.IDENTITY, *one) for one in papers.values_list("number_index", "common_index")),
        *marks.values_list("kind", "index", "common_index"),
    ]
    found = {bytes(index): (by, common) for by, index, common in rows if index is not None}
    return [
        Known(str(by), index, bytes(common) if common is not None else None)
        for index, (by, common) in sorted(found.items())
    ]


def bar_extend(actor: Actor, party_id: UUID, known: Known) -> int:
    """Have the bars on a party hold for something new by which it is known; return how many.

    Law: O117-blacklist-evasion
    """
    made = 0
    for one in _standing(actor).filter(party_id=party_id, identity_index=None):
        source = Source(
            one.ground, one.clause, one.source, one.source_ref, one.until, bool(one.shared_at)
        )
        made += _place(actor, source, party_id, known)[1]
    if made:  # who had it before is barred by it now
        _told(actor, _held(actor, None, [known]) - {party_id}, "bar_placed")
    return made


def _held(actor: Actor, party_id: UUID | None, known: Iterable[Known | None]) -> set[UUID]:
    """Return whom a bar holds: its party, and every other that is known by the same."""
    indexes = [one.index for one in known if one is not None]
    papers = Document.objects.of(actor).filter(number_index__in=indexes)
    marks = Mark.objects.of(actor).filter(index__in=indexes)
    found = {*papers.values_list("party_id", flat=True), *marks.values_list("party_id", flat=True)}
    return found | ({party_id} if party_id else set())


def _told(actor: Actor, party_ids: Collection[UUID], why: str) -> None:
    for party_id in sorted(party_ids):
        events.publish(StandingChanged(actor, party_id, why))


@transaction.atomic
def bar_lift(*, actor: Actor, source: str, ref: str) -> int:
    """Lift everything one source barred; return how many bars stood. Twice is once.

    Raises:
        Forbidden: neither an officer nor the product itself.
    """
    policies.require_decide(actor)
    rows = list(
        Bar.objects.of(actor)
        .select_for_update()
        .filter(source=source, source_ref=ref, lifted_at__isnull=True)
    )
    for row in rows:
        row.lifted_at = clock.now()
        row.save(update_fields=["lifted_at"])
    if rows:
        subject = rows[0].party_id
        record.entry_append(
            actor=actor,
            action="parties.bar_lifted",
            subject=("party", subject) if subject else ("bar", rows[0].pk),
            clause=rows[0].clause,
            data={"source": source, "ref": ref},
        )
        _told(actor, _held(actor, subject, map(_known, rows)), "bar_lifted")
    return len(rows)


def _known(row: Bar) -> Known | None:
    index = row.identity_index
    return Known(row.by, bytes(index), None) if index is not None else None


def _standing(actor: Actor) -> TenantQuerySet[Bar]:
    now = clock.now()
    in_term = Q(until__isnull=True) | Q(until__gt=now)
    return Bar.objects.of(actor).filter(in_term, lifted_at__isnull=True, since__lte=now)


def bars_standing(actor: Actor, indexes: Collection[bytes]) -> TenantQuerySet[Bar]:
    """Return the bars in force on identities, by their blind indexes."""
    return _standing(actor).filter(identity_index__in=list(indexes))


def bars_on(actor: Actor, party_ids: Collection[UUID]) -> TenantQuerySet[Bar]:
    """Return the bars in force on parties, by themselves or by what they are known by."""
    ids = list(party_ids)
    papers = Document.objects.of(actor).filter(party_id__in=ids).exclude(number_index=None)
    marks = Mark.objects.of(actor).filter(party_id__in=ids).exclude(index=None)
    known = Q(identity_index__in=papers.values("number_index")) | Q(
        identity_index__in=marks.values("index")
    )
    return _standing(actor).filter(Q(party_id__in=ids) | known)
