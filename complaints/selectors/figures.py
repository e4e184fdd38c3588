"""The figures of complaints for a period: exact, from the clocks' log; and what was published."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import CharField, Count
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from complaints import policies
from complaints.models import Complaint, ComplaintFigures
from complaints.rules import figures as rules
from complaints.rules import states
from complaints.rules.figures import Spell, Tally
from complaints.rules.periods import Period, months_before
from complaints.rules.terms import KINDS, PARTICULARS
from complaints.rules.terms import TERMS as BY_KIND
from complaints.selectors.complaint import SUBJECT
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office

TERMS = (*BY_KIND, PARTICULARS)
CLOCKS = {f"complaint_{term}": term for term in TERMS}
BACK = 12
OPEN, WITHDRAWN, MERGED = "open", states.WITHDRAWN, states.MERGED
FATES = (*Complaint.Outcome.values, OPEN, MERGED, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Figures:
    """How complaints went in a period, as it stood at an instant.

    Args:
        filed: how many were filed, by kind.
        fates: what became of those that were filed, all kinds together.
    """

    period: Period
    as_of: datetime
    spells: list[Spell]
    filed: dict[str, int]
    fates: dict[str, int]

    def tables(self) -> dict[str, dict[str, Tally]]:
        """Return the counts by term and kind."""
        return rules.tables(self.spells, TERMS)


def instant(day: date) -> datetime:
    """Return the first instant of a day in Shanghai."""
    return datetime.combine(day, time(), clock.SHANGHAI)


def figures_of(actor: Actor, period: Period) -> Figures:
    """Return the figures of a period: of the rounds of clocks that began in it, and of the
    complaints that were filed in it, as they stand now.

    Reopened, a complaint has rounds of its own; handed on, met through another channel or under
    terms that were changed since, each counts by its own log.

    Raises:
        Forbidden: the actor may not see complaints.

    Law: M-complaints, O117-complaints
    """
    policies.require_see(actor)
    since, until, now = instant(period.first), instant(period.after), clock.now()
    rounds = list(office.rounds_between(actor, SUBJECT, list(CLOCKS), since, until, now))
    inside = Complaint.objects.of(actor).filter(filed_at__gte=since, filed_at__lt=until)
    kinds = _kinds(inside)
    missing = {one.ref for one in rounds} - kinds.keys()  # filed before, begun anew in it
    kinds |= _kinds(Complaint.objects.of(actor).filter(pk__in=missing))
    spells = [
        Spell(kinds[one.ref], CLOCKS[one.kind], one.state, one.is_late, one.worked_s)
        for one in rounds
    ]
    return Figures(period, now, spells, *_fates(inside))


def _kinds(found: TenantQuerySet[Complaint]) -> dict[str, str]:
    """Return the kinds of complaints by their ids as clocks know them."""
    return dict(found.order_by().values_list(Cast("id", CharField()), "kind"))


def _fates(inside: TenantQuerySet[Complaint]) -> tuple[dict[str, int], dict[str, int]]:
    filed, fates = dict.fromkeys(KINDS, 0), dict.fromkeys(FATES, 0)
    rows = inside.order_by().values_list("kind", "state", "outcome").annotate(Count("id"))
    for kind, state, outcome, number in rows:
        filed[kind] += number
        fates[_fate(state, outcome)] += number
    return filed, fates


def _fate(state: str, outcome: str) -> str:
    if state in (states.WITHDRAWN, states.MERGED):
        return state
    return outcome if state in (states.ANSWERED, states.CLOSED) else OPEN


@dataclass(frozen=True, slots=True)
class Point:
    """One month of one term: how many were kept of how many that are decided."""

    month: date
    kept: int
    late: int


def trend_of(actor: Actor, term: str, today: date) -> list[Point]:
    """Return the last twelve months of a term, the present one last.

    Raises:
        Forbidden: the actor may not see complaints.
    """
    policies.require_see(actor)
    months = months_before(today, BACK)
    found = office.rounds_by_month(
        actor, SUBJECT, [f"complaint_{term}"], instant(months[0]), clock.now()
    )
    by_month = {clock.to_date(one.month): one for one in found}
    return [
        Point(one, by_month[one].kept, by_month[one].late) if one in by_month else Point(one, 0, 0)
        for one in months
    ]


def fates_of_kind(actor: Actor, kind: str, since: datetime) -> dict[str, int]:
    """Return what became of the complaints of one kind that were filed since an instant.

    Raises:
        Forbidden: the actor may not see complaints.
    """
    policies.require_see(actor)
    found = Complaint.objects.of(actor).filter(kind=kind, filed_at__gte=since)
    return {fate: number for fate, number in _fates(found)[1].items() if number}


def reports_list(actor: Actor) -> TenantQuerySet[ComplaintFigures]:
    """Return the reports that were published and the drafts, the newest first."""
    policies.require_see(actor)
    return office.version_list(actor, ComplaintFigures)


def report_get(actor: Actor, report_id: UUID, *, lock: bool = False) -> ComplaintFigures:
    """Return one report.

    Raises:
        NotFound: no such report for this actor.
    """
    row = office.version_find(actor, ComplaintFigures, report_id, lock=lock)
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这份投诉处理情况报告。"))
    return row


def reports_public(actor: Actor) -> list[ComplaintFigures]:
    """Return what is published now, the newest version of each period, the last period first.
    It is for everybody: only what everybody may see stands in what a page shows of it."""
    found = ComplaintFigures.objects.of(actor).filter(state=ComplaintFigures.State.PUBLISHED)
    newest: dict[str, ComplaintFigures] = {}
    for one in found.order_by("version"):
        newest[one.period] = one
    return sorted(newest.values(), key=lambda one: one.period, reverse=True)
