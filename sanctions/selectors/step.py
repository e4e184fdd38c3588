"""What the ladder says of the next offence of somebody, before anybody decides."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from sanctions.rules import ladder as rules
from sanctions.selectors.policy import ladder_in_force
from sanctions.selectors.sanction import strikes


@dataclass(frozen=True, slots=True)
class Next:
    """The offence that this would be, and the step of the ladder of that version for it."""

    violation: rules.Violation
    offence: int
    step: rules.Step
    version: int


def step_next(actor: Actor, party_id: UUID, subject: str, code: str) -> Next | None:
    """Return what the ladder says of the next offence; None where it knows no such violation.

    Law: O117-measures
    """
    held = ladder_in_force(actor)
    violation = held.body.violation(code)
    if violation is None:
        return None
    before = strikes(actor, party_id, subject, code, clock.now())
    return Next(violation, before + 1, rules.step_for(violation, before), held.version)
