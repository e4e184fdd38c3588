"""The editor: as a form or as text, with what is wrong and what it would catch beside it."""

from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from moderation.engine.checking import faults
from moderation.selectors.family import family_name
from studio import forms, policies, selectors, services
from studio.models import Rule, Version
from studio.rules.form import COUNTERS, KINDS, SPEAKERS
from studio.selectors import words

HERE = "studio"
Values = dict[str, Any]


@page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write a new rule."""
    policies.require_write(actor)
    if request.method != "POST":
        return _form(request, forms.values_of(None), None, None)
    values = forms.read(request.POST)
    try:
        wish = services.Wish(forms.body_of(values), values["note"])
        row = services.rule_create(actor=actor, name=values["name"], wish=wish)
    except DomainError as refusal:
        return _form(request, values, None, None, refusal)
    messages.success(request, _("草稿已保存。请先回测，再决定如何投入使用。"))
    return redirect("studio-rule", row.rule_id)


@page
def edit(request: HttpRequest, actor: Actor, rule_id: UUID) -> HttpResponse:
    """Word the draft of a rule anew, or begin one from what is in force."""
    policies.require_write(actor)
    rule = selectors.rule_get(actor, rule_id)
    versions = list(selectors.version_list(actor, rule_id))
    draft = next((one for one in versions if one.state == Version.State.DRAFT), None)
    if request.method != "POST":
        return _form(request, forms.values_of(draft or versions[0]), rule, draft)
    values = forms.read(request.POST)
    seen = request.POST.get("revision", "")
    try:
        wish = services.Wish(forms.body_of(values), values["note"])
        services.version_draft(
            actor=actor, rule_id=rule_id, wish=wish,
            revision=int(seen) if seen.isdecimal() else None,
        )  # fmt: skip
    except DomainError as refusal:
        return _form(request, values, rule, draft, refusal)
    messages.success(request, _("草稿已保存。请先回测，再决定如何投入使用。"))
    return redirect("studio-rule", rule_id)


def _form(
    request: HttpRequest,
    values: Values,
    rule: Rule | None,
    draft: Version | None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    found = list(refusal.extra.get("faults", ())) if refusal else []
    wrong = [one for one in found if one["field"] == "when"]
    shown = {
        "section": HERE,
        "rule": rule,
        "draft": draft,
        "values": values,
        "refusal": refusal.message if refusal else "",
        "faults": [_told(one) for one in found],
        "marked": words.marked(values["when"], wrong) if wrong else [],
        **choices(),
    }
    return render(request, "studio/edit.html", shown, status=422 if refusal else 200)


def _told(one: Values) -> Values:
    """Return a fault with its words, and whether it stands in the condition."""
    is_when = one.get("field", "when") == "when"
    return {**one, "text": words.fault(one), "is_when": is_when}


def choices() -> dict[str, Any]:
    """Return what the editor offers."""
    return {
        "families": words.family_choices(),
        "clauses": words.clause_choices(),
        "measures": list(words.MEASURES.items()),
        "suggestions": list(words.SUGGESTIONS.items()),
        "speakers": [(code, words.SPEAKERS[code]) for code in SPEAKERS],
        "kinds": [(code, words.KINDS[code]) for code in KINDS],
        "tiers": list(words.TIERS.items()),
        "counters": [(code, words.COUNTERS[code]) for code in COUNTERS],
    }


@page
@require_POST
def preview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is wrong with the fields as they stand, and which pasted lines they catch."""
    policies.require_write(actor)
    values = forms.read(request.POST)
    found = [one._asdict() for one in faults(values["when"], selectors.families(actor))]
    shown: Values = {
        "values": values,
        "faults": [_told(one) for one in found],
        "marked": words.marked(values["when"], found),
        "tried": [],
        "measures": [],
        "refusal": "",
        **choices(),
    }
    if not found:
        shown |= _tried(request, actor, values)
    return render(request, "studio/_preview.html", shown)


def _tried(request: HttpRequest, actor: Actor, values: Values) -> Values:
    text, speaker = request.POST.get("lines", ""), request.POST.get("speaker", "marketer")
    try:
        seen = services.lines_preview(
            actor=actor,
            body=forms.body_of(values),
            text=text,
            speaker=speaker if speaker in SPEAKERS else "marketer",
            record=forms.record_of(request.POST, selectors.families(actor)),
        )
    except DomainError as refusal:
        return {"refusal": refusal.message}
    except msgspec.ValidationError:
        return {"refusal": _("规则的格式不对。")}
    lines = [
        {
            "text": one.text,
            "is_caught": one.is_caught,
            "error": one.error,
            "suggestion": words.SUGGESTIONS[one.suggestion],
            "values": [(part, words.value(value)) for part, value in one.values],
            "families": list(dict.fromkeys(family_name(label.code) for label in one.labels)),
        }
        for one in seen.lines
    ]
    return {"tried": lines, "measures": [words.MEASURES[one] for one in seen.measures]}
