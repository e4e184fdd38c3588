"""Clues to possible crimes: the list, one with its evidence, the officer's decision."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from charter.selectors.words import cited
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from moderation import selectors as moderation
from moderation.models import Finding
from moderation.selectors.family import family_name
from moderation.selectors.words import excerpts_of
from oversight import policies, selectors, services
from oversight.models import Clue, Dispatch
from oversight.selectors import reported
from oversight.selectors.clue import OFFENCES, SOURCES, STATES

HERE, MOST = "outbox", 100
TONES = {"open": "act", "confirmed": "ok", "rejected": ""}


def _line(row: Clue) -> dict[str, Any]:
    return {
        "row": row,
        "offence": OFFENCES[row.offence],
        "source": SOURCES[row.source],
        "state": STATES[row.state],
        "tone": TONES[row.state],
        "citation": cited(row.clause).label,
        "is_held": row.hold is not None and row.hold.lifted_at is None,
        "edge": "act" if row.state == Clue.State.OPEN else "quiet",
    }


@page
@require_GET
def clues(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the clues, those that wait for an officer first."""
    rows = list(selectors.clue_list(actor)[:MOST])
    rows.sort(key=lambda one: one.state != Clue.State.OPEN)
    return render(
        request,
        "oversight/clues.html",
        {"section": HERE, "lines": [_line(one) for one in rows]},
    )


@page
@require_GET
def one(request: HttpRequest, actor: Actor, clue_id: UUID) -> HttpResponse:
    """Show one clue: what was found, what holds the evidence, what the police are told."""
    row = selectors.clue_get(actor, clue_id)
    reports = selectors.dispatches_of(actor, Dispatch.Origin.CLUE, row.pk)
    shown = {
        "section": HERE,
        "line": _line(row),
        "found": _found_of(actor, row),
        "row": row,
        "reports": [(one, reported.number_of(one), reported.STATES[one.state]) for one in reports],
        "can_decide": policies.can_report(actor) and row.state == Clue.State.OPEN,
        "can_report": policies.can_report(actor),
    }
    return render(request, "oversight/clue.html", shown)


@page
@require_GET
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the form of a clue that rests on a finding."""
    policies.doer_of_reports(actor)
    which = _uuid(request.GET.get("finding", ""))
    if which is None:
        return redirect("clues")
    finding = moderation.finding_get(actor, which)
    shown = {"section": HERE, "found": _found(finding), "offences": OFFENCES.items()}
    return render(request, "oversight/clue_new.html", shown)


def _found_of(actor: Actor, row: Clue) -> dict[str, Any] | None:
    """Return what a clue rests on, for those who decide about it."""
    if row.finding_id is None or not policies.can_report(actor):
        return None
    return _found(moderation.finding_get(actor, row.finding_id))


def _found(finding: Finding) -> dict[str, Any]:
    """Return a finding as a clue shows it: its words, while its broadcast can be read."""
    words = excerpts_of(finding.session, [finding]) if finding.excerpt else {}
    return {
        "finding": finding,
        "family": family_name(finding.code),
        "citation": cited(finding.clause).label,
        "said": str(words.get(finding.pk, {}).get("text", "")),
    }


@page
@require_POST
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open a clue; the evidence is held from now on."""
    policies.doer_of_reports(actor)
    which = _uuid(request.POST.get("finding", ""))
    if which is None:
        return redirect("clues")
    offence = request.POST.get("offence", "")
    act = partial(services.clue_open, actor=actor, finding_id=which, offence=offence)
    made = told(request, act, _("已立为线索：证据已留存，证据包开始制作，报告已起草。"))
    return redirect("clue", clue_id=made.pk) if made else redirect("clues")


@page
@require_POST
def decide(request: HttpRequest, actor: Actor, clue_id: UUID) -> HttpResponse:
    """Say whether the police are told, and why."""
    policies.doer_of_reports(actor)
    selectors.clue_get(actor, clue_id)
    act = partial(
        services.clue_decide,
        actor=actor,
        clue_id=clue_id,
        is_confirmed=request.POST.get("say") == "yes",
        reason=request.POST.get("reason", ""),
    )
    told(request, act, _("已决定。"))
    return redirect("clue", clue_id=clue_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
