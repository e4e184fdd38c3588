"""Packages of evidence: which there are, a new one, one with who took it; checking any."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from accounts.stepup import stepped_up
from accounts.views.answers import told
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, NotFound
from livecompliance.kernel.pages import is_fragment, page
from oversight import policies, selectors, services
from oversight.models import Package, Taking
from oversight.rules.recipients import RECIPIENTS
from oversight.selectors import clip, words
from rooms import selectors as rooms

MOST = 100


class Line(NamedTuple):
    """One package as the pages show it."""

    row: Package
    number: str
    about: Any
    recipient: Any
    name: str
    reason: str
    paper: str
    state: str
    takings: list[Taking]
    is_own: bool
    clips_why: str
    lacking: int


@page
@require_GET
def packages(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show which packages there are, the newest first."""
    rows = list(selectors.package_list(actor)[:MOST])
    takings = selectors.takings_of(actor, [one.pk for one in rows])
    shown = {
        "lines": [_line(actor, one, takings.get(one.pk, [])) for one in rows],
        "can_make": policies.can_make_packages(actor),
    }
    template = "oversight/_packages.html" if is_fragment(request) else "oversight/packages.html"
    return render(request, template, shown)


@page
@require_GET
def package(request: HttpRequest, actor: Actor, bag_id: UUID) -> HttpResponse:
    """Show one package: how far it is, its digest, who took it and when."""
    row = selectors.package_get(actor, bag_id)
    takings = selectors.takings_of(actor, [row.pk]).get(row.pk, [])
    shown = {
        "section": "evidence",
        "line": _line(actor, row, takings),
        "can_make": policies.can_make_packages(actor),
        "clips": clip.clips_shown(actor, row),
    }
    template = "oversight/_package.html" if is_fragment(request) else "oversight/one.html"
    return render(request, template, shown)


@page
@require_GET
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the form for a package about one thing."""
    policies.require_make_packages(actor)
    about = request.GET.get("about", "")
    if not about:  # nobody chose of what: packages begin on the page of the thing
        messages.info(request, _("请从场次、发现、处罚、投诉或人员的页面开始制作证据包。"))
        return redirect("evidence")
    ref = _uuid(request.GET.get("ref", ""))
    scope = selectors.scope_of(actor, about, ref)
    shown = {
        "section": "evidence",
        "about": about,
        "about_name": words.ABOUTS[about],
        "ref": ref,
        "scope": scope,
        "events": sum(rooms.head_of(actor, one).events for one in scope.sessions),
        "recipients": [(one, words.RECIPIENTS[one], words.SEEN[one]) for one in RECIPIENTS],
        "authorities": accounts.authorities_looking(actor),
    } | _recorded(actor, scope)
    return render(request, "oversight/new.html", shown)


def _recorded(actor: Actor, scope: selectors.Scope) -> dict[str, Any]:
    """Return which recordings may be chosen, with how many there are and how large."""
    found = []
    for which, words_ in clip.CHOICES.items():
        if which != clip.AROUND or scope.around is not None:
            around = scope.around if which == clip.AROUND else None
            rows = clip.recordings_in(actor, scope.sessions, around) if which else []
            found.append((which, words_, len(rows), sum(one.size for one in rows)))
    return {"clips": found, "bounds": [(one, one << 30) for one in (1, 2, 3)]}


@page
@require_POST
@stepped_up("package", after=policies.require_make_packages)
def order(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order a package and show it being made."""
    return _ordered(request, partial(services.package_order, actor=actor))


@page
@require_POST
@stepped_up("unmasked", after=policies.require_make_packages)
def unmasked(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order a package in which names on file stand unmasked, on a legal paper."""
    return _ordered(request, partial(services.package_order_unmasked, actor=actor))


def _ordered(request: HttpRequest, order_: Callable[..., Package]) -> HttpResponse:
    given = request.POST
    authority = given.get("authority", "")
    wish = services.Wish(
        about=given.get("about", ""),
        ref=_uuid(given.get("ref", "")),
        recipient=given.get("recipient", ""),
        name=given.get("name", ""),
        reason=given.get("reason", ""),
        paper=given.get("paper", ""),
        authority=_uuid(authority) if authority else None,
        clips=given.get("clips", ""),
        clips_most=_bytes(given.get("clips_most", "")),
        clips_why=given.get("clips_why", ""),
    )
    made = told(request, partial(order_, wish=wish), _("已开始制作。完成后可在这里下载。"))
    return redirect("evidence-one", bag_id=made.pk) if made else redirect("evidence")


@page
@require_POST
@stepped_up("package", after=policies.require_make_packages)
def again(request: HttpRequest, actor: Actor, bag_id: UUID) -> HttpResponse:
    """Order a package anew, because recordings were lacking."""
    act = partial(services.package_again, actor=actor, package_id=bag_id)
    made = told(request, act, _("已重新开始制作，会再次取回缺少的录像。"))
    return redirect("evidence-one", bag_id=made.pk if made else bag_id)


@page
@require_POST
@stepped_up("evidence", after=policies.require_make_packages)
def take(request: HttpRequest, actor: Actor, bag_id: UUID) -> HttpResponse:
    """Let a package leave, once, and write down who took it."""
    text = services.package_take(actor=actor, package_id=bag_id)
    return redirect("file-download", ticket=text)


@page
@require_POST
def cancel(request: HttpRequest, actor: Actor, bag_id: UUID) -> HttpResponse:
    """Stop the making of a package."""
    act = partial(services.package_cancel, actor=actor, package_id=bag_id)
    return _done(request, act, bag_id, _("正在停止。"))


@page
@require_POST
def resume(request: HttpRequest, actor: Actor, bag_id: UUID) -> HttpResponse:
    """Take the making of a package up again."""
    act = partial(services.package_resume, actor=actor, package_id=bag_id)
    return _done(request, act, bag_id, _("已继续制作。"))


@page
@require_GET
def verify(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show where any package can be checked."""
    policies.require_see_packages(actor)
    return render(
        request,
        "oversight/verify.html",
        {"section": "evidence", "most_mib": services.MOST_CHECKED >> 20},
    )


def _done(request: HttpRequest, act: Any, bag_id: UUID, words_: str) -> HttpResponse:
    try:
        act()
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words_)
    return redirect("evidence-one", bag_id=bag_id)


def _line(actor: Actor, row: Package, takings: list[Taking]) -> Line:
    told_ = selectors.told_of(row)
    return Line(
        row,
        services.number_of(row.pk, row.ordered_at),
        words.ABOUTS[row.about],
        words.RECIPIENTS[row.recipient],
        told_.name,
        told_.reason,
        told_.paper,
        selectors.state_of(row),
        takings,
        row.made_by_id == actor.user_id,
        told_.clips_why,
        clip.clips_lacking(row),
    )


def _bytes(text: str) -> int:
    """Read a bound; what is none is more than anybody may have."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 1 << 30


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("没有这种证据包。")) from None
