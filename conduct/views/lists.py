"""The platform's own lists: what stands, put on, taken off, imported, exported."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.stepup import stepped_up
from accounts.views.answers import back, told
from conduct import policies, selectors, services
from conduct.rules.targets import Wish, csv_of
from conduct.selectors import words
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import number, page

HERE, PAGE, MOST_FILE = "conduct", 60, 2_000_000


@page
@require_GET
def lists(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what stands on the lists, with since when and from whom the platform knows."""
    policies.require_see(actor)
    list_, kind = request.GET.get("list", ""), request.GET.get("kind", "")
    start = number(request, "from")
    found = selectors.target_list(
        actor, list_ if list_ in words.LISTS else "", kind if kind in words.TARGETS else ""
    )
    rows = selectors.entries_of(found[start : start + PAGE + 1])
    shown = {
        "section": HERE,
        "rows": [_shown(one) for one in rows[:PAGE]],
        "list": list_,
        "kind": kind,
        "lists": [(code, name) for code, (name, _tone) in words.LISTS.items()],
        "kinds": list(words.TARGETS.items()),
        "known": list(words.KNOWN.items()),
        "can_list": policies.can_list(actor) and actor.user_id is not None,
        "today": clock.today(),
        "before": max(0, start - PAGE) if start else None,
        "next": start + PAGE if len(rows) > PAGE else None,
    }
    return render(request, "conduct/lists.html", shown)


def _shown(one: selectors.Entry) -> dict[str, Any]:
    return {
        "row": one.row,
        "value": one.value,
        "list": words.LISTS[one.row.list],
        "kind": words.TARGETS[one.row.kind],
        "known": words.KNOWN[one.row.known_by],
    }


def wish_of(given: QueryDict) -> Wish:
    """Return an entry as the form says it."""
    known_on = given.get("known_on", "")
    try:
        day = parse_date(known_on) if known_on else None
    except ValueError:
        day = None
    if known_on and day is None:
        raise Invalid(selectors.fault_words("known_on"), field="known_on")
    return Wish(
        given.get("list", "block"),
        given.get("kind", ""),
        given.get("value", ""),
        given.get("reason", ""),
        given.get("known_by", "decision"),
        day,
        given.get("known_ref", ""),
    )


@page
@require_POST
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Put one entry on a list."""
    policies.require_list(actor)
    return back(
        request,
        "conduct-lists",
        lambda: services.target_add(actor=actor, wish=wish_of(request.POST)),
        _("已加入名单，正在直播的内容随即按新名单检查。"),
    )


@page
@require_POST
def take(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Put a whole list on the lists, from a file or from words that were pasted."""
    policies.require_list(actor)

    def act() -> services.Imported:
        return services.targets_import(actor=actor, text=_text(request))

    done = told(request, act, _("名单已导入。"))
    if done:
        _say(request, done)
    return redirect("conduct-lists")


def _text(request: HttpRequest) -> str:
    given = request.FILES.get("file")
    if given is None:
        return str(request.POST.get("text", ""))[:MOST_FILE]
    if (given.size or 0) > MOST_FILE:
        raise Invalid(selectors.fault_words("rows"), field="file")
    body = bytes(given.read())
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(selectors.fault_words("rows"), field="file")


def _say(request: HttpRequest, done: services.Imported) -> None:
    counts = {"added": done.added, "known": done.known}
    messages.info(request, _("新增 %(added)s 条，已有 %(known)s 条。") % counts)
    for line, field in done.faults[:5]:
        said = {"line": line, "why": selectors.fault_words(field)}
        messages.warning(request, _("第 %(line)s 行：%(why)s") % said)
    more = len(done.faults) - 5
    if more > 0:
        said = {"number": more}
        messages.warning(
            request, ngettext("另有 %(number)s 行有误。", "另有 %(number)s 行有误。", more) % said
        )


@page
@require_POST
def remove(request: HttpRequest, actor: Actor, target_id: UUID) -> HttpResponse:
    """Take one entry off its list."""
    selectors.target_get(actor, target_id)
    policies.require_list(actor)
    reason = request.POST.get("reason", "")
    return back(
        request,
        "conduct-lists",
        lambda: services.target_remove(actor=actor, target_id=target_id, reason=reason),
        _("已移出名单。"),
    )


@page
@require_POST
@stepped_up("export", after=policies.require_list)
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Let the lists be taken away."""
    text = csv_of(services.targets_export(actor=actor))
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="lists-{clock.today():%Y%m%d}.csv"'
    return answer
