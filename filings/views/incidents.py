"""Incidents: all of them, the way to write one down, and the register as a table."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from filings import policies, selectors, services
from filings.forms import Field, Form, a_number, an_id, an_instant
from filings.models import Incident
from filings.rules import catalogue
from filings.rules import incidents as rules
from filings.services import terms
from filings.templatetags.filings import WORDS, listed, said, word
from filings.views.page import bound, link, owner_field, saved, shown
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import page
from office import selectors as office
from office.services import tables

TAB = "filings-incidents"
MOST = 200


@page
@require_GET
def incidents(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the incidents, the newest first, and the way to write one down."""
    return _all(request, actor)


@page
@require_POST
def incident_open(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write one down; its hours run."""
    policies.require_keep(actor)
    return saved(
        request,
        lambda: services.incident_open(actor=actor, found=_found(request.POST)),
        _("已登记，时限开始计算。请立即控制事态。"),
        lambda made: link("incident", made.pk),
        lambda fault: _all(request, actor, fault),
    )


@page
@require_GET
def incidents_export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give the register as a table: numbers, kinds, instants; none of the words."""
    rows = (_line(one) for one in selectors.incident_list(actor))
    body = b"".join(tables.write_rows(rows, "csv", HEADS))
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = 'attachment; filename="incidents.csv"'
    return answer


HEADS = ("id", "title", "kind", "level", "drill", "state", "discovered_at", "closed_at", "persons")


def _line(one: Incident) -> dict[str, object]:
    return {
        "id": str(one.pk),
        "title": one.title,
        "kind": listed(one.kind, "incident_kind"),
        "level": listed(one.level, "incident_level"),
        "drill": one.is_drill,
        "state": word(one.state, "incident"),
        "discovered_at": one.discovered_at.isoformat(),
        "closed_at": one.closed_at.isoformat() if one.closed_at else "",
        "persons": "" if one.persons is None else one.persons,
    }


def _found(given: QueryDict) -> services.Found:
    at = an_instant(given, "discovered_at")
    if at is None:
        raise Invalid(_("请填写日期和时间。"), field="discovered_at")
    return services.Found(
        kind=given.get("kind", ""),
        title=given.get("title", ""),
        level=given.get("level", ""),
        nature=given.get("nature", ""),
        categories=tuple(given.getlist("categories")),
        discovered_at=at,
        happened_at=an_instant(given, "happened_at"),
        is_certain=given.get("is_certain") != "no",
        is_crime="is_crime" in given,
        is_drill="is_drill" in given,
        persons=a_number(given, "persons"),
        facts=facts_of(given),
        backdated=given.get("backdated", ""),
        owner_id=an_id(given, "owner"),
    )


def facts_of(given: QueryDict) -> dict[str, str]:
    """Return what a form says of the things that a report asks for."""
    return {key: given.get(key, "") for key in rules.facts() if key in given}


def fact_fields(found: dict[str, str], *, first: bool) -> list[Field]:
    """Return a field for each thing that a report asks for."""
    wanted = [one for one in rules.facts().values() if one.first or not first]
    return [Field(one.key, said(one), "area", found.get(one.key, ""), most=2000) for one in wanted]


def level_field(value: str) -> Field:
    """Return the choice of a grade; its hints are remembered and decide nothing."""
    options = [(key, f"{said(one)} · {said(one.says)}") for key, one in rules.levels().items()]
    words = _(
        "较大以上：从发现起 4 小时内首次报告（关键信息基础设施 1 小时）。拿不准时先按较大报。"
    )
    return Field("level", _("事件分级"), "select", value, options=options, help=words)


def _fields(actor: Actor) -> list[Field]:
    kinds = [(key, f"{said(one)} · {said(one.says)}") for key, one in rules.kinds().items()]
    categories = [(key, said(one)) for key, one in catalogue.categories().items()]
    certain = [("yes", _("已经发生")), ("no", _("可能发生"))]
    natures = [("", _("不适用")), *WORDS["nature"].items()]
    now = f"{localtime(clock.now()):%Y-%m-%dT%H:%M}"
    return [
        Field("kind", _("种类"), "select", "cyber", options=kinds),
        Field("title", _("事件"), required=True, most=120,
              help=_("一句话写明发生了什么，不要写任何人的信息。")),
        Field("discovered_at", _("发现时间（北京时间）"), "datetime", now, required=True,
              help=_("时限从这里起算。")),
        level_field("general"),
        Field("backdated", _("为何现在才登记"), most=500,
              help=_("发现已超过半小时的须写明。")),
        Field("happened_at", _("发生时间（北京时间，不知可不填）"), "datetime"),
        Field("is_certain", _("确定程度"), "select", "yes", options=certain),
        Field("persons", _("涉及人数（估计）"), "number"),
        Field("nature", _("个人信息：性质"), "select", "", options=natures),
        Field("categories", _("个人信息：种类"), "checks", [], options=categories),
        *fact_fields({}, first=True),
        Field("is_crime", _("涉嫌犯罪，同时报告公安机关"), "check", False),
        Field("is_drill", _("这是演练：时限照走，不向任何人报送"), "check", False),
        owner_field(actor),
    ]  # fmt: skip


def _all(request: HttpRequest, actor: Actor, fault: DomainError | None = None) -> HttpResponse:
    form = Form(_fields(actor), reverse("incident-open"), _("登记事件"), "incident")
    rows = list(selectors.incident_list(actor)[:MOST])
    urgent = [one for one in rows if one.state != Incident.State.CLOSED]
    running = {one.pk: next(iter(open_clocks(actor, one)), None) for one in urgent[:20]}
    more: dict[str, Any] = {
        "rows": [(one, running.get(one.pk)) for one in rows],
        "urgent": len([one for one in urgent if not one.is_drill]),
        "form": bound(form, request, fault),
        "status": 422 if fault else 200,
    }
    return shown(request, actor, "incidents", TAB, more)


def open_clocks(actor: Actor, one: Incident) -> list[office.Countdown]:
    """Return the clocks of an incident that run: the one that ends first, the law's before ours."""
    held = office.countdowns(actor, ("incident", str(one.pk)))
    running = [item for item in held if item.clock.is_open and item.clock.due_at]
    return sorted(running, key=lambda item: terms.READY in item.clock.kind)
