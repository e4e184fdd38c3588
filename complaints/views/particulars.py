"""What a consumer asks to be told of his purchase: an officer looks, gives, or says why not."""

from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from complaints import policies, selectors, services
from complaints.models import Complaint, ParticularsVersion
from complaints.rules import particulars as rules
from complaints.rules import receipts, states, terms
from complaints.selectors import particulars, words
from complaints.views.inbox import HERE
from livecompliance.kernel import law, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from office import selectors as office

OMIT, UNVEIL = "omit.", "unveil."


@page
@require_GET
def one(request: HttpRequest, actor: Actor, complaint_id: UUID) -> HttpResponse:
    """Show what is on file of a disputed purchase, and what was given of it before."""
    return _shown(request, actor, complaint_id)


def _shown(
    request: HttpRequest,
    actor: Actor,
    complaint_id: UUID,
    deed: str = "",
    refusal: DomainError | None = None,
) -> HttpResponse:
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id)
    asked = selectors.particulars_find(actor, row.pk)
    versions = selectors.particulars_versions(actor, row.pk)
    is_over = row.destroyed_at is not None or not states.can(states.GIVE, row.state)
    looked = services.particulars_draft(actor=actor, row=row) if asked and not is_over else None
    told = office.told(
        [one for one in selectors.clocks_of(actor, row) if one.kind == particulars.CLOCK]
    )
    clause = law.clause("O117-consumer-disputes")
    shown: dict[str, Any] = {
        "section": HERE,
        "row": row,
        "number": receipts.shown(row.number),
        "kind": words.KINDS[row.kind],
        "asked": asked,
        "state": particulars.STATES[asked.state] if asked else "",
        "ground": particulars.GROUNDS.get(asked.ground, "") if asked else "",
        "clock": told[0] if told else None,
        "is_over": is_over,
        "can_ask": not is_over and row.kind in terms.DISPUTED,
        "parts": _lines(looked, request.POST) if looked else [],
        "missing": particulars.missing_words(looked.draft.missing) if looked else [],
        "seen": looked.seen if looked else "",
        "is_changed": bool(looked and _is_changed(actor, row, looked, versions)),
        "versions": [(one, _given(actor, row, one)) for one in versions],
        "grounds": particulars.GROUNDS.items(),
        "channels": [one for one in words.CHANNELS.items() if one[0] != "api"],
        "clause": clause,
        "given": request.POST,
        "deed": deed,
        "fault": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "complaints/particulars.html", shown, status=status)


def _lines(looked: services.Looked, typed: QueryDict) -> list[dict[str, Any]]:
    """Return the draft part by part, each line with the reason that was typed beside it."""
    parts = particulars.parts_told(looked.draft.items)
    for part in parts:
        for line in part["lines"]:
            key = line["one"].key
            line |= {
                "omitted": typed.get(f"{OMIT}{key}", ""),
                "unveiled": typed.get(f"{UNVEIL}{key}", ""),
            }
    return parts


def _is_changed(
    actor: Actor, row: Complaint, looked: services.Looked, versions: list[ParticularsVersion]
) -> bool:
    last = selectors.particulars_body(actor, row, versions[0]) if versions else None
    return last is not None and rules.differs(looked.draft, last)


def _given(actor: Actor, row: Complaint, made: ParticularsVersion) -> dict[str, Any] | None:
    """Return what was given, with a name that was shown whole masked again: it is not ours."""
    body = selectors.particulars_body(actor, row, made)
    if body is None:
        return None
    items = tuple(
        msgspec.structs.replace(one, said=personal.mask("name", one.said))
        if one.key in body.unveiled
        else one
        for one in body.items
    )
    return particulars.body_told(msgspec.structs.replace(body, items=items))


def _reasons(typed: QueryDict, prefix: str) -> dict[str, str]:
    """Return what was typed beside lines, by line; what was left empty says nothing."""
    return {
        name.removeprefix(prefix): said
        for name in typed
        if name.startswith(prefix) and (said := str(typed[name])).strip()
    }


def _give(actor: Actor, complaint_id: UUID, typed: QueryDict) -> str:
    give = services.Give(
        seen=typed.get("seen", ""),
        omits=_reasons(typed, OMIT),
        unveils=_reasons(typed, UNVEIL),
        note=typed.get("note", ""),
    )
    services.particulars_give(actor=actor, complaint_id=complaint_id, give=give)
    return _("已提供。投诉人凭回执查看；信息涉及的运营者和营销人员会收到告知。")


def _decline(actor: Actor, complaint_id: UUID, typed: QueryDict) -> str:
    services.particulars_decline(
        actor=actor,
        complaint_id=complaint_id,
        ground=typed.get("ground", ""),
        text=typed.get("text", ""),
    )
    return _("已告知不提供的理由，投诉人可以要求重新提供。")


def _ask(actor: Actor, complaint_id: UUID, typed: QueryDict) -> str:
    services.complaint_enquire(
        actor=actor,
        complaint_id=complaint_id,
        text=typed.get("text", ""),
        channel=typed.get("channel", "phone"),
    )
    return _("已记下他的要求，提供必要信息的时限开始计算。")


DEEDS = {"give": _give, "decline": _decline, "ask": _ask}


@page
@require_POST
def do(request: HttpRequest, actor: Actor, complaint_id: UUID, deed: str) -> HttpResponse:
    """Do one thing to the request; a refusal keeps what was typed."""
    policies.require_handle(actor)
    try:
        said = DEEDS[deed](actor, complaint_id, request.POST)
    except DomainError as refusal:
        return _shown(request, actor, complaint_id, deed, refusal)
    messages.success(request, said)
    return redirect("complaint-particulars", complaint_id)
