"""Versions of the catalogue: the draft, its entries and what it would catch, publication, past."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from catalog import forms, policies, selectors, services
from catalog.models import Draft, Edition
from catalog.rules import diff, own
from catalog.rules.judge import Product
from catalog.rules.pack import CLASSES, Entry, papers
from catalog.selectors import catch, display, words
from catalog.views.catalogue import frame
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, NotFound
from livecompliance.kernel.pages import page
from office import selectors as office

MOST_TRIED, MOST_FILES = 200, 30


@page
@require_GET
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show every version there was, with which of them holds."""
    policies.require_see_editions(actor)
    now = clock.now()
    states = selectors.edition_states(actor, now)
    rows = [(one, *words.STATES[states[one.number]]) for one in selectors.edition_list(actor)[:200]]
    held = selectors.held_at(actor, now)
    shown = frame(actor, "versions") | {"rows": rows, "held": held}
    return render(request, "catalog/versions.html", shown)


@page
@require_GET
def version(request: HttpRequest, actor: Actor, edition_id: UUID) -> HttpResponse:
    """Show a version or the draft: what differs from another, and what can be done with it."""
    policies.require_see_editions(actor)
    try:
        row: Draft | Edition = selectors.draft_get(actor, edition_id)
    except NotFound:
        row = selectors.edition_get(actor, edition_id)
    if isinstance(row, Draft):
        return render(request, "catalog/draft.html", drafted(request, actor, row))
    return render(request, "catalog/version.html", _published(request, actor, row))


def _published(request: HttpRequest, actor: Actor, row: Edition) -> dict[str, Any]:
    against = request.GET.get("against", "")
    number = int(against) if against.isdecimal() and len(against) < 7 else row.number - 1
    other = selectors.edition_numbered(actor, number) if number else None
    before = selectors.edition_placed(actor, other) if other else _base_of(row)
    after = selectors.edition_placed(actor, row)
    states = selectors.edition_states(actor, clock.now())
    name, tone = words.STATES[states.get(row.number, "coming")]
    return frame(actor, "versions") | {
        "row": row,
        "state": name,
        "tone": tone,
        "changes": display.changes(diff.changes(before, after)),
        "against": other,
        "others": [one for one in selectors.edition_list(actor)[:50] if one.pk != row.pk],
        "entries": [display.entry(one) for one in after if one.origin != "base"],
        "notices": selectors.notices_of(actor, row),
        "is_latest": row.number == max(states, default=0),
    }


def _base_of(row: Edition) -> list[own.Placed]:
    base = selectors.base_of(row.base_digest)
    return [own.Placed(one, "base") for one in base.pack.entries]


def drafted(request: HttpRequest, actor: Actor, row: Draft) -> dict[str, Any]:
    """Return what the page of a draft shows."""
    base = selectors.base_at(clock.now())
    latest = selectors.edition_latest(actor)
    after = selectors.placed_over(base, own.read(row.body))
    before = selectors.placed_over(base, own.read(latest.body if latest else []))
    return frame(actor, "draft") | {
        "row": row,
        "latest": latest,
        "base": base,
        "changes": display.changes(diff.changes(before, after)),
        "entries": [display.entry(one) for one in after if one.origin != "base"],
        "is_hand": actor.user_id in row.hands,
        "products": catch.product_count(actor),
        "job": _job(actor, row),
        "brought": _import(actor, row),
        "files": _files(actor),
        "faults": {},
        "given": {},
        "tried": None,
    }


def _job(actor: Actor, row: Draft) -> Any:
    """Return the newest trial of this very wording by whoever looks."""
    found = office.job_list(actor).filter(kind=services.CATCH)
    wanted = {"draft": str(row.pk), "revision": row.revision}
    return next((one for one in found[:5] if one.arguments == wanted), None)


def _import(actor: Actor, row: Draft) -> Any:
    """Return the newest import into this draft by whoever looks."""
    found = office.job_list(actor).filter(kind=services.INTAKE)
    return next((one for one in found[:5] if one.arguments.get("draft") == str(row.pk)), None)


def _files(actor: Actor) -> list[tuple[UUID, str]]:
    """Return what of one's own shelf can be brought in."""
    if not policies.can_write_editions(actor):
        return []
    found = office.file_shelf(actor).filter(kind__in=services.PACK_KINDS)[:MOST_FILES]
    return [(one.pk, office.file_name(one)) for one in found]


@page
@require_POST
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Begin the next version."""
    policies.require_write_editions(actor)
    try:
        row = services.draft_begin(actor=actor)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("catalogue-versions")
    return redirect("catalogue-version", row.pk)


@page
def edit(request: HttpRequest, actor: Actor, catalogue_draft_id: UUID) -> HttpResponse:
    """Write an entry of the draft: a new one, one's own, or one of the base made stricter."""
    policies.require_write_editions(actor)
    row = selectors.draft_get(actor, catalogue_draft_id)
    base = {one.id: one for one in selectors.base_at(clock.now()).pack.entries}
    if request.method != "POST":
        values = _begun(row, base, request.GET.get("entry", ""))
        return _form(request, actor, row, base, values, {})
    values, entry = forms.entry_of(request.POST)
    try:
        services.entry_put(actor=actor, draft_id=row.pk, entry=entry, seen=request.POST.get("seen"))
    except services.EntryFaulty as refusal:
        faults: dict[str, list[str]] = {}
        for one in refusal.extra["faults"]:
            faults.setdefault(one["field"], []).append(one["message"])
        return _form(request, actor, row, base, values, faults, refusal.message)
    except DomainError as refusal:
        return _form(request, actor, row, base, values, {"": [refusal.message]}, refusal.message)
    messages.success(request, _("条目已存入草稿。"))
    return redirect("catalogue-version", row.pk)


def _begun(row: Draft, base: dict[str, Entry], name: str) -> dict[str, Any]:
    known = base | {one.id: one for one in own.read(row.body)}
    if name and name not in known:
        raise NotFound(_("没有这个条目。"))
    return forms.values_of(known[name]) if name else forms.blank()


def _form(
    request: HttpRequest,
    actor: Actor,
    row: Draft,
    base: dict[str, Entry],
    values: dict[str, Any],
    faults: dict[str, list[str]],
    refusal: str = "",
) -> HttpResponse:
    of_base = base.get(values["id"])
    mine = next((one for one in own.read(row.body) if one.id == values["id"]), None)
    is_new = not request.GET.get("entry") and of_base is None
    shown = frame(actor, "draft") | {
        "row": row,
        "values": values,
        "faults": faults,
        "refusal": refusal,
        "named": [(name, words.FIELDS.get(name, ""), said) for name, said in faults.items()],
        "of_base": of_base,
        "is_new": is_new,
        "seen": request.POST.get("seen") if request.method == "POST" else own.seen_of(mine),
        "title": (values["en"] if words.is_english() else "") or values["zh"],
        "classes": [(code, words.class_name(code), code == display.OURS) for code in CLASSES],
        "actions": words.ACTIONS.items(),
        "confidences": words.CONFIDENCES.items(),
        "papers": [(name, words.paper(name)) for name in papers()],
    }
    return render(request, "catalog/edit.html", shown, status=422 if faults else 200)


@page
@require_POST
def remove(
    request: HttpRequest, actor: Actor, catalogue_draft_id: UUID, entry_id: str
) -> HttpResponse:
    """Take an entry out of the draft."""
    policies.require_write_editions(actor)
    row = selectors.draft_get(actor, catalogue_draft_id)
    told(
        request,
        lambda: services.entry_remove(actor=actor, draft_id=row.pk, entry_id=entry_id),
        _("已从草稿移除。"),
    )
    return redirect("catalogue-version", row.pk)


@page
@require_POST
def tried(request: HttpRequest, actor: Actor, catalogue_draft_id: UUID) -> HttpResponse:
    """Show what the draft would catch of pasted titles; of everything that is sold, as a job."""
    policies.require_write_editions(actor)
    row = selectors.draft_get(actor, catalogue_draft_id)
    lines = [line.strip()[:300] for line in request.POST.get("lines", "").splitlines()]
    titles = [line for line in lines if line][:MOST_TRIED]
    if not titles:
        told(
            request,
            lambda: services.catch_start(actor=actor, draft_id=row.pk),
            _("正在用草稿试算全部商品，完成后可下载逐件结果。"),
        )
        return redirect("catalogue-version", row.pk)
    now, then = selectors.catalogue_at(actor), selectors.catalogue_drafted(actor, row)
    asked = [Product(title) for title in titles]
    seen = catch.caught(now, then, [""] * len(asked), asked)
    shown = drafted(request, actor, row)
    shown["given"] = {"lines": "\n".join(titles)}
    shown["tried"] = {"looked": seen.looked, "caught": [catch_row(one) for one in seen.caught]}
    return render(request, "catalog/draft.html", shown)


def catch_row(one: catch.Caught) -> dict[str, Any]:
    """Return a product that a draft judges otherwise, as a page shows it."""
    return services.caught_told(one) | {
        "now_tone": display.TONES.get(one.before.verdict, ""),
        "then_tone": display.TONES.get(one.after.verdict, ""),
    }


@page
@require_POST
def act(request: HttpRequest, actor: Actor, edition_id: UUID, deed: str) -> HttpResponse:
    """Publish, discard or note the draft; withdraw a version, or bring an older one back."""
    policies.require_write_editions(actor)
    try:
        row: Draft | Edition = selectors.draft_get(actor, edition_id)
    except NotFound:
        row = selectors.edition_get(actor, edition_id)
    chosen = _acts(request, actor, row.pk).get(deed)
    if chosen is None:
        raise NotFound(_("没有这种操作。"))
    do, said = chosen
    try:
        made = do()
    except DomainError as refusal:
        return _refused(request, actor, row, refusal)
    messages.success(request, said)
    return redirect("catalogue-version", made.pk) if made else redirect("catalogue-versions")


def _refused(
    request: HttpRequest, actor: Actor, row: Draft | Edition, refusal: DomainError
) -> HttpResponse:
    """Say no at its place: what was typed stays."""
    field = str(refusal.extra.get("field", ""))
    if not isinstance(row, Draft) or not field:
        messages.error(request, _said(refusal))
        return redirect("catalogue-version", row.pk)
    shown = drafted(request, actor, row)
    shown["faults"] = {field: refusal.message}
    shown["given"] = {name: request.POST.get(name, "") for name in ("note", "at", "alone_reason")}
    return render(request, "catalog/draft.html", shown, status=422)


def _said(refusal: DomainError) -> str:
    more = [f"{one['at']}：{one['message']}" for one in refusal.extra.get("faults", [])[:5]]
    return " ".join([refusal.message, *more])


def _acts(
    request: HttpRequest, actor: Actor, row_id: UUID
) -> dict[str, tuple[Callable[[], Draft | Edition | None], str]]:
    said = request.POST
    seen = said.get("revision", "")
    revision = int(seen) if seen.isdecimal() and len(seen) < 9 else 0
    of: dict[str, Any] = {"actor": actor, "draft_id": row_id, "revision": revision}
    return {
        "publish": (
            lambda: _publish(of, said.get("note", ""), said.get("at", ""), said),
            _("已发布，到生效时间起适用。"),
        ),
        "import": (
            lambda: _brought(actor, row_id, said.get("file", "")),
            _("正在导入；没有导入的条目会逐行列出。"),
        ),
        "discard": (lambda: services.draft_discard(**of), _("草稿已作废。")),
        "withdraw": (
            lambda: services.edition_withdraw(
                actor=actor, edition_id=row_id, note=said.get("note", "")
            ),
            _("已起草撤回这一版的新版本，发布后生效。"),
        ),
        "copy": (
            lambda: services.draft_begin(actor=actor, source_id=row_id, note=said.get("note", "")),
            _("已按这一版起草，发布后生效。"),
        ),
    }


def _brought(actor: Actor, row_id: UUID, file: str) -> Draft:
    services.pack_import(actor=actor, draft_id=row_id, file_id=forms.file_of(file))
    return selectors.draft_get(actor, row_id)


def _publish(of: dict[str, Any], note: str, at: str, said: Any) -> Edition:
    return services.edition_publish(
        **of,
        note=note,
        effective_at=forms.moment_of(at, "effective_at"),
        alone_reason=said.get("alone_reason", ""),
    )
