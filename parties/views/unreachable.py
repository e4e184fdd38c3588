"""Who a regulator could not reach: the notices, one of them, and the steps that follow."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from accounts.views.answers import back
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page
from office import selectors as office
from parties import policies, selectors, services
from parties.models import Unreachable

HERE = "unreachables"
MOST = 100
DONE = {
    "remind": gettext_lazy("已提醒并留痕。"),
    "measure": gettext_lazy("已采取措施，当事人不能开播。"),
    "end": gettext_lazy("已办结，措施一并解除。"),
}


@page
@require_GET
def cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the notices: those that run, or those that ended."""
    policies.require_see_all(actor)
    is_open = request.GET.get("show") != "ended"
    rows = selectors.unreachable_list(actor, is_open=is_open)[:MOST]
    shown = {
        "section": "people",
        "tab": HERE,
        "is_watcher": True,
        "is_open": is_open,
        "today": clock.today(),
        "can_decide": policies.can_decide(actor),
        "wanted": request.GET.get("party", "")[:80],
        "rows": [_row(actor, one) for one in rows],
    }
    return render(request, "parties/unreachables.html", shown)


def _row(actor: Actor, one: Unreachable) -> dict[str, Any]:
    clocks = office.countdowns(actor, ("unreachable", one.pk))
    return {
        "case": one,
        "name": selectors.shown_name(one.party.kind, one.party.public_name),
        "clocks": [each for each in clocks if each.clock.is_open],
    }


@page
@require_POST
def note(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write a regulator's notice down."""
    policies.require_decide(actor)

    def run() -> Unreachable:
        given = request.POST
        notice = services.Notice(
            authority=given.get("authority", ""),
            document_number=given.get("document_number", ""),
            received_on=_day(given.get("received_on", "")),
            note=given.get("note", ""),
        )
        party_id = _party(actor, given.get("party", ""))
        return services.unreachable_note(actor=actor, party_id=party_id, notice=notice)

    return back(request, HERE, run, _("已登记通报，五个工作日内须提醒当事人。"))


def _party(actor: Actor, text: str) -> UUID:
    named = selectors.parties_named(actor, [text.strip()]).get(text.strip())
    if named is None:
        raise Invalid(_("没有这个编号的主体。"), field="party")
    return named.id


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(_("请填写日期。"), field="received_on") from None


@page
@require_GET
def case(request: HttpRequest, actor: Actor, case_id: UUID) -> HttpResponse:
    """Show one notice, where it stands, and the next step."""
    policies.require_see_all(actor)
    found = selectors.unreachable_get(actor, case_id)
    party = found.party
    shown = {
        "section": "people",
        "case": found,
        "party": party,
        "name": selectors.shown_name(party.kind, party.public_name),
        "clocks": office.countdowns(actor, ("unreachable", found.pk)),
        "can_decide": policies.can_decide(actor) and found.ended_at is None,
        "can_measure": found.update_by is not None and clock.now() > found.update_by,
        "can_be_written_to": services.can_be_written_to(actor, party),
        "channels": Unreachable.Channel.choices,
        "term": accounts.policy_of(actor, services.UPDATE_SETTING, services.UPDATE_DAYS),
        "waiting": selectors.card_versions(actor, party.pk).waiting,
    }
    return render(request, "parties/unreachable.html", shown)


@page
@require_POST
def act(request: HttpRequest, actor: Actor, case_id: UUID) -> HttpResponse:
    """Remind, take the measure, or end a notice."""
    policies.require_decide(actor)
    selectors.unreachable_get(actor, case_id)
    names = ("act", "channel", "outcome", "reason", "arrangement")
    given = {name: request.POST.get(name, "") for name in names}

    def run() -> Unreachable:
        return services.unreachable_act(actor=actor, case_id=case_id, **given)

    return back(request, reverse("unreachable", args=[case_id]), run, str(DONE.get(given["act"])))
