"""Where rooms send their viewers: the list, one link with what stood behind it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from conduct import policies, selectors, services
from conduct.models import Jump, Landing
from conduct.selectors import words
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pages import number, page
from moderation import services as moderation
from moderation.engine.jumps import signs_of
from moderation.selectors.family import family_name, tongue
from office import services as files

HERE, PAGE, DAYS = "conduct", 40, 30


def _room(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def wanted_of(given: Any) -> selectors.Wanted:
    """Return what somebody asked to see, whatever he wrote."""
    flag, suggestion = given.get("flag", ""), given.get("suggestion", "")
    return selectors.Wanted(
        flag if flag in words.FLAGS else "",
        suggestion if suggestion in words.SUGGESTIONS else "",
        _room(given.get("room", "")),
        clock.now() - timedelta(days=DAYS),
    )


@page
@require_GET
def jumps(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the links and codes of the last thirty days, with what speaks against each."""
    policies.require_see(actor)
    wanted, start = wanted_of(request.GET), number(request, "from")
    rows = list(selectors.jump_list(actor, wanted)[start : start + PAGE + 1])
    counts = selectors.jump_counts(actor, clock.now() - timedelta(days=DAYS))
    landed = selectors.landings_of(actor, [one.pk for one in rows])
    kept = {"flag": wanted.flag, "suggestion": wanted.suggestion, "room": wanted.room_id}
    shown = {
        "section": HERE,
        "rows": [row_of(one, landed.get(one.pk, [])) for one in rows[:PAGE]],
        "wanted": wanted,
        "can_look": policies.can_look(actor),
        "total": sum(counts.values()),
        "states": [
            (code, name, counts.get(code, 0)) for code, (name, _tone) in words.SUGGESTIONS.items()
        ],
        "flags": [(code, name) for code, (name, _tone) in words.FLAGS.items()],
        "query": urlencode({name: value for name, value in kept.items() if value}),
        "start": start,
        "before": max(0, start - PAGE) if start else None,
        "next": start + PAGE if len(rows) > PAGE else None,
    }
    return render(request, "conduct/jumps.html", shown)


def row_of(one: Jump, landings: list[Landing]) -> dict[str, Any]:
    return {
        "one": one,
        "kind": words.KINDS.get(one.kind, one.kind),
        "target": selectors.target_of(one),
        "flags": words.flags_of(one.flags),
        "suggestion": words.SUGGESTIONS[one.suggestion],
        "landing": landings[0] if landings else None,
    }


@page
@require_GET
def jump(request: HttpRequest, actor: Actor, jump_id: UUID) -> HttpResponse:
    """Show one link: where it leads, why that is thought of it, what stood behind it."""
    one = selectors.jump_get(actor, jump_id)
    landings = selectors.landings_of(actor, [one.pk]).get(one.pk, [])
    listed = selectors.entries_of([one.listed])[0] if one.listed else None
    shown = {
        "section": HERE,
        "row": row_of(one, landings),
        "signs": _signs(actor, one),
        "listed": listed,
        "known": words.KNOWN[listed.row.known_by] if listed else "",
        "landings": [
            {
                "one": each,
                "flags": words.flags_of(each.flags),
                "codes": _joined([family_name(code) for code in each.codes]),
                "asks": _joined([str(words.ASKS[ask]) for ask in each.asks]),
                "said": selectors.said_on(one, each),
            }
            for each in landings
        ],
        "can_look": policies.can_look(actor) and one.scheme in ("http", "https"),
        "can_list": policies.can_list(actor),
    }
    return render(request, "conduct/jump.html", shown)


def _joined(names: list[str]) -> str:
    """Return names one after another, as the language of the page puts them."""
    return (", " if tongue() == "en" else "、").join(names)


def _signs(actor: Actor, one: Jump) -> list[Any]:
    """Say of a suspect address which signs it bears, the weightiest first."""
    if "suspect" not in one.flags:
        return []
    found = signs_of(selectors.target_of(one), moderation.ruleset_of(actor).engine.targets)
    return [words.SIGNS[name] for name in words.SIGNS if name in found]


@page
@require_POST
def look(request: HttpRequest, actor: Actor, jump_id: UUID) -> HttpResponse:
    """Order that a link is looked behind."""
    selectors.jump_get(actor, jump_id)
    policies.require_look(actor)
    told(
        request,
        lambda: services.landing_order(actor=actor, jump_id=jump_id),
        _("已安排打开取证，稍后刷新查看。"),
    )
    return redirect("conduct-jump", jump_id=jump_id)


@page
@require_GET
def snapshot(request: HttpRequest, actor: Actor, landing_id: UUID) -> HttpResponseBase:
    """Hand out what stood behind a link, as a file that no browser opens as a page."""
    landing = selectors.landing_get(actor, landing_id)
    if landing.file_id is None:
        raise NotFound(_("没有这份快照。"))
    opened = files.file_open(actor=actor, file_id=landing.file_id)
    body = b"".join(opened.pieces())
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="landing-{landing.pk}.bin"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
