"""How often each term did something, day by day: counted anew, so that twice is once.

Terms of a lexicon are part of findings; those of an allow-list excuse hits; those of a list in
shadow would have.
"""

from collections import Counter
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation import selectors as moderation
from moderation.selectors.terms import term_tallies
from studio import selectors
from studio.models import Hits, Issue, Pack
from studio.selectors.lexicon import name_of

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
    found = [
        row for ago in range(days) for row in _found(actor, packs, today - timedelta(days=ago))
    ]
    found += _tallied(actor, today - timedelta(days=days - 1))
    Hits.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["tenant", "pack", "rule", "day", "issue"],
        update_fields=["number"],
        batch_size=PAGE,
    )
    return len(found)


def _found(actor: Actor, packs: dict[str, UUID], day: date) -> list[Hits]:
    begins = datetime.combine(day, time.min, clock.SHANGHAI)
    found = moderation.term_hits(actor, packs, begins, begins + timedelta(days=1))
    return [
        Hits(
            tenant_id=actor.tenant_id,
            pack_id=packs[one.pack],
            rule=one.rule[:120],
            day=day,
            number=one.number,
        )
        for one in found
    ]


def _tallied(actor: Actor, since: date) -> list[Hits]:
    """Return what allow-lists excused, and what lists in shadow would have done."""
    issues = {
        name_of(one): one
        for one in selectors.issues_running(actor, *Issue.RUNNING)
        if one.state == Issue.State.SHADOW or one.pack.kind == Pack.Kind.ALLOW
    }
    told = term_tallies(actor, issues.keys(), since) if issues else Counter()
    rows: Counter[tuple[UUID, UUID | None, str, date]] = Counter()
    for (name, rule, day), number in told.items():
        one = issues[name]
        shadow = one.pk if one.state == Issue.State.SHADOW else None
        rows[one.pack_id, shadow, rule[:120], day] += number
    return [
        Hits(
            tenant_id=actor.tenant_id,
            pack_id=pack,
            issue_id=shadow,
            rule=rule,
            day=day,
            number=number,
        )
        for (pack, shadow, rule, day), number in rows.items()
    ]
