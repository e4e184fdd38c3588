"""How an operator stood at an instant: what rules of the studio may read of him."""

from datetime import datetime, timedelta
from uuid import UUID

from livecompliance.kernel.actors import Actor
from moderation.engine.record import MOST_DAYS
from moderation.selectors import Stands
from sanctions.models import Sanction
from sanctions.rules import ladder as rules
from sanctions.selectors.sanction import VOID


def stands_of(actor: Actor, party_id: UUID, at: datetime) -> Stands:
    """Return strikes that counted then, and sanctions above a prompt that had begun by then.

    What was overturned or changed on appeal never was.

    Law: O117-measures
    """
    found = Sanction.objects.of(actor).filter(party=party_id, starts_at__lte=at)
    stood = found.exclude(state__in=VOID)
    lately = stood.filter(starts_at__gt=at - timedelta(days=MOST_DAYS)).exclude(rung=rules.PROMPT)
    sanctions = lately.order_by("-starts_at").values_list("starts_at", flat=True)
    began = tuple(one for one in sanctions if one is not None)
    return Stands(stood.filter(strike_until__gt=at).count(), began)
