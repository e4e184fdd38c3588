"""What was found with a streamer before a broadcast began."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncDate

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation.engine.record import MOST_DAYS
from moderation.models import Dismissal, Finding
from rooms import selectors as rooms
from rooms.models import Session


class Stands(NamedTuple):
    """How somebody stands: strikes that count at an instant, and when sanctions began."""

    strikes: int = 0
    sanctions: Sequence[datetime] = ()


def past_findings(actor: Actor, session: Session) -> dict[str, dict[int, int]]:
    """Return findings in earlier broadcasts of the room's operator: family, days ago, how many.

    Without an operator they are the room's own. What officers dismissed is left out; of one
    broadcast after this one began nothing is seen.
    """
    began = session.started_at
    earlier = rooms.sessions_earlier(actor, session, timedelta(days=MOST_DAYS))
    dismissed = Dismissal.objects.of(actor).filter(finding=OuterRef("pk"), restored_at=None)
    found = Finding.objects.of(actor).filter(session__in=earlier, at__lt=began)
    rows = found.exclude(Exists(dismissed)).annotate(day=TruncDate("at", tzinfo=clock.SHANGHAI))
    past: dict[str, dict[int, int]] = {}
    for code, day, number in rows.values_list("code", "day").annotate(number=Count("id")):
        ago = max(0, (clock.to_date(began) - day).days)
        past.setdefault(code, {})[ago] = past.get(code, {}).get(ago, 0) + number
    return past
