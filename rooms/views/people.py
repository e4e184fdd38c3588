"""Who operates, markets and works as an agency here: the list, by what they are and lack."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from office import services as office
from parties import policies, selectors, services
from parties.models import Party
from rooms import policies as watching
from rooms.selectors import people as shown_of

HERE = "people"
PAGE = 50
CHOICES: dict[str, Any] = {
    "role": Party.Role,
    "kind": Party.Kind,
    "state": Party.State,
    "function": Party.Function,
}


@page
@require_GET
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the parties of the platform, the newest first."""
    watching.require_watch(actor)
    wanted = _wanted(request.GET)
    after = _uuid(request.GET.get("after", ""))
    name = request.GET.get("q", "").strip()[:100]
    if name:
        found = selectors.party_search(actor, name, PAGE)
        return _people(request, actor, found, wanted=wanted, q=name)
    rows = selectors.party_page(actor, wanted, after, PAGE + 1)
    following = rows[PAGE - 1].pk if len(rows) > PAGE else None
    return _people(request, actor, rows[:PAGE], wanted=wanted, next=following, after=after)


@page
@require_POST
@sensitive_post_parameters("wanted")
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who has a name or number; it is posted, so that it stands in no address and no log."""
    policies.require_unmask(actor)
    try:
        ids = services.parties_find(actor=actor, wanted=request.POST.get("wanted", ""))
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(HERE)
    rows = [selectors.party_get(actor, one) for one in sorted(ids, reverse=True)]
    return _people(request, actor, rows, wanted={}, is_found=True)


@page
@require_POST
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order the list as a file, by the filters of the page, and show where it will be found."""
    policies.require_take_roll(actor)
    wanted = _wanted(request.POST)
    office.job_start(actor=actor, kind=services.ROLL, arguments={"wanted": wanted})
    messages.success(request, _("已开始在后台导出，完成后可在这里下载。"))
    return redirect("jobs")


def _people(
    request: HttpRequest, actor: Actor, rows: Collection[Party], **more: Any
) -> HttpResponse:
    known = selectors.standings(actor, rows)
    lacking = selectors.lacks(actor, known)
    agencies = selectors.agencies_of(actor, [one.pk for one in rows])
    until = selectors.verified_until(actor, known)
    labels = _labels()
    shown = {
        "section": HERE,
        "tab": HERE,
        "is_watcher": True,
        "rows": [
            {
                "party": one,
                "name": selectors.shown_name(one.kind, one.public_name),
                "roles": [_(Party.Role(role).label) for role in one.roles],
                "until": until.get(one.pk),
                "agencies": agencies.get(one.pk, []),
                "lacks": [shown_of.told(each) for each in lacking.get(one.pk, [])],
            }
            for one in rows
        ],
        "filters": [
            (name, labels[name], more["wanted"].get(name, ""), choices.choices)
            for name, choices in CHOICES.items()
        ],
        "waiting": selectors.credential_waiting_count(actor),
        "can_find": policies.can_unmask(actor),
        "is_narrowed": bool(more["wanted"] or more.get("q") or more.get("is_found")),
    }
    return render(request, "rooms/people.html", shown | more)


def _labels() -> dict[str, str]:
    return {
        "role": _("身份"),
        "kind": _("类型"),
        "state": _("状态"),
        "function": _("直播营销功能"),
    }


def _wanted(given: Any) -> dict[str, str]:
    """Return the filters that are ones; anything else narrows nothing."""
    return {
        name: given[name] for name, choices in CHOICES.items() if given.get(name) in choices.values
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
