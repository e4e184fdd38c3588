"""Ask which findings an officer has dismissed, why, and what stands without them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from livecompliance.kernel.actors import Actor
from moderation.models import Dismissal, Finding
from moderation.selectors.finding import finding_list


def dismissal_list(actor: Actor, session_id: UUID) -> QuerySet[Dismissal]:
    """Return the dismissals of a session that are in force."""
    return Dismissal.objects.of(actor).filter(session_id=session_id, restored_at__isnull=True)


def dismissal_find(actor: Actor, finding: Finding) -> Dismissal | None:
    """Return the dismissal of a finding that is in force, if any."""
    found = dismissal_list(actor, finding.session_id).filter(finding=finding)
    return found.select_related("dismissed_by").first()


def dismissals_of(actor: Actor, finding_ids: Iterable[UUID]) -> dict[UUID, Dismissal]:
    """Return the dismissals in force of some findings, by finding, with who said so."""
    wanted = list(finding_ids)
    if not wanted:
        return {}
    found = Dismissal.objects.of(actor).filter(finding_id__in=wanted, restored_at__isnull=True)
    return {one.finding_id: one for one in found.select_related("dismissed_by")}


def breaches_since(actor: Actor, code: str, since: datetime) -> list[Finding]:
    """Return the findings of a code about whole broadcasts that stand, in order."""
    dismissed = Dismissal.objects.of(actor).filter(finding=OuterRef("pk"), restored_at=None)
    found = Finding.objects.of(actor).filter(code=code, created_at__gte=since)
    return list(found.exclude(Exists(dismissed)).order_by("created_at", "id"))


def finding_standing(actor: Actor, session_id: UUID) -> QuerySet[Finding]:
    """Return a session's findings that nobody has dismissed, newest first.

    Raises:
        NotFound: no such session for this actor.
    """
    dismissed = dismissal_list(actor, session_id).filter(finding_id=OuterRef("pk"))
    return finding_list(actor, session_id).filter(~Exists(dismissed))


def finding_reconsidered(actor: Actor, session_id: UUID, since: datetime) -> QuerySet[Finding]:
    """Return a session's findings that were dismissed or restored since an instant.

    Raises:
        NotFound: no such session for this actor.
    """
    lately = Q(created_at__gte=since) | Q(restored_at__gte=since)
    touched = Dismissal.objects.of(actor).filter(lately, session_id=session_id)
    return finding_list(actor, session_id).filter(pk__in=touched.values("finding_id"))
