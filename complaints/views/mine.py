"""What consumers ask of the reader: requests passed on to him, each with his clock and answer."""

from collections.abc import Callable
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from complaints import policies, selectors, services
from complaints.models import Referral
from complaints.rules import receipts
from complaints.rules import terms as rules
from complaints.selectors import sharing, words
from complaints.views import files
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import page
from office import selectors as office

HERE, MOST = "my-complaints", 100
OWN_TONES = {"waiting": "act", "answered": "info", "accepted": "ok", "returned": "watch"}


@page
@require_GET
def every(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show somebody what consumers ask of him, what waits for him in front."""
    policies.require_own(actor)
    rows = list(selectors.referrals_own(actor)[:MOST])
    lines = [_line(actor, one) for one in rows]
    shown = {
        "section": HERE,
        "lines": sorted(lines, key=lambda one: one["row"].state != Referral.State.WAITING),
    }
    return _private(render(request, "complaints/mine.html", shown))


@page
@require_GET
def one(request: HttpRequest, actor: Actor, referral_id: UUID) -> HttpResponse:
    """Show one request: what is asked, until when, and what he answered."""
    return _one(request, actor, referral_id)


@page
@require_POST
def answer(request: HttpRequest, actor: Actor, referral_id: UUID) -> HttpResponse:
    """Answer a request; a refusal keeps what was typed."""
    given = request.POST

    def act() -> None:
        said = services.Said(given.get("answer", ""), given.get("text", ""))
        services.referral_answer(actor=actor, referral_id=referral_id, said=said)

    return _done(request, actor, referral_id, act, _("已答复，平台会核对。"))


@page
@require_POST
def attach(request: HttpRequest, actor: Actor, referral_id: UUID) -> HttpResponse:
    """Hand a file in with the answer."""

    def act() -> None:
        sent = request.FILES.get("file")
        if sent is None or sent.file is None or not sent.name:
            raise Invalid(_("请选择文件。"), field="file")
        services.attachment_answer(
            actor=actor,
            referral_id=referral_id,
            stream=cast(BinaryIO, sent.file),
            name=sent.name,
        )

    return _done(request, actor, referral_id, act, _("材料已收到。"))


def _done(
    request: HttpRequest, actor: Actor, referral_id: UUID, act: Callable[[], None], done: str
) -> HttpResponse:
    policies.require_own(actor)
    selectors.referral_own(actor, referral_id)
    try:
        act()
    except DomainError as refusal:
        return _one(request, actor, referral_id, refusal)
    messages.success(request, done)
    return redirect("my-complaint", referral_id)


def _one(
    request: HttpRequest, actor: Actor, referral_id: UUID, refusal: DomainError | None = None
) -> HttpResponse:
    policies.require_own(actor)
    row = selectors.referral_own(actor, referral_id)
    excuses = selectors.excuses_of(actor, [row])
    faults = {"late": row.late, "refused": row.refused}
    shown = _line(actor, row) | {
        "section": HERE,
        "words": selectors.referral_words(actor, row),
        "answers": words.ANSWERS.items(),
        "files": [
            (each, each.kind.rpartition("/")[2].upper())
            for each in selectors.files_of_seller(actor, row)
        ],
        "shared": files.shared_lines(
            list(sharing.shared_with(actor, row.complaint, sharing.OPERATOR))
        ),
        "faults": [
            (what, excuses.get(found.pk)) for what, found in faults.items() if found is not None
        ],
        "given": request.POST,
        "fault": refusal.message if refusal else "",
    }
    status = refusal.status if refusal else 200
    return _private(render(request, "complaints/mine_one.html", shown, status=status))


def _line(actor: Actor, row: Referral) -> dict[str, Any]:
    """Return a request as a list shows it; the clock is that of the newest round."""
    found = office.countdowns(actor, (selectors.SUBJECT, row.complaint_id))
    kind = services.clock_kind(rules.OPERATOR)
    running = [each for each in found if each.clock.kind == kind and each.clock.is_open]
    return {
        "row": row,
        "number": receipts.shown(row.complaint.number),
        "kind": words.KINDS[row.complaint.kind],
        "state": words.REFERRALS[row.state],
        "tone": OWN_TONES.get(row.state, ""),
        "outcome": words.ANSWERS.get(row.outcome, ""),
        "clock": running[0] if running and row.state == Referral.State.WAITING else None,
        "as_merchant": row.supplier_id is not None,
        "can_answer": row.state == Referral.State.WAITING,
        "can_attach": row.state in selectors.REFERRAL_OPEN,
    }


def _private(found: HttpResponse) -> HttpResponse:
    found["Cache-Control"] = "no-store"
    return found
