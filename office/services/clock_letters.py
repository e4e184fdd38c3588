"""Write of a clock to whoever must act: its owner, else the officers; once of each line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import selectors as accounts
from accounts.models import Role
from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor, system_actor
from office import selectors
from office.models import Clock
from office.rules.days import SHANGHAI
from office.rules.letters import LANGUAGES, ZONE
from office.services.letter import About, message_send

PAUSED = {"zh": "已暂停，不计时", "en": "paused, time does not count"}
OWN_TIME = {"zh": "（期限由平台自定）", "en": " (the time is the platform's own)"}
NOTHING_MORE = {"zh": "", "en": ""}
OWN_TERM = {"zh": "平台自己的承诺", "en": "the platform's own promise"}


def clock_tell(*, actor: Actor, clock_id: UUID, line: int, topic: str) -> int:
    """Write of a warning or a breach, in the transaction in which it is marked.

    Args:
        line: the number of the line in the clock's log that the letter tells of.

    Returns:
        How many letters were written: none when they were, or where nobody is left to act.

    Raises:
        NotFound: no such clock in the tenant.
    """
    clock = selectors.clock_get(actor, clock_id)
    return _send(actor, _in_charge(actor, clock), clock, line, topic, _context(actor, clock))


def clock_escalation_tell(*, actor: Actor, clock_id: UUID, line: int, to: str, reason: str) -> int:
    """Write of an escalation to everybody of a role; to the officers where nobody holds it.

    Raises:
        NotFound: no such clock in the tenant.
    """
    clock = selectors.clock_get(actor, clock_id)
    people = _holders(actor, to) or _in_charge(actor, clock)
    context = _context(actor, clock) | {"reason": selectors.word_pair(reason)}
    return _send(actor, people, clock, line, "clock_escalated", context)


def _send(
    actor: Actor,
    people: list[UUID],
    clock: Clock,
    line: int,
    topic: str,
    context: Mapping[str, Any],
) -> int:
    """Write as the product itself: whoever's act came too late may send nothing himself."""
    about = About("clock", f"{clock.pk}:{line}")
    system = system_actor(actor.tenant_id)
    return len(message_send(actor=system, to=people, topic=topic, context=context, about=about))


def _in_charge(actor: Actor, clock: Clock) -> list[UUID]:
    """Return the owner while he is there, else every officer."""
    members = accounts.membership_list(actor).filter(is_active=True)
    if clock.owner_id and members.filter(user_id=clock.owner_id).exists():
        return [clock.owner_id]
    return _holders(actor, Role.OFFICER)


def _holders(actor: Actor, role: str) -> list[UUID]:
    members = accounts.membership_list(actor).filter(is_active=True)
    return list(members.filter(roles__contains=[role]).values_list("user_id", flat=True))


def _context(actor: Actor, clock: Clock) -> dict[str, Any]:
    """Say which clock in both languages: its kind, what it runs on, its end, the clause."""
    return {
        "name": selectors.word_pair(clock.kind),
        "thing": selectors.thing_pair(actor, clock),
        "due": _due(clock.due_at),
        "clause": _clause(clock),
    }


def _due(at: datetime | None) -> dict[str, str]:
    if at is None:
        return PAUSED
    local = f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return {tongue: local + ZONE[tongue] for tongue in LANGUAGES}


def _clause(clock: Clock) -> dict[str, str]:
    """Name the clause, and say so where it gives no term: the time is the platform's own then."""
    if clock.clause not in law.register():
        return OWN_TERM
    clause = law.clause(clock.clause)
    own = NOTHING_MORE if clock.policy.get("law") else OWN_TIME
    return {tongue: law.citation(clause, tongue) + own[tongue] for tongue in LANGUAGES}
