"""Ask what the off-platform notice says and how large it is to be shown now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation.models import Measure, NoticeDisplay
from moderation.selectors.measure import terms_of
from rooms import selectors as rooms


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice as a room must show it now."""

    text: rules.Words
    is_large: bool
    raised_at: datetime | None
    seq: int


def notice_get(actor: Actor, session_id: UUID) -> Notice:
    """Return the notice of one session: it always stands, and is large after it was raised.

    Raises:
        NotFound: no such session for this actor.

    Law: M-off-platform
    """
    session = rooms.session_get(actor, session_id)
    raised = (
        Measure.objects.of(actor)
        .filter(session=session, kind=Measure.Kind.VIEWER_NOTICE, released_at__isnull=False)
        .order_by("-seq")
        .values_list("released_at", "seq")
        .first()
    )
    raised_at, seq = raised or (None, 0)
    is_large = rules.is_notice_large(raised_at, clock.now(), terms_of(actor))
    return Notice(rules.NOTICE_TEXT, is_large, raised_at, seq or 0)


def notice_displays(actor: Actor, session_id: UUID) -> int:
    """Return in how many clients the notice was seen to stand."""
    return NoticeDisplay.objects.of(actor).filter(session_id=session_id, is_large=False).count()
