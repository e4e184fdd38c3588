"""What people made of findings: confirmed, dismissed, or neither; and how many rules made."""

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation.models import Finding, Measure
from moderation.selectors.dismissal import dismissal_list

LATELY = timedelta(days=30)


class Verdict(NamedTuple):
    """A finding that a person has judged."""

    event_key: str
    code: str
    is_confirmed: bool


def verdicts_of(actor: Actor, session_id: UUID) -> list[Verdict]:
    """Return what officers made of a session's findings.

    A finding is confirmed by a measure that an officer took on it and that stands, and
    dismissed by his word; a later dismissal outweighs a measure.
    """
    dismissed = set(dismissal_list(actor, session_id).values_list("finding_id", flat=True))
    by_hand = Measure.objects.of(actor).filter(
        session_id=session_id,
        origin=Measure.Origin.OFFICER,
        withdrawn_at__isnull=True,
        undone_at__isnull=True,
    )
    confirmed = {pk for row in by_hand.values_list("findings", flat=True) for pk in row}
    judged = Finding.objects.of(actor).filter(session_id=session_id, pk__in=dismissed | confirmed)
    return [
        Verdict(key, code, pk not in dismissed)
        for pk, key, code in judged.values_list("pk", "event_key", "code")
    ]


def findings_by_rule(actor: Actor, rules: Collection[str]) -> dict[str, int]:
    """Return how many findings some rules made in the last thirty days."""
    found = Finding.objects.of(actor).filter(rule__in=rules, created_at__gte=clock.now() - LATELY)
    return dict(found.values_list("rule").annotate(number=Count("id")))
