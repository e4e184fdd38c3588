"""Take in what the platform reports of its operators."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from parties.selectors import operators
from tiers import policies, selectors
from tiers.models import Figure
from tiers.rules.grading import CATEGORIES
from tiers.services.standing import operators_doubt

MOST, MOST_NAMES, LONGEST_NAME = 1000, 50, 60


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure as it was reported: whose, by the platform's own number or ours."""

    operator: str
    dimension: str
    on: date
    value: float = 0.0
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many figures were kept, and which were not: (place, code)."""

    accepted: int
    rejected: tuple[tuple[int, str], ...]


@transaction.atomic
def figures_report(*, actor: Actor, figures: Sequence[Reported]) -> Receipt:
    """Keep figures of operators. The same again changes nothing; another value of a day replaces.

    Raises:
        Forbidden: only the platform's own systems report.
        Invalid: none, or more than a thousand at once.

    Law: M-tiering
    """
    policies.require_report(actor)
    if not 0 < len(figures) <= MOST:
        raise Invalid(_("一次上报 1–%(most)d 项指标。") % {"most": MOST}, field="figures")
    owners = _owners(actor, figures)
    codes = selectors.reportable(actor)
    good: dict[tuple[UUID, str, date], Reported] = {}
    rejected = []
    for at, one in enumerate(figures):
        owner = owners.get(one.operator)
        fault = _fault(one, owner, codes)
        if fault or owner is None:
            rejected.append((at, fault))
        else:
            good[owner, one.dimension, one.on] = one
    changed = _keep(actor, good)
    if changed:
        _note(actor, changed)
        operators_doubt(actor=actor, operator_ids={one.operator_id for one in changed})
    return Receipt(len(figures) - len(rejected), tuple(rejected))


def _owners(actor: Actor, figures: Sequence[Reported]) -> dict[str, UUID]:
    named = {one.operator for one in figures}
    ids = {str(UUID(name)): name for name in named if _is_id(name)}
    known = operators.operator_list(actor).filter(pk__in=ids).values_list("id", flat=True)
    return operators.operators_by_number(actor, named) | {ids[str(pk)]: pk for pk in known}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _fault(one: Reported, owner: UUID | None, codes: frozenset[str]) -> str:
    if owner is None:
        return "operator_unknown"
    if one.dimension not in codes:
        return "dimension_unknown"
    if one.on > clock.today():
        return "in_the_future"
    if one.dimension == CATEGORIES:
        return "" if _are_names(one.values) else "values_invalid"
    is_number = math.isfinite(one.value) and 0 <= one.value <= 1e15 and not one.values
    return "" if is_number else "value_invalid"


def _are_names(values: tuple[str, ...]) -> bool:
    sound = all(
        0 < len(name.strip()) <= LONGEST_NAME and not personal.names_somebody(name)
        for name in values
    )
    return sound and len(values) <= MOST_NAMES


def _keep(actor: Actor, good: dict[tuple[UUID, str, date], Reported]) -> list[Figure]:
    """Write what is new or another than before; return it."""
    wanted = [
        Figure(
            tenant_id=actor.tenant_id,
            operator_id=operator_id,
            dimension=dimension,
            on=on,
            number=one.value,
            names=sorted({name.strip() for name in one.values}),
        )
        for (operator_id, dimension, on), one in sorted(good.items(), key=lambda each: each[0])
    ]
    operator_ids = {one.operator_id for one in wanted}
    days = {one.on for one in wanted}
    rows = Figure.objects.of(actor).filter(operator_id__in=operator_ids, on__in=days)
    before = {(row.operator_id, row.dimension, row.on): (row.number, row.names) for row in rows}
    changed = [
        one
        for one in wanted
        if before.get((one.operator_id, one.dimension, one.on)) != (one.number, one.names)
    ]
    Figure.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["tenant", "operator", "dimension", "on"],
        update_fields=["number", "names", "reported_at"],
    )
    return changed


def _note(actor: Actor, changed: list[Figure]) -> None:
    """Record what came, with a digest of it: which figures they were can be proved later."""
    rows: list[list[Any]] = [
        [str(one.operator_id), one.dimension, one.on.isoformat(), one.number, *one.names]
        for one in changed
    ]
    record.entry_append(
        actor=actor,
        action="tiers.figures_reported",
        subject=("tenant", actor.tenant_id),
        clause="M-tiering",
        after={"figures": rows},
        data={
            "figures": len(rows),
            "operators": len({one.operator_id for one in changed}),
            "dimensions": sorted({one.dimension for one in changed}),
        },
    )
