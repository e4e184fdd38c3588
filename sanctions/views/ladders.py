"""Ladders: the versions, a draft, its dry run, its publication by a second person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office.views.version import Desk
from sanctions import forms, policies, selectors, services
from sanctions.models import LadderPolicy
from sanctions.rules.ladder import Ladder
from sanctions.selectors import words
from sanctions.selectors.names import ladder_name
from sanctions.views.sanctions import HERE

WIDTH, HEIGHT = 100, 60


def summary_of(ladder: Ladder) -> list[dict[str, Any]]:
    """Return a ladder as it is read."""
    return [
        {
            "one": one,
            "name": words.violation(one),
            "clause": words.cited(one.clause),
            "steps": [(words.rung(step.rung), step.days) for step in one.steps],
        }
        for one in ladder.violations
    ]


@page
@require_GET
def ladders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the ladder in force and every version."""
    policies.require_see(actor)
    held = selectors.ladder_in_force(actor)
    shown = {
        "section": HERE,
        "tab": "ladder",
        "held": held,
        "rows": [(one, ladder_name(one)) for one in selectors.ladder_list(actor)[:100]],
        "summary": summary_of(held.body),
        "terms": held.body.terms,
        "today": clock.today(),
        "can_decide": policies.can_decide(actor),
        "appeals": selectors.appeals_open(actor),
    }
    return render(request, "sanctions/ladders.html", shown)


@page
@require_GET
def ladder(request: HttpRequest, actor: Actor, ladder_id: UUID) -> HttpResponse:
    """Show one version and, while it is a draft, what it would have made of past findings."""
    policies.require_see(actor)
    row = selectors.ladder_get(actor, ladder_id)
    said, is_draft = Ladder.of(row.body), row.state == LadderPolicy.State.DRAFT
    seen = selectors.preview(actor, said) if is_draft else None
    shown = {
        "section": HERE,
        "row": row,
        "name": ladder_name(row),
        "is_draft": is_draft,
        "is_own": row.author_id == actor.user_id,
        "can_decide": policies.can_decide(actor),
        "summary": summary_of(said),
        "terms": said.terms,
        "seen": seen,
        "bars": _bars(seen) if seen else [],
    }
    return render(request, "sanctions/ladder.html", shown)


def _bars(seen: selectors.Preview) -> list[dict[str, Any]]:
    """Return the histogram as places in a drawing: two columns for each rung, now and then."""
    wide = WIDTH / len(seen.columns)
    return [
        {
            "one": one,
            "now": _bar(place * wide + wide * 0.12, wide * 0.36, one.now, seen.most),
            "then": _bar(place * wide + wide * 0.52, wide * 0.36, one.then, seen.most),
        }
        for place, one in enumerate(seen.columns)
    ]


def _bar(x: float, width: float, count: int, most: int) -> dict[str, float]:
    height = HEIGHT * count / most if most else 0
    return {
        "x": round(x, 2),
        "width": round(width, 2),
        "height": round(height, 2),
        "y": round(HEIGHT - height, 2),
    }


def _begun(actor: Actor) -> dict[str, str]:
    return forms.values_of(selectors.ladder_in_force(actor).body, clock.today())


def _values(row: LadderPolicy) -> dict[str, str]:
    return forms.values_of(Ladder.of(row.body), row.effective_from, row.note)


def _keep(actor: Actor, values: dict[str, str], ladder_id: UUID | None) -> LadderPolicy:
    draft = forms.draft_of(values)
    return services.ladder_draft(actor=actor, draft=draft, ladder_id=ladder_id)


def _fault(one: Mapping[str, str]) -> str:
    return f"{one['at']} {words.FAULTS[one['code']]}".strip()


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say of each step what it is called."""
    for row in rows:
        for step in row["steps"]:
            step["name"] = words.RUNGS.get(step["rung"], step["rung"])
    return rows


def _form(
    request: HttpRequest, values: dict[str, str], row: LadderPolicy | None, faults: list[str]
) -> HttpResponse:
    shown = {
        "section": HERE,
        "row": row,
        "given": values,
        "rows": _named(forms.rows_of(values)),
        "rungs": words.RUNGS.items(),
        "clauses": words.clause_choices(),
        "known": law.register(),
        "faults": faults,
        "today": clock.today(),
    }
    return render(request, "sanctions/ladder_form.html", shown, status=422 if faults else 200)


DESK = Desk(
    one="ladder",
    every="ladders",
    require=policies.require_person,
    get=selectors.ladder_get,
    begun=_begun,
    values=_values,
    keep=_keep,
    fault=_fault,
    form=_form,
    publish=lambda actor, at: services.ladder_publish(actor=actor, ladder_id=at),
    discard=lambda actor, at: services.ladder_discard(actor=actor, ladder_id=at),
    kept=gettext_lazy("草稿已保存。下面是按过去的发现试算的结果。"),
    published=gettext_lazy("已发布。到生效日起按这一版处罚。"),
    discarded=gettext_lazy("草稿已作废。"),
)

draft, edit, publish, discard = DESK.pages()
