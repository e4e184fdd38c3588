"""What the tenant chooses about taxes: the versions, a draft, its publication by another person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from charter.selectors.words import cited
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office.views.version import Desk
from tax import forms, policies, selectors, services
from tax.models import TaxChoice
from tax.rules.choices import Choices
from tax.selectors import choice as words

HERE, CLAUSES = "tax", ("A16-cumulative", "A16-months", "N61-once", "A16-not-twice", "A15-offshore")


@page
@require_GET
def choices(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what holds, and every version."""
    rows = list(selectors.choice_list(actor)[:100])
    held = selectors.choices_in_force(actor)
    shown = {
        "section": HERE,
        "tab": "choices",
        "held": held,
        "told": words.choice_told(held.body),
        "rows": [(one, words.choice_name(one)) for one in rows],
        "clauses": [cited(one) for one in CLAUSES],
        "today": clock.today(),
        "can_settle": policies.can_settle(actor),
    }
    return render(request, "tax/choices.html", shown)


@page
@require_GET
def choice(request: HttpRequest, actor: Actor, choice_id: UUID) -> HttpResponse:
    """Show one version; of a draft what it changes."""
    row = selectors.choice_get(actor, choice_id)
    is_draft = row.state == TaxChoice.State.DRAFT
    held = selectors.choices_in_force(actor).body if is_draft else None
    shown = {
        "section": HERE,
        "row": row,
        "name": words.choice_name(row),
        "told": words.choice_told(Choices.of(row.body), held),
        "is_draft": is_draft,
        "is_own": row.author_id == actor.user_id,
        "can_settle": policies.can_settle(actor),
    }
    return render(request, "tax/choice.html", shown)


def _begun(actor: Actor) -> dict[str, str]:
    return forms.choices_values(selectors.choices_in_force(actor).body, clock.today())


def _values(row: TaxChoice) -> dict[str, str]:
    return forms.choices_values(Choices.of(row.body), row.effective_from, row.note)


def _keep(actor: Actor, values: dict[str, str], choice_id: UUID | None) -> TaxChoice:
    draft = forms.choices_draft(values)
    return services.choice_draft(actor=actor, draft=draft, choice_id=choice_id)


def _fault(one: Mapping[str, str]) -> str:
    return str(words.NUMBERS[one["at"]])


def _form(
    request: HttpRequest, values: dict[str, str], row: TaxChoice | None, faults: list[str]
) -> HttpResponse:
    shown: dict[str, Any] = {
        "section": HERE,
        "row": row,
        "given": values,
        "fields": words.choice_fields(values),
        "faults": faults,
        "today": clock.today(),
    }
    return render(request, "tax/choice_form.html", shown, status=422 if faults else 200)


DESK = Desk(
    one="tax-choice",
    every="tax-choices",
    require=policies.require_settle,
    get=selectors.choice_get,
    begun=_begun,
    values=_values,
    keep=_keep,
    fault=_fault,
    form=_form,
    publish=lambda actor, at: services.choice_publish(actor=actor, choice_id=at),
    discard=lambda actor, at: services.choice_discard(actor=actor, choice_id=at),
    kept=gettext_lazy("草稿已保存，请另一名合规专员核对后发布。"),
    published=gettext_lazy("已发布。生效日起开始的月份按这一版计算。"),
    discarded=gettext_lazy("草稿已作废。"),
)

draft, edit, publish, discard = DESK.pages()
