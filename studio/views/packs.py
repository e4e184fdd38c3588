"""Lists of terms: all of them, one with its versions and terms, what is done to a version."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, NotFound
from livecompliance.kernel.pages import page
from office import selectors as office
from office.models import Job
from office.services.kinds import TABLES
from studio import forms, policies, selectors, services
from studio.models import Issue, Pack, Shadow
from studio.selectors import words
from studio.selectors.lexicon import name_of
from studio.views.rules import waiting

HERE, PAGE, MOST_FILES, SAMPLES = "studio", 50, 30, 8


@page
@require_GET
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the lists of terms, what is in force of each, and what was found by them."""
    rows = selectors.pack_rows(actor)
    hits = selectors.pack_hits(actor, [row.pack.pk for row in rows])
    shown = [
        {
            "pack": row.pack,
            "kind": words.PACK_KINDS[row.pack.kind],
            "top": row.top,
            "state": words.state(row.top.state),
            "draft": row.draft if row.draft is not None and row.draft.pk != row.top.pk else None,
            "hits": hits.get(row.pack.pk, 0),
            "is_asked": any(one.asked_by_id for one in row.issues),
        }
        for row in rows
    ]
    told = {
        "section": HERE,
        "rows": shown,
        "waiting": waiting(actor),
        "can_write": policies.can_write(actor),
        "release": selectors.release_newest(actor),
        "live": sum(row.top.terms for row in rows if row.top.state == Issue.State.LIVE),
        "kinds": list(words.PACK_KINDS.items()),
    }
    return render(request, "studio/packs.html", told)


@page
@require_POST
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Begin a list of terms."""
    policies.require_write(actor)
    name, kind = request.POST.get("name", ""), request.POST.get("kind", "")
    try:
        row = services.pack_create(actor=actor, name=name, kind=kind)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("studio-packs")
    return redirect("studio-pack", row.pack_id)


@page
@require_POST
def draft(request: HttpRequest, actor: Actor, pack_id: UUID) -> HttpResponse:
    """Begin the next version of a list."""
    policies.require_write(actor)
    selectors.pack_get(actor, pack_id)
    try:
        services.issue_draft(actor=actor, pack_id=pack_id)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("studio-pack", pack_id)


@page
@require_GET
def pack(request: HttpRequest, actor: Actor, pack_id: UUID) -> HttpResponse:
    """Show one list: a version's terms with where they come from, its versions, what is next."""
    of = selectors.pack_get(actor, pack_id)
    issues = list(selectors.issue_list(actor, pack_id))
    one = _chosen(request, issues)
    wanted = request.GET.get("q", "").strip()[:60]
    if request.headers.get("HX-Request"):
        return _job(request, actor, one)
    return render(
        request, "studio/pack.html", shown(actor, of, issues, one, wanted, _page(request))
    )


def _job(request: HttpRequest, actor: Actor, one: Issue) -> HttpResponse:
    """Show how far a job is; once it is over, the page is asked for anew."""
    job = _job_of(actor, one)
    answer = render(request, "studio/_pack_job.html", {"job": job})
    if job is None or not job.is_open:
        answer["HX-Refresh"] = "true"
    return answer


def _job_of(actor: Actor, one: Issue) -> Job | None:
    return next(iter(office.jobs_named(actor, [str(one.job)])), None) if one.job else None


def shown(
    actor: Actor, of: Pack, issues: list[Issue], one: Issue, wanted: str = "", number: int = 1
) -> dict[str, Any]:
    """Return what the page of a list shows of one version."""
    pages = Paginator(selectors.term_list(actor, one, wanted), PAGE)
    if not wanted:
        pages.count = one.terms if one.is_open else pages.count
    terms = pages.get_page(number)
    is_shadow = one.state == Issue.State.SHADOW
    hits = selectors.hits_of(actor, list(terms), one if is_shadow else None)
    seen = selectors.shadows_of(actor, one)
    added, removed = selectors.changes_of(actor, one)
    job = _job_of(actor, one)
    can_write = policies.can_write(actor)
    return {
        "section": HERE,
        "pack": of,
        "kind": words.PACK_KINDS[of.kind],
        "one": one,
        "name": name_of(one),
        "is_allow": of.kind == Pack.Kind.ALLOW,
        "state": words.state(one.state),
        "issues": [(each, words.state(each.state)) for each in issues],
        "draft": next((each for each in issues if each.state == Issue.State.DRAFT), None),
        "is_coming": any(each.state in Issue.COMING for each in issues),
        "terms": terms,
        "rows": [
            (
                term,
                words.family(term.family),
                words.SEVERITIES[term.severity],
                hits.get(term.pk, (0, 0)),
            )
            for term in terms
        ],
        "wanted": wanted,
        "is_shadow": is_shadow,
        "shadows": seen.count(),
        "samples": selectors.samples_of(actor, _places(seen)),
        "added": added,
        "removed": removed,
        "job": job,
        "is_told": job is not None and bool(job.error or "added" in (job.result or {})),
        "measured": one.measured,
        "most": _shares(one.measured),
        "can_write": can_write,
        "can_edit": can_write and one.state == Issue.State.DRAFT,
        "is_hand": can_write and selectors.is_hand_in(actor, one),
        "tables": _tables(actor) if can_write and one.state == Issue.State.DRAFT else [],
        "families": words.family_choices(),
        "clauses": words.clause_choices(),
        "values": {},
        "faults": [],
    }


def _places(seen: QuerySet[Shadow]) -> list[tuple[str, int, int]]:
    """Return where the newest events stand that a list in shadow would have met."""
    rows = seen.values_list("session_id", "segment_seq", "position")[:SAMPLES]
    return [(str(session), seq, position) for session, seq, position in rows]


def _shares(measured: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the terms that are part of most of the sample, each with its share."""
    refused = {one["term"] for one in measured.get("refused", [])}
    warned = {one["term"] for one in measured.get("warned", [])}
    return [
        one
        | {
            "percent": f"{one['lines'] * 100 / one['of']:.2f}" if one["of"] else "0",
            "tone": "act" if one["term"] in refused else "watch" if one["term"] in warned else "",
        }
        for one in measured.get("most", [])[:12]
    ]


def _tables(actor: Actor) -> list[tuple[UUID, str]]:
    found = office.file_shelf(actor).filter(kind__in=TABLES)[:MOST_FILES]
    return [(one.pk, office.file_name(one)) for one in found]


def _chosen(request: HttpRequest, issues: list[Issue]) -> Issue:
    asked = request.GET.get("v", "")
    named = next((one for one in issues if str(one.number) == asked), None)
    open_ = next((one for one in issues if one.state != Issue.State.DISCARDED), None)
    if named is None and open_ is None and not issues:
        raise NotFound(_("没有这个词表。"))
    return named or open_ or issues[0]


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


@page
@require_POST
def add(request: HttpRequest, actor: Actor, pack_issue_id: UUID) -> HttpResponse:
    """Add pasted terms to a draft; what is wrong is said line by line, and stays to be mended."""
    policies.require_write(actor)
    row = selectors.issue_get(actor, pack_issue_id)
    values = forms.terms_of(request.POST)
    try:
        taken = services.terms_add(
            actor=actor,
            issue_id=pack_issue_id,
            rows=values["rows"],
            revision=forms.number_of(request.POST, "revision"),
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("studio-pack", row.pack_id)
    if taken.added:
        messages.success(request, _("已加入 %(number)s 个词。") % {"number": taken.added})
    if not taken.faults:
        return redirect("studio-pack", row.pack_id)
    issues = list(selectors.issue_list(actor, row.pack_id))
    told = shown(actor, row.pack, issues, taken.issue)
    left = {fault.line for fault in taken.faults}
    values["text"] = "\n".join(values["lines"][line - 1] for line in sorted(left))
    told |= {"values": values, "faults": taken.faults}
    return render(request, "studio/pack.html", told, status=422)


@page
@require_POST
def remove(request: HttpRequest, actor: Actor, pack_issue_id: UUID, term_id: UUID) -> HttpResponse:
    """Take a term out of a draft."""
    policies.require_write(actor)
    row = selectors.issue_get(actor, pack_issue_id)
    selectors.term_get(actor, term_id)
    try:
        services.term_remove(actor=actor, issue_id=pack_issue_id, term_id=term_id)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已移除。"))
    return redirect("studio-pack", row.pack_id)


@page
@require_POST
def act(request: HttpRequest, actor: Actor, pack_issue_id: UUID, act: str) -> HttpResponse:
    """Compile and measure a version, move it on or out, read a table in or write one."""
    policies.require_write(actor)
    row = selectors.issue_get(actor, pack_issue_id)
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
    if request.POST.get("back") == "approvals":
        return redirect("studio-approvals")
    return redirect("jobs") if act == "export" else redirect("studio-pack", row.pack_id)


def _acts(
    request: HttpRequest, actor: Actor, row: Issue
) -> dict[str, tuple[Callable[[], object], str]]:
    seen = forms.number_of(request.POST, "revision")
    of: dict[str, Any] = {"actor": actor, "issue_id": row.pk}
    at = of | {"revision": seen or 0}
    return {
        "build": (lambda: services.issue_build(**of), _("正在编译，并在已存内容上试量。")),
        "shadow": (lambda: services.issue_shadow(**at), _("已进入影子运行：只记录，不命中。")),
        "unshadow": (lambda: services.issue_unshadow(**at), _("已回到草稿。")),
        "ask": (lambda: services.issue_ask(**at), _("已提交，等待另一名专员批准。")),
        "approve": (lambda: services.issue_approve(**at), _("已批准，两秒内在所有进程生效。")),
        "refuse": (lambda: services.issue_refuse(**at), _("已退回。")),
        "retire": (lambda: services.issue_retire(**at), _("已停用。")),
        "discard": (lambda: services.issue_discard(**at), _("草稿已作废。")),
        "copy": (lambda: services.issue_copy(**of), _("已恢复为新草稿，须重新试量和批准。")),
        "import": (
            lambda: services.issue_import(**of, file_id=forms.id_of(request.POST, "file")),
            _("正在导入；未导入的行会逐行列出。"),
        ),
        "export": (
            lambda: services.issue_export(**of, form=request.POST.get("form", "csv")),
            _("正在导出，完成后可在这里下载。"),
        ),
    }
