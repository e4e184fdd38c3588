"""Begin a decision: from a finding, against somebody, or from nothing, with the ladder's step."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.pages import page
from moderation import selectors as moderation
from parties import selectors as parties
from parties.models import Party
from sanctions import forms, policies, selectors, services
from sanctions.models import Sanction
from sanctions.rules import ladder as rules
from sanctions.selectors import words
from sanctions.views.sanctions import HERE

CHOICES = 200
Subject = Sanction.Subject


@page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Decide: from a finding, against an operator, or from nothing."""
    policies.require_person(actor)
    if request.method != "POST":
        return _form(request, actor, _begun(actor, request.GET), "")
    try:
        order = forms.order_of(request.POST)
        row = services.sanction_decide(actor=actor, order=order, key=request.POST.get("key", ""))
    except DomainError as refusal:
        return _form(request, actor, request.POST, refusal.message)
    if row.state == Sanction.State.PROPOSED:
        messages.success(request, _("已提出，等待另一名专员复核。"))
    else:
        messages.success(request, _("处罚已生效，通知书已送出。"))
    return redirect("sanction", row.pk)


@page
@require_GET
def step(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what the ladder says for whom and what was chosen: the rung, filled in."""
    policies.require_person(actor)
    given = {name: request.GET.get(name, "") for name in ("party", "code", "subject")}
    following = _following(actor, given)
    shown = _rung_fields(given | _stepped(following), following)
    return render(request, "sanctions/_rung.html", shown)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _party(actor: Actor, text: str) -> Party | None:
    party_id = _uuid(text)
    try:
        return parties.party_get(actor, party_id) if party_id else None
    except NotFound:
        return None


def _following(actor: Actor, given: Any) -> selectors.Next | None:
    party = _party(actor, given.get("party", ""))
    if party is None:
        return None
    subject = given.get("subject") or Subject.ACCOUNT
    return selectors.step_next(actor, party.pk, subject, given.get("code", ""))


def _stepped(following: selectors.Next | None) -> dict[str, str]:
    if following is None:
        return {}
    return {"rung": following.step.rung, "days": str(following.step.days or "")}


def _begun(actor: Actor, asked: Any) -> dict[str, str]:
    """Return what a finding or a party in the address fills in, as far as the ladder goes."""
    said = {"party": asked.get("party", ""), "basis": Sanction.Basis.LAW.value}
    finding_id = _uuid(asked.get("finding", ""))
    if finding_id is not None:
        said |= _of_finding(actor, finding_id)
    party = _party(actor, said["party"])
    is_operator = party is None or Party.Role.OPERATOR in party.roles
    said["subject"] = Subject.ACCOUNT.value if is_operator else Subject.PERSON.value
    return said | _stepped(_following(actor, said))


def _of_finding(actor: Actor, finding_id: UUID) -> dict[str, str]:
    found = moderation.finding_get(actor, finding_id)
    kind = selectors.ladder_in_force(actor).body.violation_of(found.code, found.clause)
    return {
        "finding": str(found.pk),
        "party": str(found.room.operator_id or ""),
        "code": kind.code if kind else "",
        "facts": words.found(found),
    }


def _rung_fields(given: Any, following: selectors.Next | None) -> dict[str, Any]:
    return {
        "given": given,
        "next": following,
        "next_rung": _step(following.step) if following else "",
        "next_clause": words.cited(following.violation.clause) if following else "",
        "rungs": words.RUNGS.items(),
    }


def _form(request: HttpRequest, actor: Actor, given: Any, fault: str) -> HttpResponse:
    held = selectors.ladder_in_force(actor)
    party = _party(actor, given.get("party", ""))
    choices = list(parties.party_list(actor).exclude(state="closed")[:CHOICES])
    if party is not None and party not in choices:
        choices.insert(0, party)
    shown = _rung_fields(given, _following(actor, given)) | {
        "section": HERE,
        "chosen": given.getlist("functions") if hasattr(given, "getlist") else [],
        "fault": fault,
        "key": given.get("key") or uuid7().hex,
        "parties": choices,
        "violations": [
            (one, words.violation(one), " → ".join(_step(step) for step in one.steps))
            for one in held.body.violations
        ],
        "bases": words.BASES.items(),
        "subjects": words.SUBJECTS.items(),
        "grounds": words.GROUNDS.items(),
        "functions": selectors.FUNCTIONS.items(),
        "known_by": words.KNOWN_BY.items(),
        "blocked": given.getlist("block") if hasattr(given, "getlist") else [],
        "can_share": selectors.sharing_of(actor) is not None,
    }
    return render(request, "sanctions/new.html", shown, status=422 if fault else 200)


def _step(step: rules.Step) -> str:
    if not step.days:
        return words.rung(step.rung)
    return _("%(rung)s %(days)s 天") % {"rung": words.rung(step.rung), "days": step.days}
