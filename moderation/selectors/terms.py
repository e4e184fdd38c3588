"""How often terms of tenants' own packs were part of findings, and how often that was dismissed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count

from livecompliance.kernel.actors import Actor
from moderation.models import Dismissal

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


def dismissed_by_rule(actor: Actor, rules: Collection[str], since: datetime) -> dict[str, int]:
    """Return how many findings of some rules or terms officers dismissed since an instant."""
    found = Dismissal.objects.of(actor).filter(
        finding__rule__in=list(rules), restored_at__isnull=True, created_at__gte=since
    )
    return dict(found.values_list("finding__rule").annotate(n=Count("id")))
