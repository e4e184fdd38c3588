"""How often terms of tenants' own packs did something, and how often that was dismissed."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation.engine.state import tallies_of
from moderation.models import Dismissal, RoomState

PAGE, EPOCH = 200, date(1970, 1, 1)

COUNTED = """
SELECT split_part(span->>'pack', '@', 1), split_part(span->>'rule', '#', 1), count(*)
FROM moderation_finding, jsonb_array_elements(spans) AS span
WHERE tenant_id = %s AND created_at >= %s AND created_at < %s
  AND split_part(span->>'pack', '@', 1) = ANY(%s) AND span->>'lane' <> 'rule'
GROUP BY 1, 2
"""


class Counted(NamedTuple):
    """A term by what findings call it, and in how many places it was found."""

    pack: str
    rule: str
    number: int


def term_hits(
    actor: Actor, packs: Collection[str], since: datetime, until: datetime
) -> list[Counted]:
    """Return how often each term of some packs was found between two instants."""
    if not packs:
        return []
    given: list[Any] = [str(actor.tenant_id), since, until, list(packs)]
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, given)
        return [Counted(*row) for row in cursor.fetchall()]


def term_tallies(
    actor: Actor, lists: Collection[str], since: date
) -> Counter[tuple[str, str, date]]:
    """Return what terms of versions of lists (`pack@version`) did that no finding tells, by day.

    Terms of an allow-list excused a hit, terms of a list in shadow would have found or excused
    one. Counted in the memory of each session, where the judging is: what was judged and fell
    back is not there.
    """
    begins = datetime.combine(since, time.min, clock.SHANGHAI)
    found = RoomState.objects.filter(tenant_id=actor.tenant_id, updated_at__gte=begins)
    told: Counter[tuple[str, str, date]] = Counter()
    for state in found.values_list("state", flat=True).iterator(chunk_size=PAGE):
        for name, days in tallies_of(bytes(state or b"")).items():
            pack, _bar, rule = name.partition("|")
            for day, number in days.items() if pack in lists else ():
                if (on := EPOCH + timedelta(days=day)) >= since:
                    told[pack, rule, on] += number
    return told


def dismissed_by_rule(actor: Actor, rules: Collection[str], since: datetime) -> dict[str, int]:
    """Return how many findings of some rules or terms officers dismissed since an instant."""
    found = Dismissal.objects.of(actor).filter(
        finding__rule__in=list(rules), restored_at__isnull=True, created_at__gte=since
    )
    return dict(found.values_list("finding__rule").annotate(n=Count("id")))
