"""A complaint becomes a case in the review queue; once, however often it is pressed."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.models import Case
from complaints.rules import states
from complaints.rules import terms as rules
from complaints.services.faulting import told_of
from complaints.services.stepping import note, step_take
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from moderation.services import filing as findings
from rooms import selectors as rooms

CODE = "COMPLAINT"
PUBLIC, CONSUMERS = "M-complaints", "O117-necessary-measures"


class NoBroadcast(Conflict):
    """Nobody said which room it is about, or it never was on air: there is nothing to look at."""

    code = "no_broadcast"


@transaction.atomic
def case_open(*, actor: Actor, complaint_id: UUID) -> Case:
    """Have officers decide about what a complaint says, in the broadcast that it is about.

    It waits in the review queue as a finding of its own, at the time that the complainant told. A
    case already: nothing happens.

    Raises:
        NotFound; Forbidden: no officer. NoBroadcast: the room is not known, or never was on air.

    Law: M-complaints, O117-necessary-measures
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    known = selectors.case_of(actor, row)
    if known is not None:
        return known
    moment = rooms.moment_of(actor, row.room, told_of(row), row.session) if row.room else None
    if moment is None:
        raise NoBroadcast(_("请先指明是哪个直播间的哪一场，才能转为案件。"))
    clause = CONSUMERS if row.kind in rules.CONSUMER else PUBLIC
    found = findings.Filed(CODE, clause, f"{CODE}/{row.kind}", moment.seq, str(row.pk), moment.at)
    finding = findings.finding_file(actor=actor, session=moment.session, found=found)
    if finding is None:
        raise IntegrityError("a complaint's finding without its case")
    made = Case.objects.create(
        tenant_id=row.tenant_id, complaint=row, finding=finding, opened_by_id=actor.user_id
    )
    step_take(actor, row, states.CASE)
    note(actor, row, "complaints.case_opened", {"finding": str(finding.pk)})
    return made
