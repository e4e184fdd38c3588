"""A decision taken for one offence too many is weighed again by a person, within a term."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role
from ledger import services as record
from livecompliance.kernel import clock, live
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict
from livecompliance.kernel.tenancy import acting
from office import services as office
from sanctions import policies, selectors
from sanctions.models import Sanction, Weighing
from sanctions.services.texts import plain
from sanctions.services.turns import SameOfficer, subject_lock

CLAUSE, CLOCK, WEIGHED = "O117-measures", "sanction_weigh", "officer.sanction_weighed"
State = Weighing.State


class NothingToWeigh(Conflict):
    """Nobody asked, or somebody has answered already."""

    code = "nothing_to_weigh"


def weighing_ask(actor: Actor, row: Sanction, fallen: Sanction) -> Weighing:
    """Ask in the running transaction whether a decision still fits, and start the clock.

    The law asks that a measure fits and names no term for saying so again: the days are the
    platform's own, as they stand in its ladder. A clock that runs on the decision runs on.

    Law: O117-measures
    """
    product = system_actor(actor.tenant_id)
    with acting(product):
        policy = office.Policy(
            amount=selectors.ladder_in_force(product).body.terms.weigh_days,
            unit="working_day",
            clause=CLAUSE,
            met_by=(WEIGHED,),
            escalate_to=Role.OFFICER,
        )
        started = office.clock_start(
            actor=product, subject=("sanction", row.pk), kind=CLOCK, policy=policy
        )
        row.weigh_by = started.due_at
        row.save(update_fields=["weigh_by"])
        return Weighing.objects.create(
            tenant_id=row.tenant_id,
            sanction=row,
            fallen=fallen,
            offence=row.offence,
            suggested=row.suggested,
            asked_at=clock.now(),
            due_at=started.due_at,
        )


@transaction.atomic
def sanction_keep(*, actor: Actor, sanction_id: UUID, reason: str) -> Sanction:
    """Say that a decision still fits though an offence before it fell, and why.

    Whoever proposed or reviewed it does not: he said for more offences than there were.

    Raises:
        NotFound; Forbidden: no officer. SameOfficer: he took part in the decision.
        NothingToWeigh: nobody asked, or it was answered. Invalid: no reason.

    Law: O117-measures
    """
    officer = policies.require_person(actor)
    subject_lock(actor, selectors.sanction_get(actor, sanction_id).party_id)
    row = selectors.sanction_get(actor, sanction_id, lock=True)
    if not selectors.weighings_open(actor, row):
        raise NothingToWeigh(_("这项处罚没有待重新衡量的事项。"))
    if officer in selectors.took_part(actor, row):
        raise SameOfficer(_("须由没有参与原决定的专员重新衡量。"), law=CLAUSE)
    said = plain(reason, "reason", 5, 300, CLAUSE)
    _answer(actor, row, State.KEPT, said)
    office.clocks_hear(actor=actor, subject=("sanction", row.pk), act=WEIGHED)
    record.entry_append(
        actor=actor,
        action="sanctions.sanction_kept",
        subject=("sanction", row.pk),
        clause=CLAUSE,
        after={"reason": said},
        data={"offence": row.offence, "rung": row.suggested},
    )
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return row


def weighing_end(actor: Actor, row: Sanction) -> None:
    """Let the question go in the running transaction, as the decision that it was about moved on.

    An officer who approves, refuses, lifts or changes it has weighed it; what ends by its term,
    or falls, leaves nothing to weigh.
    """
    if not selectors.weighings_open(actor, row):
        return
    _answer(actor, row, State.ENDED, "")
    subject = ("sanction", row.pk)
    if row.state not in (Sanction.State.EXPIRED, Sanction.State.OVERTURNED):
        office.clocks_hear(actor=actor, subject=subject, act=WEIGHED)
    else:
        office.clocks_close(actor=actor, subject=subject)


def _answer(actor: Actor, row: Sanction, state: str, reason: str) -> None:
    selectors.weighings_open(actor, row).update(
        state=state, reason=reason, answered_by=actor.user_id, answered_at=clock.now()
    )
    row.weigh_by = None
    row.save(update_fields=["weigh_by"])
