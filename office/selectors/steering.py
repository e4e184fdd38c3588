"""What an officer may do to a clock now, and with whom: the choices behind the buttons."""

from dataclasses import dataclass

from accounts import selectors as accounts
from accounts.models import Membership, Role
from accounts.templatetags.settings import named
from livecompliance.kernel.actors import Actor
from office.models import Clock
from office.rules import clocks
from office.rules.policies import Policy
from office.selectors.words import word

Choices = list[tuple[str, str]]
RANKS = (Role.OFFICER, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN)


@dataclass(frozen=True)
class Steering:
    """The choices for one open clock.

    Args:
        pauses: reasons its policy names; empty where it may not be paused, or is.
        people: the officers it may be handed to, without the one who has it.
        ranks: roles with somebody in them; empty once it was escalated.
        met_by: the acts that meet it; where there are any, nobody says by hand that it is done.
    """

    pauses: Choices
    can_resume: bool
    people: Choices
    ranks: Choices
    reasons: Choices
    met_by: list[str]


def steering(actor: Actor, clock: Clock) -> Steering | None:
    """Return what may be done to a clock; None for one that ended."""
    if not clock.is_open:
        return None
    policy = Policy.of(clock.policy)
    members = list(accounts.membership_list(actor).filter(is_active=True))
    named_reasons = (*policy.pauses, *policy.lawful_pauses)
    is_running = clock.state == Clock.State.RUNNING
    return Steering(
        pauses=[(one, word(one)) for one in named_reasons] if is_running else [],
        can_resume=clock.state == Clock.State.PAUSED,
        people=_people(members, clock),
        ranks=[] if clock.escalated_at else _ranks(members),
        reasons=[(one, word(one)) for one in clocks.ESCALATIONS],
        met_by=[word(one) for one in policy.met_by],
    )


def _people(members: list[Membership], clock: Clock) -> Choices:
    return [
        (str(one.user_id), str(one.user))
        for one in members
        if Role.OFFICER in one.roles and one.user_id != clock.owner_id
    ]


def _ranks(members: list[Membership]) -> Choices:
    held = {role for one in members for role in one.roles}
    return [(str(role), named(role, "role")) for role in RANKS if role in held]
