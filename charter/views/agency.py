"""An agency's own duties: what is open, of whom, and what was recorded about one of them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from charter import forms, policies, selectors, services
from charter.models import AgencyRecord
from charter.rules import agency as rules
from charter.selectors.words import FOUND, MEASURES, RECORDS, VERIFIED, cited
from charter.services import dated
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office import selectors as office
from parties.models import Party

HERE = "charter"
RECRUIT, TRAIN = "O117-agency-recruitment", "O117-agency-training"
DISCIPLINE, TRADE = "O117-agency-discipline", "O117-agency-no-false-trade"


@page
@require_GET
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show an agency's six duties as they stand, and everybody it works with."""
    found = selectors.agency_board(actor)
    shown = {
        "section": HERE,
        "show": "agency",
        "board": found,
        "duties": _duties(found),
        "marketers": [_line(one) for one in found.marketers],
        "operators": [_line(one) for one in found.operators],
        "can_write": policies.can_write(actor),
    }
    return render(request, "charter/agency.html", shown)


def _duties(found: selectors.Board) -> list[dict[str, Any]]:
    """Return what the law asks of an agency, each with what is open of it."""
    people, served = found.marketers, found.operators
    rules_open = 0 if found.rules else 1
    open_ones = (
        ("O117-agency-management", _("内部管理制度"), rules_open),
        (RECRUIT, _("招募时核验身份信息"), sum(not one.is_recruited for one in people)),
        (TRAIN, _("培训"), sum(one.untrained > 0 for one in people)),
        (TRAIN, _("提醒法定义务"), sum(not one.is_reminded for one in people)),
        (DISCIPLINE, _("日常管理和违法行为处置"), _unhandled(people)),
        (TRADE, _("不组织虚假交易、虚假评价"), _unlooked(served)),
    )
    return [
        {"clause": cited(clause), "name": name, "open": count} for clause, name, count in open_ones
    ]


def _unhandled(people: Iterable[selectors.Cared]) -> int:
    return sum(one.found_on is not None or one.is_overdue for one in people)


def _unlooked(served: Iterable[selectors.Cared]) -> int:
    never = rules.SERVICE
    return sum(
        one.found_on is not None or one.is_overdue or never not in one.newest for one in served
    )


def _line(one: selectors.Cared) -> dict[str, Any]:
    newest = one.newest
    return {
        "cared": one,
        "recruitment": newest.get(rules.RECRUITMENT),
        "reminder": newest.get(rules.REMINDER),
        "selection": newest.get(rules.SELECTION) or newest.get(rules.SUPPLIER),
        "look": newest.get(rules.SUPERVISION) or newest.get(rules.SERVICE),
    }


@page
@require_GET
def party(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Show what an agency recorded about one party, and the form to record more."""
    policies.require_see(actor)
    found = selectors.party_get(actor, party_id)
    can_write = policies.can_write(actor)
    kinds = [one for one in RECORDS if rules.ABOUT[one] in found.roles]
    shown = {
        "section": HERE,
        "show": "agency",
        "one": found,
        "cared": selectors.agency_of(actor, found),
        "is_marketer": "marketer" in found.roles,
        "filed": _filed(actor, found),
        "records": [_record(one) for one in selectors.agency_records(actor, found)[:100]],
        "clocks": office.countdowns(actor, (services.AGENCY_SUBJECT, found.pk)),
        "kinds": [
            {
                "code": one,
                "name": RECORDS[one],
                "clause": cited(rules.CLAUSES[one]),
                "items": [(item, VERIFIED[item]) for item in rules.ITEMS.get(one, ())],
            }
            for one in kinds
        ],
        "measures": list(MEASURES.items()),
        "files": [(one.pk, office.file_name(one)) for one in office.file_shelf(actor)[:50]]
        if can_write
        else [],
        "can_write": can_write and bool(kinds),
        "today": clock.today(),
        "usual": clock.today() + timedelta(days=services.agency_look_days(actor)),
        "latest": clock.today() + dated.LATEST,
    }
    return render(request, "charter/agency_party.html", shown)


def _filed(actor: Actor, of: Party) -> list[tuple[Any, bool]]:
    """Return what the law has verified of a party, and whether it is on file."""
    filed = selectors.agency_filed(actor, of)
    if "marketer" in of.roles:
        missing = rules.lacking(filed)
        wanted = [one for one in rules.VERIFIED if one != "qualifications"]
    else:
        missing, wanted = rules.unsold(filed), ["code", "address", "contact"]
    return [(VERIFIED[one], one not in missing) for one in wanted]


def _record(one: AgencyRecord) -> dict[str, Any]:
    return {
        "record": one,
        "kind": RECORDS[one.kind],
        "items": [VERIFIED[item] for item in one.items],
        "found": _found(one),
        "is_lacking": one.result == "lacking",
    }


def _found(one: AgencyRecord) -> Any:
    """Return what a record says came of it: a measure, what a look found, or that it was done."""
    if one.measure:
        return MEASURES[one.measure]
    return FOUND[one.result] if one.kind in rules.LOOKED_AT else _("已完成")


@page
@require_POST
def keep(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Record what the agency did about one party."""
    return back(
        request,
        reverse("agency-party", args=[party_id]),
        lambda: services.agency_record(
            actor=actor, party_id=party_id, done=forms.done_of(request.POST)
        ),
        _("已记录。"),
    )
