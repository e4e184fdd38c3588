"""Decisions: the list, one, a new one, the printed notice; review and early end."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.pages import number, page
from moderation import selectors as moderation
from office import selectors as office
from parties import selectors as parties
from sanctions import forms, policies, selectors, services
from sanctions.models import Sanction
from sanctions.rules import ladder as rules
from sanctions.selectors import words

HERE, PAGE, CHOICES = "sanctions", 50, 200
TONES = {"proposed": "watch", "in_force": "act", "overturned": "ok", "changed": "ok"}


def wanted_of(given: Any) -> selectors.Wanted:
    """Return what somebody asked to see, whatever he wrote."""
    state, rung = given.get("state", ""), given.get("rung", "")
    return selectors.Wanted(
        state if state in words.STATES else "",
        rung if rung in words.RUNGS else "",
        given.get("q", "").strip()[:60],
    )


def line_of(row: Sanction, ladder: rules.Ladder) -> dict[str, Any]:
    """Return a decision as it is shown in a list."""
    return {
        "row": row,
        "rung": words.rung(row.rung),
        "state": words.STATES[row.state],
        "tone": TONES.get(row.state, ""),
        "violation": words.violation(ladder.violation(row.code), row.code),
        "term": words.term(row) if row.starts_at else "",
    }


def told_of(row: Sanction, ladder: rules.Ladder) -> dict[str, Any]:
    """Return a decision as its notice says it."""
    return line_of(row, ladder) | {
        "subject": words.SUBJECTS[row.subject],
        "basis": words.basis(row),
        "means": words.means(row),
        "scope": words.scope(row),
        "orders": row.orders or _("不影响已有订单"),
        "remedy": words.remedy(row, ladder) if row.appeal_until else "",
    }


@page
@require_GET
def sanctions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the decisions, the newest first, by state and rung."""
    policies.require_see(actor)
    wanted, start = wanted_of(request.GET), max(0, number(request, "from"))
    rows = list(selectors.sanction_list(actor, wanted)[start : start + PAGE + 1])
    ladder = selectors.ladder_in_force(actor).body
    counts = selectors.counts_by_state(actor, wanted.rung)
    query = {"state": wanted.state, "rung": wanted.rung, "q": wanted.text}
    kept = {name: value for name, value in query.items() if value}
    shown = {
        "section": HERE,
        "tab": "blacklist" if wanted.rung == rules.BLACKLIST else "list",
        "lines": [line_of(one, ladder) for one in rows[:PAGE]],
        "wanted": wanted,
        "query": urlencode(kept),
        "states": [(code, name, counts[code]) for code, name in words.STATES.items()],
        "rungs": words.RUNGS.items(),
        "total": sum(counts.values()),
        "next": start + PAGE if len(rows) > PAGE else None,
        "before": max(0, start - PAGE) if start else None,
        "can_decide": policies.can_decide(actor),
        "appeals": selectors.appeals_open(actor),
    }
    return render(request, "sanctions/list.html", shown)


@page
@require_GET
def sanction(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """Show one decision: what it says, who decided, what it changed, who is told, the appeal."""
    policies.require_see(actor)
    row = selectors.sanction_get(actor, sanction_id)
    reviews = selectors.reviews_of(actor, row)
    took_part = {row.proposed_by_id, *(one.reviewer_id for one in reviews)}
    shown = {
        "section": HERE,
        "one": told_of(row, selectors.ladder_in_force(actor).body),
        "row": row,
        "suggested": words.rung(row.suggested),
        "reviews": reviews,
        "left": row.reviews_needed - len(reviews),
        "effects": [(words.EFFECTS[one.kind], one) for one in selectors.effects_of(actor, row)],
        "reports": [
            (words.AUTHORITIES[one.authority], words.LEVELS[one.level], one)
            for one in selectors.reports_of(actor, row)
        ],
        "appeal": selectors.appeal_of(actor, row.pk),
        "clocks": office.countdowns(actor, ("sanction", row.pk)),
        "can_decide": policies.can_decide(actor),
        "can_review": policies.can_decide(actor) and actor.user_id not in took_part,
    }
    return render(request, "sanctions/sanction.html", shown)


@page
@require_GET
def notice(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """Show the decision notice as it is printed."""
    policies.require_see(actor)
    row = selectors.sanction_get(actor, sanction_id)
    one = told_of(row, selectors.ladder_in_force(actor).body)
    return render(request, "sanctions/notice.html", {"section": HERE, "one": one, "row": row})


@page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Decide: from a finding, against an operator, or from nothing."""
    policies.require_person(actor)
    if request.method != "POST":
        return _form(request, actor, _begun(request, actor), "")
    try:
        order = forms.order_of(request.POST)
        row = services.sanction_decide(actor=actor, order=order, key=request.POST.get("key", ""))
    except DomainError as refusal:
        return _form(request, actor, request.POST, refusal.message)
    if row.state == Sanction.State.PROPOSED:
        messages.success(request, _("已提出，等待另一名专员复核。"))
    else:
        messages.success(request, _("处罚已生效，通知书已送出。"))
    return redirect("sanction", row.pk)


def _begun(request: HttpRequest, actor: Actor) -> dict[str, str]:
    """Return what a finding or an operator in the address fills in."""
    said = {"party": request.GET.get("party", ""), "basis": "law", "subject": "account"}
    raw = request.GET.get("finding", "")
    try:
        found = moderation.finding_get(actor, UUID(raw)) if raw else None
    except ValueError:
        found = None
    if found is None:
        return said
    kind = selectors.ladder_in_force(actor).body.violation_of(found.code)
    return said | {
        "finding": str(found.pk),
        "party": str(found.room.operator_id or ""),
        "code": kind.code if kind else "",
    }


def _form(request: HttpRequest, actor: Actor, given: Any, fault: str) -> HttpResponse:
    held = selectors.ladder_in_force(actor)
    shown = {
        "section": HERE,
        "given": given,
        "chosen": given.getlist("functions") if hasattr(given, "getlist") else [],
        "fault": fault,
        "key": given.get("key") or uuid7().hex,
        "parties": parties.party_list(actor).exclude(state="closed")[:CHOICES],
        "violations": [
            (one, words.violation(one), " → ".join(_step(step) for step in one.steps))
            for one in held.body.violations
        ],
        "rungs": words.RUNGS.items(),
        "bases": words.BASES.items(),
        "subjects": words.SUBJECTS.items(),
        "grounds": words.GROUNDS.items(),
        "functions": selectors.FUNCTIONS.items(),
    }
    return render(request, "sanctions/new.html", shown, status=422 if fault else 200)


def _step(step: rules.Step) -> str:
    if not step.days:
        return words.rung(step.rung)
    return _("%(rung)s %(days)s 天") % {"rung": words.rung(step.rung), "days": step.days}


@page
@require_POST
def review(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """Say yes or no to a proposal."""
    given = request.POST

    def act() -> None:
        services.sanction_review(
            actor=actor,
            sanction_id=sanction_id,
            is_approval=given.get("say") == "yes",
            note=given.get("note", ""),
        )

    return _back(request, actor, sanction_id, act, _("复核意见已记录。"))


@page
@require_POST
def lift(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """End a decision early."""

    def act() -> None:
        reason = request.POST.get("reason", "")
        services.sanction_lift(actor=actor, sanction_id=sanction_id, reason=reason)

    return _back(request, actor, sanction_id, act, _("已解除，随之采取的限制同步解除。"))


@page
@require_POST
def paper(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """File an appeal that came on paper."""

    def act() -> None:
        grounds = request.POST.get("grounds", "")
        services.appeal_file(actor=actor, sanction_id=sanction_id, grounds=grounds, channel="paper")

    return _back(request, actor, sanction_id, act, _("书面申诉已登记，开始计时。"))


def _back(
    request: HttpRequest, actor: Actor, sanction_id: UUID, act: Callable[[], None], done: str
) -> HttpResponse:
    policies.require_person(actor)
    selectors.sanction_get(actor, sanction_id)
    try:
        act()
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("sanction", sanction_id)
