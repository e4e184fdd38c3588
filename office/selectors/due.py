"""Ask about the clocks of many subjects of one kind at once: all of them, and which ends first."""

from collections.abc import Collection

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast

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


def subjects_counting(actor: Actor, kind: str) -> list[str]:
    """Return the refs of the subjects on which a clock of a kind is open."""
    found = Clock.objects.of(actor).filter(kind=kind, state__in=clocks.OPEN)
    return list(found.values_list("subject_ref", flat=True))


def nearest_due(actor: Actor, kind: str) -> Subquery:
    """Return, for a query of subjects of a kind by their ids, when the first open clock ends."""
    found = Clock.objects.of(actor).filter(
        subject_kind=kind,
        subject_ref=Cast(OuterRef("pk"), CharField()),
        state__in=clocks.OPEN,
        due_at__isnull=False,
    )
    return Subquery(found.order_by("due_at").values("due_at")[:1])
