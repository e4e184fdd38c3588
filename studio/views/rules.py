"""The list of rules, one rule with its versions, what waits for a second person."""

import difflib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, NotFound
from livecompliance.kernel.pages import page
from moderation.selectors.family import family_name, tongue
from studio import policies, selectors, services
from studio.models import Issue, Version
from studio.rules.tally import precision
from studio.selectors import words
from studio.selectors.release import name_of

HERE = "studio"
GROUPS = ("live", "partial", "shadow", "draft", "retired")
WORDS = ("when", "measure", "suggestion", "score", "label", "clause", "severity", "reason_zh",
         "reason_en", "advice_zh", "advice_en")  # fmt: skip


@page
@require_GET
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the rules by what they are: in force, in some sessions, in shadow, written, retired."""
    rows = selectors.rule_rows(actor)
    counts = selectors.counts_of(actor, [one for row in rows for one in row.versions])
    groups = []
    for code in GROUPS:
        here = [row for row in rows if row.top.state == code]
        if here:
            name, tone = words.state(code)
            shown = [_shown(row, counts) for row in here]
            groups.append({"code": code, "name": name, "tone": tone, "rows": shown})
    release = selectors.release_newest(actor)
    shown_ = {
        "section": HERE,
        "groups": groups,
        "release": release,
        "waiting": waiting(actor),
        "can_write": policies.can_write(actor),
        "totals": [(words.state(code)[0], sum(1 for row in rows if row.of(code))) for code in
                   ("live", "partial", "shadow", "draft")],
    }  # fmt: skip
    return render(request, "studio/list.html", shown_)


def _shown(row: selectors.Row, counts: dict[UUID, tuple[int, int]]) -> dict[str, Any]:
    top, newer = row.top, row.newer
    hits, shadows = counts.get(top.pk, (0, 0))
    return {
        "rule": row.rule,
        "top": top,
        "family": family_name(str(top.body.get("label", ""))),
        "measure": words.MEASURES[str(top.body.get("measure", ""))],
        "hits": hits,
        "shadows": shadows,
        "newer": newer,
        "newer_state": words.state(newer.state) if newer else None,
        "is_asked": any(one.asked_share is not None for one in row.versions),
    }


def waiting(actor: Actor) -> int:
    """Return how much waits for a second person."""
    return selectors.asked_list(actor).count() + selectors.issues_asked(actor).count()


@page
@require_GET
def approvals(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what waits for a second person."""
    rows = [_asked(actor, one) for one in selectors.asked_list(actor)[:100]]
    packs = [_pack_asked(actor, one) for one in selectors.issues_asked(actor)[:100]]
    shown = {
        "section": HERE,
        "rows": rows,
        "packs": packs,
        "waiting": len(rows) + len(packs),
        "can_write": policies.can_write(actor),
    }
    return render(request, "studio/approvals.html", shown)


def _pack_asked(actor: Actor, one: Issue) -> dict[str, Any]:
    added, removed = selectors.changes_of(actor, one)
    return {
        "one": one,
        "kind": words.PACK_KINDS[one.pack.kind],
        "added": added,
        "removed": removed,
        "is_own": selectors.is_hand_in(actor, one),
        "measured": one.measured,
        "warned": "、".join(each["term"] for each in one.measured.get("warned", [])[:8]),
    }


def _asked(actor: Actor, one: Version) -> dict[str, Any]:
    tried = selectors.backtest_list(actor, [one]).filter(state="done").first()
    return {
        "one": one,
        "is_own": one.author_id == actor.user_id,
        "state": words.state(one.state),
        "measure": words.MEASURES[str(one.body.get("measure", ""))],
        "family": family_name(str(one.body.get("label", ""))),
        "tried": tried,
        "precision": _percent(precision(tried.figures)) if tried else "",
    }


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value * 100:.0f}%"


@page
@require_GET
def rule(request: HttpRequest, actor: Actor, rule_id: UUID) -> HttpResponse:
    """Show one rule: every version, what one says, how it differs from another."""
    of = selectors.rule_get(actor, rule_id)
    versions = list(selectors.version_list(actor, rule_id))
    if not versions:
        raise NotFound(_("没有这条规则。"))
    one = _chosen(request, versions, "v") or versions[0]
    before = _chosen(request, versions, "with") or _older(versions, one)
    counts = selectors.counts_of(actor, versions)
    backtests = list(selectors.backtest_list(actor, [one])[:5])
    shown = {
        "section": HERE,
        "rule": of,
        "one": one,
        "name": name_of(one),
        "state": words.state(one.state),
        "versions": [
            {"row": each, "state": words.state(each.state), "counts": counts[each.pk]}
            for each in versions
        ],
        "says": _says(one),
        "before": before,
        "changes": _changes(before, one) if before else [],
        "backtests": [
            {"row": each, "precision": _percent(precision(each.figures))} for each in backtests
        ],
        "is_tried": one.state != "draft" or selectors.is_tried(actor, one),
        "is_own": one.author_id == actor.user_id,
        "can_write": policies.can_write(actor),
        "has_draft": any(each.state == "draft" for each in versions),
        "today": clock.today(),
        "since": clock.today() - timedelta(days=30),
    }  # fmt: skip
    return render(request, "studio/rule.html", shown)


def _chosen(request: HttpRequest, versions: list[Version], name: str) -> Version | None:
    wanted = request.GET.get(name, "")
    return next((one for one in versions if str(one.number) == wanted), None)


def _older(versions: list[Version], one: Version) -> Version | None:
    live = next((each for each in versions if each.state == "live" and each.pk != one.pk), None)
    return live or next((each for each in versions if each.number < one.number), None)


def _says(one: Version) -> dict[str, Any]:
    body: dict[str, Any] = one.body
    clause_id = str(body.get("clause", ""))
    known = clause_id and clause_id in law.register()
    return body | {
        "lines": str(body["when"]).split("\n"),
        "family": family_name(str(body["label"])),
        "measure_name": words.MEASURES[str(body.get("measure", ""))],
        "suggestion_name": words.SUGGESTIONS[str(body.get("suggestion", "pass"))],
        "citation": law.citation(law.clause(clause_id), tongue()) if known else "",
    }


def _changes(before: Version, one: Version) -> list[dict[str, Any]]:
    """Return the lines of two versions, those taken away and those added marked."""
    old, new = (_lines(each.body) for each in (before, one))
    rows = difflib.ndiff(old, new)
    return [
        {"text": row[2:], "way": {"+": "add", "-": "del"}.get(row[0], "same")}
        for row in rows
        if row[0] in "+- "
    ]


def _lines(body: dict[str, Any]) -> list[str]:
    lines = []
    for name in WORDS:
        text = str(body.get(name, ""))
        if text:
            head, *more = text.split("\n")
            lines += [f"{name}: {head}", *more]
    return lines


@page
@require_POST
def act(request: HttpRequest, actor: Actor, rule_version_id: UUID, act: str) -> HttpResponse:
    """Move a version on, or out."""
    policies.require_write(actor)
    row = selectors.version_get(actor, rule_version_id)
    chosen = _acts(request, actor, row).get(act)
    if chosen is None:
        raise NotFound(_("没有这种操作。"))
    do, done = chosen
    try:
        do()
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    back = "studio-approvals" if request.POST.get("back") == "approvals" else "studio-rule"
    return redirect(back) if back == "studio-approvals" else redirect(back, row.rule_id)


def _acts(
    request: HttpRequest, actor: Actor, row: Version
) -> dict[str, tuple[Callable[[], object], str]]:
    pk, seen = row.pk, request.POST.get("revision", "")
    at: dict[str, Any] = {
        "actor": actor,
        "version_id": pk,
        "revision": int(seen) if seen.isdecimal() else 0,
    }
    share = request.POST.get("share", "")
    asked = int(share) if share.isdecimal() and len(share) < 4 else 0
    return {
        "shadow": (lambda: services.version_shadow(**at), _("已进入影子运行：只记录，不处置。")),
        "ask": (lambda: services.version_ask(**at, share=asked), _("已提交，等待另一名专员批准。")),
        "approve": (lambda: services.version_approve(**at), _("已批准，两秒内在所有进程生效。")),
        "refuse": (lambda: services.version_refuse(**at), _("已退回。")),
        "retire": (lambda: services.version_retire(**at), _("已停用。")),
        "discard": (lambda: services.version_discard(**at), _("草稿已作废。")),
        "copy": (
            lambda: services.version_copy(actor=actor, version_id=pk),
            _("已恢复为新草稿，须重新回测和批准。"),
        ),
    }
