"""A streamer's own decisions: what they say, until when he may appeal, and his appeal."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Forbidden
from livecompliance.kernel.pages import page
from sanctions import selectors, services
from sanctions.models import Sanction
from sanctions.selectors import words
from sanctions.views.sanctions import line_of, told_of

HERE, MOST = "my-sanctions", 100


def _require_streamer(actor: Actor) -> None:
    if not actor.has("streamer"):
        raise Forbidden(_("这里只有主播本人的处罚与申诉。"))


@page
@require_GET
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show somebody the decisions about himself."""
    _require_streamer(actor)
    ladder = selectors.ladder_in_force(actor).body
    rows = selectors.sanctions_own(actor)[:MOST]
    lines = [
        line_of(one, ladder)
        | {"appeal": selectors.appeal_of(actor, one.pk), "can_appeal": _is_in_time(one)}
        for one in rows
    ]
    return render(request, "sanctions/mine.html", {"section": HERE, "lines": lines})


@page
@require_GET
def one(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """Show one of his decisions, and the appeal against it."""
    _require_streamer(actor)
    row = selectors.sanction_get(actor, sanction_id)
    appeal = selectors.appeal_of(actor, row.pk)
    shown = {
        "section": HERE,
        "one": told_of(row, selectors.ladder_in_force(actor).body),
        "row": row,
        "appeal": appeal,
        "outcome": words.APPEALS[appeal.state] if appeal else "",
        "said": selectors.messages_of(actor, appeal) if appeal else [],
        "can_appeal": appeal is None and _is_in_time(row),
    }
    return render(request, "sanctions/own.html", shown)


@page
@require_GET
def notice(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """Show one of his decisions as it is printed."""
    _require_streamer(actor)
    row = selectors.sanction_get(actor, sanction_id)
    one = told_of(row, selectors.ladder_in_force(actor).body)
    shown = {"section": HERE, "one": one, "row": row, "is_own": True}
    return render(request, "sanctions/notice.html", shown)


def _is_in_time(row: Sanction) -> bool:
    stands = row.state in ("in_force", "expired", "lifted")
    return stands and row.appeal_until is not None and clock.now() <= row.appeal_until


@page
@require_POST
def file(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """File an appeal."""

    def act() -> None:
        grounds = request.POST.get("grounds", "")
        services.appeal_file(actor=actor, sanction_id=sanction_id, grounds=grounds)

    return _back(request, actor, sanction_id, act, _("申诉已提交。"))


@page
@require_POST
def say(request: HttpRequest, actor: Actor, sanction_id: UUID) -> HttpResponse:
    """Write to the officers in an appeal that is open."""

    def act() -> None:
        appeal = selectors.appeal_of(actor, sanction_id)
        if appeal is not None:
            text = request.POST.get("text", "")
            services.appeal_say(actor=actor, appeal_id=appeal.pk, text=text)

    return _back(request, actor, sanction_id, act, _("已发送。"))


def _back(
    request: HttpRequest, actor: Actor, sanction_id: UUID, act: Callable[[], None], done: str
) -> HttpResponse:
    _require_streamer(actor)
    selectors.sanction_get(actor, sanction_id)
    try:
        act()
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("my-sanction", sanction_id)
