"""Rules and agreement texts: what holds, drafts, publication, objections."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.answers import back
from charter import forms, policies, selectors, services
from charter.models import Version
from charter.rules import items, terms, texts
from charter.selectors.words import ITEMS, KINDS, cited
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid, NotFound
from livecompliance.kernel.pages import page

HERE = "charter"
SHOWN = {"rules": (*items.HOUSE, *items.RULES), "texts": items.AGREEMENTS}


@page
@require_GET
def shelf(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show every kind of rule, or of agreement text, as it stands today."""
    policies.require_see(actor)
    show = request.GET.get("show", "rules")
    show = show if show in SHOWN else "rules"
    shown = {
        "section": HERE,
        "show": show,
        "shelves": [
            {"shelf": one, "name": KINDS[one.kind], "past": selectors.kept_past(one)}
            for one in selectors.shelves(actor, _kinds(actor, show))
        ],
        "open_objections": selectors.objections_open(actor),
        "can_write": policies.can_write(actor),
    }
    return render(request, "charter/texts.html", shown)


def _kinds(actor: Actor, show: str) -> list[str]:
    """Return the kinds on a tab; an agency's own rules only where the tenant is one."""
    return [one for one in SHOWN[show] if one in selectors.kinds_of(actor)]


@page
@require_GET
def text(request: HttpRequest, actor: Actor, version_id: UUID) -> HttpResponse:
    """Show one version: its text, what differs, where the law's items stand, what was said."""
    policies.require_see(actor)
    version = selectors.version_get(actor, version_id)
    return render(request, "charter/text.html", _shown(actor, version))


def _shown(actor: Actor, version: Version) -> dict[str, Any]:
    current = selectors.in_force(actor, version.kind)
    is_other = current is not None and current.pk != version.pk
    missing = {one.code for one in selectors.missing_items(version)}
    today = clock.today()
    is_change = current is not None and version.kind in items.PUBLIC
    first = terms.earliest_effect(law.clause(services.CHANGED), today) if is_change else today
    return {
        "section": HERE,
        "show": "rules" if version.kind not in items.AGREEMENTS else "texts",
        "version": version,
        "name": KINDS[version.kind],
        "current": current if is_other else None,
        "is_current": current is not None and not is_other,
        "lines": texts.compare(current.body_zh, version.body_zh) if current and is_other else [],
        "paragraphs": texts.paragraphs(version.body_zh, version.marks),
        "items": [
            {
                "code": one.code,
                "name": ITEMS[one.code],
                "clause": cited(one.clause),
                "passages": version.marks.get(one.code, []),
                "is_missing": one.code in missing,
            }
            for one in items.markable(version.kind)
        ],
        "missing": len(missing),
        "objections": selectors.objection_list(actor, version.pk)[:100],
        "first_day": first,
        "last_day": today + timedelta(days=366),
        "today": today,
        "can_write": policies.can_write(actor),
        "is_rule": version.kind not in items.AGREEMENTS,
    }


@page
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """Begin the next version of a kind of text, from the one that holds."""
    policies.require_write(actor)
    if kind not in selectors.kinds_of(actor):
        raise NotFound(_("没有这类文本。"))
    if request.method == "POST":
        made, wrong = _tried(
            lambda: services.version_draft(
                actor=actor, kind=kind, draft=forms.draft_of(request.POST)
            )
        )
        if made is not None:
            return redirect("charter-text", version_id=made.pk)
        return _form(request, kind, _typed(request), wrong)
    current = selectors.in_force(actor, kind)
    return _form(request, kind, _fields(current) if current else {"is_material": True})


@page
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, actor: Actor, version_id: UUID) -> HttpResponse:
    """Change a draft."""
    policies.require_write(actor)
    version = selectors.version_get(actor, version_id)
    if request.method == "POST":
        made, wrong = _tried(
            lambda: services.version_edit(
                actor=actor, version_id=version_id, draft=forms.draft_of(request.POST)
            )
        )
        if made is not None:
            return redirect("charter-text", version_id=made.pk)
        return _form(request, version.kind, _typed(request), wrong, version)
    return _form(request, version.kind, _fields(version), version=version)


def _tried(act: Any) -> tuple[Version | None, DomainError | None]:
    """Do something; return what was made, or what was wrong with what somebody typed."""
    try:
        return act(), None
    except (Invalid, services.DraftExists) as refusal:
        return None, refusal


def _fields(version: Version) -> dict[str, Any]:
    is_draft = version.state == Version.State.DRAFT
    changes = version.changes if is_draft else {}
    return {
        "title_zh": version.title.get("zh", ""),
        "title_en": version.title.get("en", ""),
        "changes_zh": changes.get("zh", ""),
        "changes_en": changes.get("en", ""),
        "body_zh": version.body_zh,
        "body_en": version.body_en,
        "is_material": version.is_material,
        "term_months": version.term_months or "",
    }


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {**request.POST.dict(), "is_material": request.POST.get("is_material") == "on"}


def _form(
    request: HttpRequest,
    kind: str,
    given: dict[str, Any],
    wrong: DomainError | None = None,
    version: Version | None = None,
) -> HttpResponse:
    shown = {
        "section": HERE,
        "kind": kind,
        "name": KINDS[kind],
        "given": given,
        "wrong": wrong,
        "version": version,
        "is_rule": kind not in items.AGREEMENTS,
        "wanted": [(ITEMS[one.code], cited(one.clause)) for one in items.wanted(kind)],
    }
    return render(request, "charter/draft.html", shown, status=wrong.status if wrong else 200)


@page
@require_POST
def mark(request: HttpRequest, actor: Actor, version_id: UUID) -> HttpResponse:
    """Point to the paragraphs in which a text says what the law wants."""
    given = request.POST
    passages = [one for one in given.getlist("passage") if one]
    return _back(
        request,
        version_id,
        lambda: services.version_mark(
            actor=actor, version_id=version_id, item=given.get("item", ""), passages=passages
        ),
        _("已标注。") if passages else _("标注已取消。"),
    )


@page
@require_POST
def publish(request: HttpRequest, actor: Actor, version_id: UUID) -> HttpResponse:
    """Publish a draft for a day to come."""
    given = request.POST

    def act() -> Version:
        until = given.get("objections_until", "")
        return services.version_publish(
            actor=actor,
            version_id=version_id,
            effective_on=forms.day_of(given, "effective_on"),
            objections_until=forms.day_of(given, "objections_until") if until else None,
        )

    return _back(request, version_id, act, _("已公布，可以在公开页面查看。"))


@page
@require_POST
def withdraw(request: HttpRequest, actor: Actor, version_id: UUID) -> HttpResponse:
    """Take a draft, or a text whose day has not come, back."""
    reason = request.POST.get("reason", "")

    def act() -> Version:
        return services.version_withdraw(actor=actor, version_id=version_id, reason=reason)

    return _back(request, version_id, act, _("已撤回。"))


@page
@require_POST
def answer(request: HttpRequest, actor: Actor, objection_id: UUID) -> HttpResponse:
    """Answer an objection."""
    policies.require_write(actor)
    found = selectors.objection_get(actor, objection_id)
    said = request.POST.get("answer", "")
    return _back(
        request,
        found.version_id,
        lambda: services.objection_answer(actor=actor, objection_id=objection_id, answer=said),
        _("已答复。"),
    )


def _back(request: HttpRequest, version_id: UUID, act: Any, done: str) -> HttpResponse:
    return back(request, reverse("charter-text", args=[version_id]), act, done)
