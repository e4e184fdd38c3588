"""What the person concerned is told of a decision: the notice, its end, and what is said since."""

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties.services.told import party_tell
from sanctions import selectors
from sanctions.models import Sanction
from sanctions.selectors import words


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


def notice_end(actor: Actor, row: Sanction) -> bool:
    """Write that a decision is over, and why."""
    context = {
        "number": row.number,
        "rung": words.pair(lambda: words.rung(row.rung)),
        "how": words.pair(lambda: words.ended(row)),
    }
    return party_tell(actor, row.party, "sanction_ended", row.pk, context)
