"""Tier policies: the versions, a draft, what it would do, its publication by a second person."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office.views.version import Desk
from tiers import forms, policies, selectors, services
from tiers.models import TierPolicy
from tiers.rules.grading import TIERS, Grading
from tiers.selectors import words
from tiers.selectors.names import policy_name

HERE = "tiers"


@page
@require_GET
def versions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the policy in force, the drafts, and every version before."""
    policies.require_see(actor)
    held = selectors.policy_in_force(actor)
    shown = {
        "section": HERE,
        "held": held,
        "rows": [(one, policy_name(one)) for one in selectors.policy_list(actor)[:100]],
        "summary": summary_of(held.body),
        "today": clock.today(),
        "can_grade": policies.can_grade(actor),
    }
    return render(request, "tiers/policies.html", shown)


def _begun(actor: Actor) -> dict[str, str]:
    return forms.values_of(selectors.policy_in_force(actor).body, clock.today())


def _values(row: TierPolicy) -> dict[str, str]:
    return forms.values_of(Grading.of(row.body), row.effective_from, row.note)


def _keep(actor: Actor, values: dict[str, str], policy_id: UUID | None) -> TierPolicy:
    draft = forms.draft_of(values)
    return services.policy_draft(actor=actor, draft=draft, policy_id=policy_id)


def _form(
    request: HttpRequest, values: dict[str, str], row: TierPolicy | None, faults: list[str]
) -> HttpResponse:
    shown = forms.rows_of(values) | {
        "section": HERE,
        "row": row,
        "faults": faults,
        "today": clock.today(),
    }
    return render(request, "tiers/policy_form.html", shown, status=422 if faults else 200)


DESK = Desk(
    one="tier-policy",
    every="tier-policies",
    require=policies.require_grade,
    get=selectors.policy_get,
    begun=_begun,
    values=_values,
    keep=_keep,
    fault=lambda one: words.fault(one["code"], one["at"]),
    form=_form,
    publish=lambda actor, at: services.policy_publish(actor=actor, policy_id=at),
    discard=lambda actor, at: services.policy_discard(actor=actor, policy_id=at),
    kept=gettext_lazy("草稿已保存。下面是它对现有直播间的影响。"),
    published=gettext_lazy("已发布。到生效日起按这一版评定。"),
    discarded=gettext_lazy("草稿已作废。"),
)

draft, edit, publish, discard = DESK.pages()


@page
@require_GET
def policy(request: HttpRequest, actor: Actor, policy_id: UUID) -> HttpResponse:
    """Show one version and, while it is a draft, what it would do to today's rooms."""
    policies.require_see(actor)
    row = selectors.policy_get(actor, policy_id)
    grading = Grading.of(row.body)
    is_draft = row.state == TierPolicy.State.DRAFT
    seen = selectors.preview(actor, grading) if is_draft else None
    shown = {
        "section": HERE,
        "row": row,
        "name": policy_name(row),
        "is_draft": is_draft,
        "is_own": row.author_id == actor.user_id,
        "can_grade": policies.can_grade(actor),
        "summary": summary_of(grading),
        "seen": seen,
        "tier_names": [(tier, words.tier_name(tier)) for tier in TIERS],
        "matrix": _matrix(seen) if seen else [],
        "moves": _moves(seen, grading) if seen else [],
        "spreads": [_spread(one) for one in seen.spreads] if seen else [],
    }
    return render(request, "tiers/policy.html", shown)


def _matrix(seen: selectors.Preview) -> list[dict[str, Any]]:
    return [
        {
            "name": words.tier_name(before),
            "total": total,
            "cells": [
                {"count": count, "to": words.tier_name(after), "way": _way(before, after)}
                for after, count in cells
            ],
        }
        for before, cells, total in seen.rows
    ]


def _way(before: str, after: str) -> str:
    difference = TIERS.index(after) - TIERS.index(before)
    return "up" if difference > 0 else "down" if difference else "same"


def _moves(seen: selectors.Preview, grading: Grading) -> list[dict[str, Any]]:
    return [
        {
            "operator": one.operator,
            "before": words.tier_name(one.before),
            "after": words.tier_name(one.decision.tier),
            "rooms": one.rooms,
            "held": one.decision.held,
            "way": _way(one.before, one.decision.tier),
            "why": words.reason_of(one.decision.kept(), grading),
        }
        for one in seen.moves
    ]


WIDTH, HEIGHT = 100, 60


def _spread(one: Any) -> dict[str, Any]:
    """Return a histogram as places in a drawing: equal columns, a line where each begins."""
    code, columns = one.dimension.code, len(one.bars) or 1
    width = WIDTH / columns
    kinds = {line.at: line.kind for line in one.lines}
    points = {step.at: step.points for step in one.dimension.steps}
    bars = [
        {
            "x": round(place * width + 0.5, 2),
            "width": round(width - 1, 2),
            "line": round(place * width, 2),
            "height": round(HEIGHT * number / one.most, 2) if one.most else 0,
            "y": round(HEIGHT - HEIGHT * number / one.most, 2) if one.most else HEIGHT,
            "number": number,
            "at": words.amount(code, start),
            "kind": kinds.get(start, ""),
            "tier": words.tier_name(kinds[start]) if kinds.get(start, "step") != "step" else "",
            "points": points.get(start, 0) * one.dimension.weight,
        }
        for place, (start, _end, number) in enumerate(one.bars)
    ]
    return {"name": words.dimension_name(one.dimension), "bars": bars, "spread": one}


def summary_of(grading: Grading) -> dict[str, Any]:
    """Return a policy as it is read."""
    return {
        "grading": grading,
        "score": [(words.tier_name(tier), bound) for tier, bound in grading.score.items()],
        "dimensions": [
            {
                "name": words.dimension_name(one),
                "weight": one.weight,
                "steps": [(words.amount(one.code, step.at), step.points) for step in one.steps],
                "alone": [
                    (
                        words.tier_name(tier),
                        words.amount(one.code, bound.up),
                        words.amount(one.code, bound.down),
                    )
                    for tier, bound in one.alone.items()
                ],
                "goods": [
                    (name, goods.points, words.tier_name(goods.tier) if goods.tier else "")
                    for name, goods in one.categories.items()
                ],
            }
            for one in grading.dimensions
        ],
        "rights": [
            {
                "name": words.tier_name(tier),
                "rights": grading.rights[tier],
                "services": words.rights_named(grading.rights[tier].services),
                "functions": words.rights_named(grading.rights[tier].functions),
            }
            for tier in TIERS
        ],
    }
