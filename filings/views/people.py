"""People against live hours, week by week."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from filings import policies, selectors, services
from filings.forms import Field, Form, a_number
from filings.models import Filing, Staffing
from filings.rules import catalogue, chart, decisions
from filings.services import terms
from filings.views.page import bound, saved, shown
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from office.rules.days import first_instant

STAFF_TAB = "filings-staff"
EACH_H, EACH_SETTING, WEEKS = 80, "live_hours_each", 12


@page
@require_GET
def staff(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show how many people inspected how many live hours, week by week."""
    return _staff(request, actor)


@page
@require_POST
def staffing_note(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Declare people without an account, agents and performers."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.staffing_note(
            actor=actor,
            extra=a_number(given, "extra") or 0,
            agents=a_number(given, "agents"),
            performers=a_number(given, "performers"),
            note=given.get("note", ""),
        ),
        _("已登记人员。"),
        lambda _made: reverse(STAFF_TAB),
        lambda fault: _staff(request, actor, fault),
    )


def _staff(request: HttpRequest, actor: Actor, fault: DomainError | None = None) -> HttpResponse:
    each = terms.own(actor, EACH_SETTING, EACH_H)
    taken = list(selectors.staffing_list(actor)[:WEEKS])[::-1]
    weeks = [
        chart.Week(f"{one.week_on:%m-%d}", one.live_hours, one.people, float(one.people * each))
        for one in taken
    ]
    last, ratio = (taken[-1] if taken else None), _ratio(actor)
    monday = decisions.monday_of(clock.today())
    running = services.live_seconds(actor, first_instant(monday), clock.now())
    form = bound(_people_form(last, is_agency=ratio is not None), request, fault)
    more = {
        "each": each,
        "weeks": [(one, _each(one), _few(one, each)) for one in reversed(taken)],
        "chart": chart.drawn(weeks) if weeks else None,
        "finding": _finding(last, each),
        "is_few": last is not None and _few(last, each),
        "this_week": running / 3600,
        "inspectors": selectors.inspectors_now(actor),
        "ratio": ratio,
        "agents": _agents(last, ratio),
        "form": form,
        "status": 422 if fault else 200,
    }
    return shown(request, actor, "staff", STAFF_TAB, more)


def _each(one: Staffing) -> float | None:
    return decisions.hours_each(one.live_hours, one.people)


def _few(one: Staffing, each: int) -> bool:
    return decisions.is_too_few(one.live_hours, one.people, each)


def _finding(last: Staffing | None, each: int) -> str:
    """Say in a sentence what the chart shows."""
    if last is None:
        return ""
    if not last.people:
        return _("上周没有巡查人员。")
    mean = round(last.live_hours / last.people)
    said = ngettext("上周人均巡查 %(n)s 小时直播", "上周人均巡查 %(n)s 小时直播", mean)
    said %= {"n": mean}
    if not each:
        return said
    if _few(last, each):
        return _("%(said)s，超过自定的 %(each)s 小时，人手不足") % {"said": said, "each": each}
    return _("%(said)s，在自定的 %(each)s 小时之内") % {"said": said, "each": each}


def _ratio(actor: Actor) -> tuple[str, int] | None:
    """Return the clause of a ratio and its number, where a licence that is held asks for one."""
    held = selectors.filing_list(actor).filter(state=Filing.State.HELD)
    for key in held.values_list("kind", flat=True):
        bound_by = catalogue.kinds()[key].ratio
        if bound_by is not None:
            return bound_by.clause, law.clause(bound_by.clause).number(bound_by.param)
    return None


def _agents(last: Staffing | None, ratio: tuple[str, int] | None) -> dict[str, Any] | None:
    if ratio is None:
        return None
    if last is None or last.performers is None or last.agents is None:
        return {"is_known": False}
    needed = decisions.agents_needed(last.performers, ratio[1])
    return {
        "is_known": True,
        "agents": last.agents,
        "performers": last.performers,
        "needed": needed,
        "is_met": last.agents >= needed,
    }


def _people_form(last: Staffing | None, *, is_agency: bool) -> Form:
    fields = [
        Field("extra", _("没有账号的巡查人员"), "number", last.extra if last else 0,
              help=_("例如外包夜班；有账号的合规专员自动计入。")),
    ]  # fmt: skip
    if is_agency:
        fields += [
            Field("agents", _("演出经纪人员"), "number", _blank(last and last.agents)),
            Field("performers", _("签约表演者"), "number", _blank(last and last.performers)),
        ]
    fields.append(Field("note", _("说明"), value=last.note if last else ""))
    return Form(fields, reverse("staffing-note"), _("登记"), "people")


def _blank(value: object) -> object:
    return "" if value is None else value
