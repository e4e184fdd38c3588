"""An offence that fell counts no more: what was counted on top of it is weighed again."""

from collections.abc import Mapping
from uuid import UUID

from accounts import selectors as accounts
from accounts.models import Role
from ledger import services as record
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from sanctions import selectors
from sanctions.models import Sanction, Weighing
from sanctions.rules import ladder as rules
from sanctions.selectors import words
from sanctions.services.weighing import weighing_ask


def officers_tell(
    actor: Actor,
    topic: str,
    ref: str,
    context: Mapping[str, object],
    *,
    but: frozenset[UUID | None] = frozenset(),
) -> int:
    """Write to every officer but some, as the product, of one thing once; return to how many."""
    product = system_actor(actor.tenant_id)
    with acting(product):
        known = accounts.membership_list(product).filter(is_active=True)
        officers = known.filter(roles__contains=[Role.OFFICER])
        free = [one.user_id for one in officers if one.user_id not in but]
        if free:
            office.message_send(
                actor=product,
                to=free,
                topic=topic,
                context=dict(context),
                about=office.About(topic, ref),
            )
    return len(free)


def offences_recount(actor: Actor, fallen: Sanction) -> list[Sanction]:
    """Count later offences anew in the running transaction; officers weigh what was too much.

    A decision that took the ladder's step for one offence more than there were does not end by
    itself: why it fits was said by a person, and a person says, in time, whether it still does.

    Law: O117-measures
    """
    ladder = selectors.ladder_in_force(actor).body
    moved = selectors.counted_after(actor, fallen)
    for row in moved:
        violation = ladder.violation(row.code)
        row.offence -= 1
        before = row.suggested
        if violation is not None:
            row.suggested = rules.step_for(violation, row.offence - 1).rung
        row.save(update_fields=["offence", "suggested"])
        record.entry_append(
            actor=actor,
            action="sanctions.sanction_recounted",
            subject=("sanction", row.pk),
            clause="O117-measures",
            data={"fallen": str(fallen.pk), "offence": row.offence, "rung": row.suggested},
        )
        stands = row.state in (Sanction.State.IN_FORCE, Sanction.State.PROPOSED)
        if stands and row.suggested != before and _is_above(row.rung, row.suggested):
            _tell(actor, row, fallen, weighing_ask(actor, row, fallen))
    return moved


def _is_above(rung: str, suggested: str) -> bool:
    return rules.RUNGS.index(rung) > rules.RUNGS.index(suggested)


def _tell(actor: Actor, row: Sanction, fallen: Sanction, asked: Weighing) -> None:
    context = {
        "name": row.party.public_name,
        "number": row.number,
        "fallen": fallen.number,
        "rung": words.pair(lambda: words.rung(row.rung)),
        "suggested": words.pair(lambda: words.rung(row.suggested)),
        "due": words.day(asked.due_at),
    }
    officers_tell(actor, "sanction_recounted", f"{row.pk.hex}{fallen.pk.hex}", context)
