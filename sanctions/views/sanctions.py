"""Decisions: the list, one, a new one, the printed notice; review and early end."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from catalog.forms import moment_of
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import number, page
from moderation import rules as on_air
from moderation import selectors as moderation
from moderation.selectors.origin import origins_of
from office import selectors as office
from parties import selectors as parties
from sanctions import policies, selectors, services
from sanctions.models import Effect, Report, Sanction
from sanctions.rules import ladder as rules
from sanctions.selectors import words

HERE, PAGE, MOST = "sanctions", 50, 200
ON_AIR = (Effect.Kind.MEASURE, Effect.Kind.PROMPT)
TONES = {"proposed": "act", "in_force": "info", "overturned": "ok", "changed": "ok"}


def wanted_of(given: Any) -> selectors.Wanted:
    """Return what somebody asked to see, whatever he wrote."""
    state, rung = given.get("state", ""), given.get("rung", "")
    return selectors.Wanted(
        state if state in words.STATES else "",
        rung if rung in words.RUNGS else "",
        given.get("q", "").strip()[:60],
        _uuid(given.get("party", "")),
        given.get("weigh") == "1",
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def line_of(row: Sanction, ladder: rules.Ladder) -> dict[str, Any]:
    """Return a decision as it is shown in a list."""
    return {
        "row": row,
        "rung": words.rung(row.rung),
        "state": words.STATES[row.state],
        "tone": TONES.get(row.state, ""),
        "violation": words.violation(ladder.violation(row.code), row.code),
        "term": words.term(row) if row.starts_at else "",
        "left": words.left(row),
    }


def told_of(row: Sanction, ladder: rules.Ladder) -> dict[str, Any]:
    """Return a decision as its notice says it."""
    return line_of(row, ladder) | {
        "subject": words.SUBJECTS[row.subject],
        "basis": words.basis(row),
        "means": words.means(row),
        "scope": words.scope(row),
        "consumers": words.consumers(row),
        "known_by": "、".join(str(words.KNOWN_BY[one]) for one in row.block),
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
    query = {"state": wanted.state, "rung": wanted.rung, "q": wanted.text,
             "party": wanted.party_id, "weigh": "1" if wanted.is_to_weigh else ""}  # fmt: skip
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
        "to_weigh": selectors.weighings_count(actor),
        "next": start + PAGE if len(rows) > PAGE else None,
        "before": max(0, start - PAGE) if start else None,
        "can_decide": policies.can_decide(actor),
        "appeals": selectors.appeals_open(actor),
        "of": parties.party_get(actor, wanted.party_id) if wanted.party_id else None,
    }
    return render(request, "sanctions/list.html", shown)


def _told_authorities(rows: list[Report]) -> list[dict[str, Any]]:
    """Return reports as they are shown: one line for a decision and kind, whoever is told."""
    lines: dict[tuple[UUID, str, str], dict[str, Any]] = {}
    for one in rows:
        line = lines.setdefault(
            (one.sanction_id, one.kind, one.state),
            {
                "row": one,
                "to": [],
                "kind": words.REPORTS[one.kind],
                "rung": words.rung(one.body.get("rung", "")),
                "clause": words.cited(one.clause),
            },
        )
        line["to"].append(words.addressed(one))
    return list(lines.values())


@page
@require_GET
def reports(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what authorities are told, what waits first: a correction after its report."""
    policies.require_see(actor)
    shown = {
        "section": HERE,
        "tab": "reports",
        "lines": _told_authorities(list(selectors.report_list(actor)[:MOST])),
        "appeals": selectors.appeals_open(actor),
    }
    return render(request, "sanctions/reports.html", shown)


@page
@require_GET
def sanction(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """Show one decision: what it says, who decided, what it changed, who is told, the appeal."""
    policies.require_see(actor)
    row = selectors.sanction_get(actor, sanction_id)
    reviews = selectors.reviews_of(actor, row)
    is_free = policies.can_decide(actor) and actor.user_id not in selectors.took_part(actor, row)
    shown = {
        "section": HERE,
        "one": told_of(row, selectors.ladder_in_force(actor).body),
        "row": row,
        "suggested": words.rung(row.suggested),
        "reviews": reviews,
        "left": row.reviews_needed - len(reviews),
        "effects": [(words.EFFECTS[one.kind], one) for one in selectors.effects_of(actor, row)],
        "measures": measures_of(actor, row),
        "reports": [(words.addressed(one), one) for one in selectors.reports_of(actor, row)],
        "origins": origins_of(actor, row.findings),
        "appeal": (appeal := selectors.appeal_of(actor, row.pk)),
        "outcome": words.APPEALS[appeal.state] if appeal else "",
        "clocks": office.countdowns(actor, ("sanction", row.pk)),
        "can_decide": policies.can_decide(actor),
        "notice_way": words.WAYS[row.notice_way],
        "can_review": is_free,
        "weighings": [(words.rung(w.suggested), w) for w in selectors.weighings_of(actor, row)],
    }
    return render(request, "sanctions/sanction.html", shown)


def measures_of(actor: Actor, row: Sanction) -> list[dict[str, Any]]:
    """Return what was done on air that belongs to the same act, with the room it was in."""
    held = {one.ref: one for one in selectors.effects_of(actor, row) if one.kind in ON_AIR}
    found = moderation.measures_named(actor, [UUID(one) for one in held])
    return [
        {
            "measure": one,
            "title": on_air.title_of(one.kind, one.level)[words.tongue()],
            "is_before": held[str(one.pk)].is_shared,
        }
        for one in found
    ]


@page
@require_GET
def notice(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """Show the decision notice as it is printed."""
    policies.require_see(actor)
    row = selectors.sanction_get(actor, sanction_id)
    one = told_of(row, selectors.ladder_in_force(actor).body)
    return render(request, "sanctions/notice.html", {"section": HERE, "one": one, "row": row})


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
def keep(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """Say that a decision still fits though an offence before it fell."""

    def act() -> None:
        reason = request.POST.get("reason", "")
        services.sanction_keep(actor=actor, sanction_id=sanction_id, reason=reason)

    return _back(request, actor, sanction_id, act, _("已记录：重新衡量后维持。"))


@page
@require_POST
def served(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """Write down that the notice was served outside of here."""
    given = request.POST

    def act() -> None:
        served = services.Served(given.get("way", ""), moment_of(given.get("at", ""), "at"))
        services.notice_serve(actor=actor, sanction_id=sanction_id, served=served)

    return _back(request, actor, sanction_id, act, _("已记录送达。"))


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
    told(request, act, done)
    return redirect("sanction", sanction_id)
