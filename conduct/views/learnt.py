"""Learnt signals: what they are worth, what one makes of some words, who lets them run."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from conduct import policies, selectors, services
from conduct.models import Classifier
from conduct.selectors import words
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pages import page

HERE, MOST_TEXT = "conduct", 400
ACTS: dict[str, tuple[Callable[..., Classifier], Any]] = {
    "try": (services.classifier_try, gettext_lazy("已开始影子运行，只记录，不产生后果。")),
    "approve": (services.classifier_approve, gettext_lazy("模型已生效。")),
    "retire": (services.classifier_retire, gettext_lazy("模型已停用。")),
}


@page
@require_GET
def learnt(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the models with what was measured of each."""
    policies.require_see(actor)
    return _shown(request, actor)


def _shown(request: HttpRequest, actor: Actor, **more: Any) -> HttpResponse:
    rows = [_row(actor, one) for one in selectors.classifier_list(actor)[:50]]
    shown = {"section": HERE, "rows": rows, "can_train": policies.can_train(actor)}
    return render(request, "conduct/learnt.html", shown | more)


def _row(actor: Actor, one: Classifier) -> dict[str, Any]:
    measured = one.about["measured"]
    name, tone = words.MODELS[one.state]
    return {
        "one": one,
        "state": (name, tone),
        "measured": measured,
        "precision": _percent(measured["precision"]),
        "recall": _percent(measured["recall"]),
        "error": _percent(measured["calibration_error"]),
        "threshold": _percent(one.about["threshold"]),
        "table": [
            {
                "from": round(100 * low),
                "to": round(100 * high),
                "texts": texts,
                "said": _percent(said),
                "true": _percent(true),
            }
            for low, high, texts, said, true in measured["table"]
        ],
        "top": one.about["top"][:20],
        "can_try": one.state == Classifier.State.DRAFT,
        "can_approve": one.state == Classifier.State.SHADOW and one.tried_by_id != actor.user_id,
        "waits": one.state == Classifier.State.SHADOW and one.tried_by_id == actor.user_id,
        "can_retire": one.state != Classifier.State.RETIRED,
    }


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%"


@page
@require_POST
def ask(request: HttpRequest, actor: Actor, classifier_id: UUID) -> HttpResponse:
    """Show what a model makes of some words. Nothing is kept of them."""
    row = selectors.classifier_get(actor, classifier_id)
    policies.require_train(actor)
    text = request.POST.get("text", "")[:MOST_TEXT]
    said = selectors.classifier_try_on(row, text)
    return _shown(request, actor, asked=row.pk, text=text, said=said)


@page
@require_POST
def act(request: HttpRequest, actor: Actor, classifier_id: UUID, move: str) -> HttpResponse:
    """Let a model run in shadow, put it in force, retire it."""
    selectors.classifier_get(actor, classifier_id)
    policies.require_train(actor)
    if move not in ACTS:
        raise NotFound(_("没有这个操作。"))
    service, done = ACTS[move]
    return back(
        request,
        "conduct-learnt",
        lambda: service(actor=actor, classifier_id=classifier_id),
        str(done),
    )
