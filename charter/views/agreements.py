"""Agreements: in which state, what lapses soon, who signed, whether they are kept."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from charter import forms, policies, selectors, services
from charter.models import Agreement
from charter.rules import items
from charter.selectors.words import ENDS, ITEMS, KINDS, cited, word_of
from charter.services import check, dated
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office import selectors as office

HERE = "charter"
PAGE = 50
TONES = {
    "lapsing": "watch", "lapsed": "act", "waiting": "info", "in_force": "ok", "future": "info",
}  # fmt: skip


@page
@require_GET
def agreements(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List agreements by state, those that lapse soon first when nothing is asked for."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    found = selectors.agreement_list(actor, kind=kind, state=state)
    start = _start(request)
    rows = list(found[start : start + PAGE + 1])
    shown = {
        "section": HERE,
        "show": "agreements",
        "counts": [
            (one, word_of(one), number, TONES.get(one, ""))
            for one, number in selectors.agreement_counts(actor).items()
        ],
        "rows": [_line(one) for one in rows[:PAGE]],
        "next": start + PAGE if len(rows) > PAGE else 0,
        "kind": kind,
        "state": state,
        "kinds": [(one, KINDS[one]) for one in items.AGREEMENTS],
    }
    return render(request, "charter/agreements.html", shown)


def _start(request: HttpRequest) -> int:
    raw = request.GET.get("from", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 0


def _line(agreement: Agreement) -> dict[str, Any]:
    state = selectors.state_of(agreement)
    return {
        "agreement": agreement,
        "kind": KINDS[agreement.kind],
        "state": word_of(state),
        "tone": TONES.get(state, ""),
    }


@page
@require_GET
def agreement(request: HttpRequest, actor: Actor, agreement_id: UUID) -> HttpResponse:
    """Show one agreement: the text, who signed, its term, whether it is kept."""
    policies.require_see(actor)
    found = selectors.agreement_get(actor, agreement_id)
    today = clock.today()
    can_write = policies.can_write(actor)
    shown = {
        "section": HERE,
        "show": "agreements",
        "line": _line(found),
        "one": found,
        "ended": ENDS.get(found.end_kind, ""),
        "signed": [
            {
                "acceptance": one.acceptance,
                "name": personal.mask("name", one.name) if one.name else "",
                "ip": personal.mask("ip", one.ip) if one.ip else "",
            }
            for one in selectors.signed_list(actor, found)
        ],
        "is_checked": found.counterpart_id is not None,
        "checks": [
            {"check": one, "item": _item(one.item), "result": word_of(one.result)}
            for one in selectors.check_list(actor, found)[:50]
        ],
        "clocks": office.countdowns(actor, (check.SUBJECT, found.pk)),
        "choices": [
            (one.code, ITEMS[one.code], cited(one.clause)) for one in items.wanted(found.kind)
        ],
        "files": [(one.pk, office.file_name(one)) for one in office.file_shelf(actor)[:50]]
        if can_write
        else [],
        "can_write": can_write and found.ended_at is None,
        "today": today,
        "usual": today + timedelta(days=check.usual_days(actor)) if can_write else today,
        "latest": today + dated.LATEST,
    }
    return render(request, "charter/agreement.html", shown)


def _item(code: str) -> str:
    return str(ITEMS.get(code, _("全部约定")))


@page
@require_POST
def terminate(request: HttpRequest, actor: Actor, agreement_id: UUID) -> HttpResponse:
    """End an agreement before its term."""
    policies.require_write(actor)
    reason = request.POST.get("reason", "")
    return _back(
        request,
        agreement_id,
        lambda: services.agreement_end(actor=actor, agreement_id=agreement_id, reason=reason),
        _("协议已终止。"),
    )


@page
@require_POST
def look(request: HttpRequest, actor: Actor, agreement_id: UUID) -> HttpResponse:
    """Record that somebody looked whether an agreement is kept."""
    return _back(
        request,
        agreement_id,
        lambda: services.check_record(
            actor=actor, agreement_id=agreement_id, seen=forms.seen_of(request.POST)
        ),
        _("已记录，下次检查重新计时。"),
    )


def _back(request: HttpRequest, agreement_id: UUID, act: Any, done: str) -> HttpResponse:
    return back(request, reverse("charter-agreement", args=[agreement_id]), act, done)
