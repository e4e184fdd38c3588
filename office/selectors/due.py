"""Ask about the clocks of many subjects of one kind at once: all of them, and which ends first."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import CharField, Exists, Min, OuterRef, Subquery
from django.db.models.functions import Cast

from livecompliance.kernel import clock as the_clock
from livecompliance.kernel.actors import Actor
from office.models import Clock
from office.rules import clocks


def clocks_by_subject(actor: Actor, kind: str, refs: Collection[object]) -> dict[str, list[Clock]]:
    """Return the open clocks of subjects by their refs, the one that ends first in front."""
    held: dict[str, list[Clock]] = {str(one): [] for one in refs}
    found = Clock.objects.of(actor).filter(
        subject_kind=kind, subject_ref__in=list(held), state__in=clocks.OPEN
    )
    for one in found.select_related("owner").order_by("due_at", "id"):  # NULL comes last
        held[one.subject_ref].append(one)
    return held


class Ran(NamedTuple):
    """The present round of a clock: when it is due, when it ended, whether it is or was late."""

    due_at: datetime | None
    ended_at: datetime | None
    is_late: bool


def clocks_last(
    actor: Actor, kind: str, refs: Collection[object], wanted: Collection[str]
) -> dict[str, dict[str, Ran]]:
    """Return the clocks of subjects, ended or not, by their refs and kinds: one question."""
    held: dict[str, dict[str, Ran]] = {str(one): {} for one in refs}
    found = Clock.objects.of(actor).filter(
        subject_kind=kind, subject_ref__in=list(held), kind__in=wanted
    )
    now = the_clock.now()
    for one in found.only("subject_ref", "kind", "due_at", "ended_at", "breached_at"):
        is_over = one.ended_at is None and one.due_at is not None and one.due_at < now
        held[one.subject_ref][one.kind] = Ran(
            one.due_at, one.ended_at, one.breached_at is not None or is_over
        )
    return held


def subjects_counting(actor: Actor, *kinds: str) -> list[str]:
    """Return the refs of the subjects on which a clock of one of these kinds is open."""
    found = Clock.objects.of(actor).filter(kind__in=kinds, state__in=clocks.OPEN)
    return list(found.values_list("subject_ref", flat=True))


def has_running(actor: Actor, kind: str) -> Exists:
    """Return, for a query of subjects of a kind by their ids, whether a clock is open on them."""
    found = Clock.objects.of(actor).filter(
        subject_kind=kind,
        subject_ref=Cast(OuterRef("pk"), CharField()),
        state__in=clocks.OPEN,
    )
    return Exists(found)


def nearest_due(actor: Actor, kind: str) -> Subquery:
    """Return, for a query of subjects of a kind by their ids, when the first open clock ends.

    The least of a subject's own few, by the index of subjects: asked for as the first in order, the
    database would walk through everybody's clocks in the order of their ends, once a row.
    """
    found = Clock.objects.of(actor).filter(
        subject_kind=kind,
        subject_ref=Cast(OuterRef("pk"), CharField()),
        state__in=clocks.OPEN,
        due_at__isnull=False,
    )
    return Subquery(
        found.order_by().values("subject_ref").annotate(ends=Min("due_at")).values("ends")
    )
