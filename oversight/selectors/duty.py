"""Readings of controls, now and then; who had charge of an article."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.db.models import QuerySet

from accounts import selectors as accounts
from livecompliance.kernel import clock, duties, law
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.duties import Control, Reading
from oversight.models import Charge, DutyReading
from oversight.rules.articles import Article, article_of

TREND_DAYS = 60
KNOWN_FOR = timedelta(days=7)  # an older reading says nothing of a day


@dataclass(frozen=True, slots=True)
class Seen:
    """What one control found, and when it looked.

    Args:
        control: its name.
        at: when it looked.
    """

    control: str
    reading: Reading
    at: datetime

    @property
    def title(self) -> str:
        """Return what the control is called; its name where it is no longer there."""
        known = duties.control_find(self.control)
        return self.control if known is None else str(known.title)

    def said(self) -> str:
        """Return it in the language of the moment."""
        held, known = self.reading, duties.control_find(self.control)
        values = {**held.data, "figure": held.figure, "of": held.of}
        return held.code if known is None else duties.said(known, held.code, values)


@cache
def _placed() -> Mapping[str, tuple[str, ...]]:
    """Return the names of the controls by the key of the article that they keep."""
    found: dict[str, list[str]] = {}
    for control in duties.controls():
        for clause in map(law.clause, control.clauses):
            row = article_of(clause.instrument, clause.article)
            if row is not None and control.name not in found.setdefault(row.key, []):
                found[row.key].append(control.name)
    return {key: tuple(names) for key, names in found.items()}


def controls_of(article: Article) -> list[Control]:
    """Return the controls that keep the clauses of an article."""
    found = map(duties.control_find, _placed().get(article.key, ()))
    return [one for one in found if one is not None]


def readings_now(actor: Actor) -> dict[str, Seen]:
    """Have every control look at the facts of now, as the product: it tells numbers, no names."""
    at, product = clock.now(), system_actor(actor.tenant_id)
    return {one.name: Seen(one.name, one.read(product, at), at) for one in duties.controls()}


def readings_at(actor: Actor, tenant_id: UUID, at: datetime) -> dict[str, Seen]:
    """Return what every control had last found by an instant; nothing of those that did not look.

    Every control's reading is kept once a day: one that is older than a week is nobody's word.
    """
    found = DutyReading.objects.of(actor).filter(tenant_id=tenant_id)
    found = found.filter(at__lte=at, at__gt=at - KNOWN_FOR).order_by("control", "-at", "-id")
    return {one.control: seen_of(one) for one in found.distinct("control")}


def readings_since(
    actor: Actor, tenant_id: UUID, controls: Iterable[str], days: int
) -> QuerySet[DutyReading]:
    """Return what controls found in the last days, the latest in front."""
    found = DutyReading.objects.of(actor).filter(tenant_id=tenant_id, control__in=list(controls))
    return found.filter(at__gte=clock.now() - timedelta(days=days)).order_by("-at", "control")


def seen_of(row: DutyReading) -> Seen:
    """Return a reading as it was kept."""
    state = duties.State(row.state)
    held = Reading(state, row.code, row.figure, row.of, row.due_at, row.data)
    return Seen(row.control, held, row.at)


def charges_at(actor: Actor, tenant_id: UUID, at: datetime) -> dict[str, Charge]:
    """Return who had charge of each article at an instant."""
    found = Charge.objects.of(actor).filter(tenant_id=tenant_id, at__lte=at)
    found = found.select_related("owner").defer(*accounts.kept_back("owner"))
    last = found.order_by("article", "-at", "-id").distinct("article")
    return {one.article: one for one in last}


def charge_history(actor: Actor, tenant_id: UUID, article: str) -> QuerySet[Charge]:
    """Return every word about who has charge of an article, the latest in front."""
    found = Charge.objects.of(actor).filter(tenant_id=tenant_id, article=article)
    return found.select_related("owner", "set_by").order_by("-at", "-id")
