"""Findings of absolute words and of false publicity: what was said, and what stands open."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from uuid import UUID

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation.models import Dismissal, Finding, Measure
from moderation.selectors.words import excerpts_of

ABSOLUTE = "F-ABS-TOP"
FALSE = ("M-18-2", "O117-false-publicity")
SETTING, USUAL_DAYS = "boost_bar_days", 30  # the law gives no number
SOURCES = frozenset({"operator", "marketer", "guest", "system", ""})


def said_absolutely(
    actor: Actor, session_id: UUID, finding_ids: Collection[UUID]
) -> Iterator[tuple[Finding, str, list[tuple[int, int]]]]:
    """Yield findings of absolute terms with the words around them; none once these are gone."""
    found = Finding.objects.of(actor).filter(
        pk__in=finding_ids, session_id=session_id, code=ABSOLUTE
    )
    rows = [one for one in found.select_related("session") if one.excerpt]
    if not rows:
        return
    excerpts = excerpts_of(rows[0].session, rows)
    for one in rows:
        said = excerpts.get(one.pk, {})
        spans = [(int(a), int(b)) for a, b in said.get("spans", [])]
        if spans:
            yield one, str(said.get("text", "")), spans


def bar_days(actor: Actor) -> int:
    """Return for how many days a finding of false publicity keeps a room from being promoted."""
    return accounts.policy_of(actor, SETTING, USUAL_DAYS)


def false_publicity(actor: Actor, room_id: UUID) -> list[Finding]:
    """Return the findings of false publicity that stand open in a room, the newest first.

    Those of high severity that nobody dismissed, of the last days of the platform's policy.

    Law: M-no-false-help
    """
    rows = _open(actor).filter(room_id=room_id)
    return list(rows.order_by("-created_at")[:50])


def are_false(actor: Actor, finding_ids: Collection[UUID]) -> bool:
    """Tell whether any of these findings is one of false publicity that bars promotion."""
    found = Finding.objects.of(actor).filter(
        pk__in=finding_ids, clause__in=FALSE, severity=Finding.Severity.HIGH
    )
    return found.exclude(speaker="viewer").exists()


def is_limited(actor: Actor, session_id: UUID, rule: str) -> bool:
    """Tell whether a broadcast's traffic is limited by a rule, and nobody lifted it."""
    held = Measure.objects.of(actor).filter(session_id=session_id, rule=rule)
    return held.filter(withdrawn_at__isnull=True, undone_at__isnull=True).exists()


def _open(actor: Actor) -> TenantQuerySet[Finding]:
    since = clock.now() - timedelta(days=bar_days(actor))
    gone = Dismissal.objects.of(actor).filter(restored_at__isnull=True)
    found = Finding.objects.of(actor).filter(
        clause__in=FALSE, severity=Finding.Severity.HIGH, created_at__gte=since
    )
    return found.exclude(pk__in=gone.values("finding_id")).exclude(speaker="viewer")


def rooms_barred(actor: Actor) -> set[UUID]:
    """Return the rooms in which a finding of false publicity stands open."""
    return set(_open(actor).values_list("room_id", flat=True).distinct())
