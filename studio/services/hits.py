"""How often each term was part of a finding, day by day: counted anew, so that twice is once."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation import selectors as moderation
from studio.models import Hits, Pack

PAGE = 1_000


def tenants_with_packs() -> list[UUID]:
    """Return the tenants that have a pack of terms in force."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM studio_packs_in_force()")
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def hits_count(*, actor: Actor, days: int = 2) -> int:
    """Count the hits of today and of the day before; return how many terms were found."""
    packs = {one.code: one.pk for one in Pack.objects.of(actor)}
    today = clock.today()
    return sum(_day(actor, packs, today - timedelta(days=ago)) for ago in range(days))


def _day(actor: Actor, packs: dict[str, UUID], day: date) -> int:
    begins = datetime.combine(day, time.min, clock.SHANGHAI)
    found = moderation.term_hits(actor, packs, begins, begins + timedelta(days=1))
    rows = [
        Hits(
            tenant_id=actor.tenant_id,
            pack_id=packs[one.pack],
            rule=one.rule[:120],
            day=day,
            number=one.number,
        )
        for one in found
    ]
    Hits.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["tenant", "pack", "rule", "day"],
        update_fields=["number"],
        batch_size=PAGE,
    )
    return len(rows)
