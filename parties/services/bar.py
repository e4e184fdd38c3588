"""Who may not be on air: written by the apps above, found by identity whatever the account."""

from collections.abc import Collection
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
from parties.models import Bar, Document


@dataclass(frozen=True, slots=True)
class Source:
    """Where a bar comes from: the row above that decided it, on which ground, by which clause."""

    ground: str
    clause: str
    name: str
    ref: str
    until: datetime | None = None


@transaction.atomic
def bar_place(
    *, actor: Actor, source: Source, party_id: UUID | None = None, index: bytes | None = None
) -> Bar:
    """Bar a party, an identity, or both. The same source bars once.

    Args:
        index: the blind index of the identity (`sealing.index_of`); of a party its documents'
            own are barred with it, so that a new account does not evade the bar.

    Raises:
        Forbidden: neither an officer nor the product itself.

    Law: O117-blacklist
    """
    policies.require_decide(actor)
    own = set(_indexes(actor, party_id)) if party_id else set()
    wanted = [index, *sorted(own - {index})]
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
        _told(actor, party_id, "bar_placed")
    return first


def _place(
    actor: Actor, source: Source, party_id: UUID | None, index: bytes | None
) -> tuple[Bar, bool]:
    row = Bar(
        tenant_id=actor.tenant_id,
        party_id=party_id,
        identity_index=index,
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


def _indexes(actor: Actor, party_id: UUID) -> list[bytes]:
    rows = Document.objects.of(actor).filter(party_id=party_id, number_index__isnull=False)
    return [bytes(one) for one in rows.values_list("number_index", flat=True) if one is not None]


def _told(actor: Actor, party_id: UUID | None, why: str) -> None:
    if party_id is not None:
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
        _told(actor, subject, "bar_lifted")
    return len(rows)


def _standing(actor: Actor) -> TenantQuerySet[Bar]:
    now = clock.now()
    in_term = Q(until__isnull=True) | Q(until__gt=now)
    return Bar.objects.of(actor).filter(in_term, lifted_at__isnull=True, since__lte=now)


def bars_standing(actor: Actor, indexes: Collection[bytes]) -> TenantQuerySet[Bar]:
    """Return the bars in force on identities, by their blind indexes."""
    return _standing(actor).filter(identity_index__in=list(indexes))


def bars_on(actor: Actor, party_ids: Collection[UUID]) -> TenantQuerySet[Bar]:
    """Return the bars in force on parties, by themselves or by a document of theirs."""
    own = Document.objects.of(actor).filter(party_id__in=list(party_ids))
    numbers = own.exclude(number_index=None).values("number_index")
    return _standing(actor).filter(Q(party_id__in=list(party_ids)) | Q(identity_index__in=numbers))
