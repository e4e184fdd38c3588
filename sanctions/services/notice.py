"""What the person concerned is told of a decision: the notice, its end, and what is said since."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from parties.services.told import party_tell
from sanctions import policies, selectors
from sanctions.models import Sanction
from sanctions.selectors import words

CLAUSE = "O117-measures"
Way = Sanction.Way
ELSEWHERE = (Way.PLATFORM, Way.PAPER, Way.PUBLIC)  # how a notice is served where nobody signs in


class NotBegun(Conflict):
    """Nothing came into force, so there is no notice to serve."""

    code = "not_begun"


@dataclass(frozen=True, slots=True)
class Served:
    """How a notice was served outside of here, and when; now where no time is given."""

    way: str
    at: datetime | None = None


def notice_send(actor: Actor, row: Sanction) -> bool:
    """Write the decision notice; tell whether there was somebody to write to here.

    Law: O117-blacklist-notice, O117-measures
    """
    ladder = selectors.ladder_in_force(actor).body
    was_sent = party_tell(actor, row.party, "sanction", row.pk, words.notice(row, ladder))
    if was_sent:
        row.noticed_at = clock.now()
        row.save(update_fields=["noticed_at"])
    return was_sent


@transaction.atomic
def notice_serve(*, actor: Actor, sanction_id: UUID, served: Served) -> Sanction:
    """Write down that whoever was judged was given the notice: on paper, by the platform itself.

    Once: a notice that was served, or read as a letter here, stays as it is.

    Raises:
        NotFound; Forbidden: no officer, no program of the platform. NotBegun: nothing in force.
        Invalid: no such way, or a time before the decision began or to come.

    Law: O117-blacklist-notice, O117-measures
    """
    policies.require_propose(actor)
    row = selectors.sanction_get(actor, sanction_id, lock=True)
    if row.starts_at is None:
        raise NotBegun(_("处罚还没有生效，不需要送达。"))
    if row.noticed_at is not None:
        return row
    if served.way not in ELSEWHERE:
        raise Invalid(_("请选择送达方式：平台自有渠道、纸质或公告。"), field="way")
    at = served.at or clock.now()
    if not row.starts_at <= at <= clock.now():
        raise Invalid(_("送达时间应在处罚生效之后，不能晚于现在。"), field="at")
    row.noticed_at, row.notice_way = at, served.way
    row.save(update_fields=["noticed_at", "notice_way"])
    record.entry_append(
        actor=actor,
        action="sanctions.notice_served",
        subject=("sanction", row.pk),
        clause=CLAUSE,
        data={"way": row.notice_way, "at": at.isoformat(), "rung": row.rung},
    )
    return row


def notice_end(actor: Actor, row: Sanction) -> bool:
    """Write that a decision is over, and why."""
    context = {
        "number": row.number,
        "rung": words.pair(lambda: words.rung(row.rung)),
        "how": words.pair(lambda: words.ended(row)),
    }
    return party_tell(actor, row.party, "sanction_ended", row.pk, context)
