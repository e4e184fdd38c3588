"""Ask about findings, and which sessions wait to be inspected."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation.models import Finding
from rooms import selectors as rooms


class Waiting(NamedTuple):
    """A session with segments that nobody has inspected yet."""

    tenant_id: UUID
    session_id: UUID
    behind: int
    is_key: bool


class Unanswered(NamedTuple):
    """A finding that an officer should see, with the tier and the risk of its room."""

    id: UUID
    room_id: UUID
    code: str
    severity: str
    score: float
    tier: str
    risk: int


UNANSWERED = """
SELECT f.id, f.room_id, f.code, f.severity, f.score, r.tier, COALESCE(s.risk, 0)
FROM moderation_finding f
JOIN rooms_room r ON r.id = f.room_id
LEFT JOIN moderation_roomstate s ON s.session_id = f.session_id
WHERE f.tenant_id = %s AND f.id = ANY(%s::uuid[]) AND f.severity = ANY(%s) AND f.speaker <> 'viewer'
AND NOT EXISTS (
  SELECT 1 FROM moderation_measure m
  WHERE m.tenant_id = f.tenant_id AND m.session_id = f.session_id AND m.undone_at IS NULL
  AND f.id = ANY(m.findings))
AND NOT EXISTS (
  SELECT 1 FROM moderation_dismissal d
  WHERE d.tenant_id = f.tenant_id AND d.finding_id = f.id AND d.restored_at IS NULL)
ORDER BY f.id
"""


def findings_unanswered(
    actor: Actor, finding_ids: Collection[UUID], severities: Collection[str]
) -> list[Unanswered]:
    """Return those of the findings that nothing answers: no measure, and no officer's word.

    What viewers say is the operator's to manage, and left out.
    """
    given: list[Any] = [tenancy.require(actor).tenant_id, list(finding_ids), list(severities)]
    with connection.cursor() as cursor:
        cursor.execute(UNANSWERED, given)
        return [Unanswered(*row) for row in cursor.fetchall()]


def inspection_waiting(most: int = 200) -> list[Waiting]:
    """Return what waits in all tenants, taking turns, key rooms first within a tenant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM inspection_waiting(%s)", [most])
        return [Waiting(*row) for row in cursor.fetchall()]


def finding_list(actor: Actor, session_id: UUID) -> QuerySet[Finding]:
    """Return a session's findings, newest first.

    Raises:
        NotFound: no such session for this actor.
    """
    session = rooms.session_get(actor, session_id)
    return Finding.objects.of(actor).filter(session=session).order_by("-segment_seq", "-position")


def finding_get(actor: Actor, finding_id: UUID) -> Finding:
    """Return one finding with its session and room.

    Raises:
        NotFound: no such finding for this actor.
    """
    found = Finding.objects.of(actor).select_related("session", "room").filter(pk=finding_id)
    finding = found.first()
    if finding is None:
        raise NotFound(_("没有这条发现。"))
    rooms.room_get(actor, finding.room_id)
    return finding
