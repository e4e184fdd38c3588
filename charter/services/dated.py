"""What every dated look shares: its evidence, kept for good; its days; the clock to the next."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import selectors as accounts
from charter import policies
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import services as office
from office.models import File

LATEST = timedelta(days=366)
PAPERS = frozenset({"application/pdf", "image/jpeg", "image/png"})
Subject = tuple[str, UUID]


def _may_open(actor: Actor, _file: File) -> bool:
    return policies.can_see(actor)


@dataclass(frozen=True, slots=True)
class Look:
    """One kind of dated look: the clock that waits for it, what meets it, how often, its evidence.

    The law asks that somebody looks and gives no term: `usual_days` is the platform's own, under
    `setting`.

    Args:
        clock, met_by: the kind of the clock, and the act that meets it.
        clause: under which the clock runs.
        purpose: of the files that are its evidence.
        warn_before: how many working days before; None for the usual.
    """

    clock: str
    met_by: str
    clause: str
    setting: str
    usual_days: int
    purpose: str
    warn_before: int | None = None

    def __post_init__(self) -> None:
        office.file_purpose(self.purpose, office.Purpose(kinds=PAPERS, may_open=_may_open))


def usual_days(actor: Actor, look: Look) -> int:
    """Return after how many days the platform looks again."""
    return accounts.policy_of(actor, look.setting, look.usual_days)


def next_look(actor: Actor, look: Look, wished: date | None) -> date:
    """Return when somebody looks again: the day that was wished, else the platform's usual time.

    Raises:
        Invalid: not between tomorrow and a year from now.
    """
    today = clock.today()
    due = wished or today + timedelta(days=usual_days(actor, look))
    if not today < due <= today + LATEST:
        raise Invalid(_("下次检查须在明天至一年之内。"), field="next_due_on")
    return due


def evidence_keep(actor: Actor, look: Look, file_id: UUID | None) -> UUID | None:
    """Keep the evidence with the look: on a shelf it would be gone after its days."""
    if file_id is None:
        return None
    return office.shelf_keep(actor=actor, file_id=file_id, purpose=look.purpose).pk


def looked(actor: Actor, look: Look, subject: Subject, next_due_on: date) -> None:
    """Somebody has looked: the clock that waited for it is met, and runs to the next."""
    office.clocks_hear(actor=actor, subject=subject, act=look.met_by)
    await_look(actor, look, subject, (next_due_on - clock.today()).days)


def await_look(actor: Actor, look: Look, subject: Subject, days: int) -> None:
    """Let the time run until somebody looks."""
    policy = office.Policy(
        amount=days,
        unit="day",
        clause=look.clause,
        warn_before=look.warn_before,
        met_by=(look.met_by,),
    )
    office.clock_start(actor=actor, subject=subject, kind=look.clock, policy=policy)
