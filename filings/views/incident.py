"""One incident: how long is left, what is to be done next, every step, its reports."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from filings import policies, selectors, services
from filings.forms import Field, Form, a_number, an_id, an_instant
from filings.models import Incident
from filings.rules import incidents as rules
from filings.templatetags.filings import WORDS
from filings.views.incidents import TAB, fact_fields, facts_of, level_field, open_clocks
from filings.views.page import bound, link, pressed, saved, shown
from livecompliance.kernel import acts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import page
from office import selectors as office

Faults = dict[str, DomainError]


@page
@require_GET
def incident(request: HttpRequest, actor: Actor, incident_id: UUID) -> HttpResponse:
    """Show one: how long is left, what to do now, what was done."""
    return _one(request, actor, incident_id)


def _done(
    request: HttpRequest, actor: Actor, incident_id: UUID, act: Any, words: str, name: str
) -> HttpResponse:
    """Do something to an incident and show it again; with what was typed where it is refused."""
    policies.require_keep(actor)
    return saved(
        request,
        act,
        words,
        lambda _made: link("incident", incident_id),
        lambda fault: _one(request, actor, incident_id, {name: fault}),
    )


@page
@require_POST
def incident_assess(request: HttpRequest, actor: Actor, incident_id: UUID) -> HttpResponse:
    """Say why, what harm, how many, how grave."""
    given = request.POST

    def act() -> object:
        assessed = services.Assessed(
            cause=given.get("cause", ""),
            harm=given.get("harm", ""),
            level=given.get("level", ""),
            persons=a_number(given, "persons"),
            is_crime="is_crime" in given,
            facts=facts_of(given),
        )
        return services.incident_assess(actor=actor, incident_id=incident_id, assessed=assessed)

    return _done(request, actor, incident_id, act, _("已记录评估。"), "assess")


@page
@require_POST
def incident_step(request: HttpRequest, actor: Actor, incident_id: UUID) -> HttpResponse:
    """Write down one step."""
    given = request.POST

    def act() -> object:
        return services.incident_step(
            actor=actor,
            incident_id=incident_id,
            kind=given.get("kind", ""),
            note=given.get("note", ""),
            at=an_instant(given, "at"),
        )

    return _done(request, actor, incident_id, act, _("已记录。"), "step")


@page
@require_POST
def incident_report(request: HttpRequest, actor: Actor, incident_id: UUID) -> HttpResponse:
    """Draft a report, or word anew the one that has not left."""
    given = request.POST

    def act() -> object:
        return services.incident_report_draft(
            actor=actor,
            incident_id=incident_id,
            stage=given.get("stage", ""),
            text=given.get("text", ""),
        )

    words = _("报告已起草，请到报送页批准后发出。")
    return _done(request, actor, incident_id, act, words, "report")


@page
@require_POST
def incident_link(request: HttpRequest, actor: Actor, incident_id: UUID) -> HttpResponse:
    """Say what it concerns; its evidence is held."""
    given = request.POST

    def act() -> object:
        ref = an_id(given, "ref")
        if ref is None:
            raise Invalid(_("请填写编号。"), field="ref")
        return services.incident_link(
            actor=actor, incident_id=incident_id, kind=given.get("kind", ""), ref=ref
        )

    return _done(request, actor, incident_id, act, _("已关联，有关证据已保全。"), "link")


@page
@require_POST
def incident_tell(request: HttpRequest, actor: Actor, incident_id: UUID) -> HttpResponse:
    """Write to the members who are concerned."""
    given = request.POST

    def act() -> object:
        notice = services.Notice(
            measures=given.get("measures", ""),
            advice=given.get("advice", ""),
            contact=given.get("contact", ""),
        )
        return services.incident_persons_tell(
            actor=actor, incident_id=incident_id, people=_people(given), notice=notice
        )

    words = _("通知已送达收件箱，送达情况可在“消息”中查看。")
    return _done(request, actor, incident_id, act, words, "tell")


@page
@require_POST
def incident_close(request: HttpRequest, actor: Actor, incident_id: UUID) -> HttpResponse:
    """Close it."""
    policies.require_keep(actor)
    return pressed(
        request,
        lambda: services.incident_close(actor=actor, incident_id=incident_id),
        _("已办结。"),
        link("incident", incident_id),
    )


def _people(given: QueryDict) -> list[UUID]:
    try:
        return [UUID(one) for one in given.getlist("people")]
    except ValueError:
        raise Invalid(_("请选择要通知的成员。"), field="people") from None


def _one(
    request: HttpRequest, actor: Actor, incident_id: UUID, faults: Faults | None = None
) -> HttpResponse:
    faults = faults or {}
    found = selectors.incident_get(actor, incident_id)
    wants = selectors.incident_wants(actor, found)
    running = open_clocks(actor, found)
    links = list(selectors.link_list(actor, found))
    names = acts.things(actor, [(one.kind, str(one.ref)) for one in links])
    more: dict[str, Any] = {
        "incident": found,
        "is_open": found.state != Incident.State.CLOSED,
        "steps": list(selectors.incident_steps(actor, found)),
        "todo": wants,
        "is_assessed": "assessed" not in wants,
        "first": running[0] if running else None,
        "clocks": office.countdowns(actor, ("incident", str(found.pk))),
        "reports": list(selectors.report_list(actor, found)),
        "links": [(one, names.get((one.kind, str(one.ref)), str(one.ref)[:8])) for one in links],
        "told": [(one, found.facts[one.key]) for one in rules.facts().values()
                 if one.key in found.facts],
        "forms": {
            name: bound(form, request, faults.get(name))
            for name, form in _forms(actor, found, wants).items()
        },
        "status": 422 if faults else 200,
    }  # fmt: skip
    return shown(request, actor, "incident", TAB, more)


def _forms(actor: Actor, found: Incident, wants: list[str]) -> dict[str, Form]:
    kinds = [rules.FINAL] if found.state == Incident.State.CLOSED else list(rules.BY_HAND)
    first = next((one for one in wants if one in kinds), kinds[0])
    assess = [
        Field("cause", _("原因"), "area", found.cause, required=True, most=2000),
        Field("harm", _("可能造成的危害"), "area", found.harm, required=True, most=2000),
        level_field(found.level),
        Field("persons", _("涉及人数（估计）"), "number",
              "" if found.persons is None else found.persons),
        *fact_fields(found.facts, first=False),
        Field("is_crime", _("涉嫌犯罪，同时报告公安机关"), "check", found.is_crime),
    ]  # fmt: skip
    step = [
        Field("kind", _("步骤"), "select", first,
              options=[(one, WORDS["step"][one]) for one in kinds]),
        Field("note", _("经过"), "area", required=True, most=2000,
              help=_("做了什么、另行向谁报告；不通知个人的，写明危害为何已被避免。")),
        Field("at", _("时间（北京时间，不填为现在）"), "datetime"),
    ]  # fmt: skip
    stage = "first" if rules.TOLD in wants else "final" if rules.FINAL in wants else "supplement"
    report = [
        Field("stage", _("报告"), "select", stage, options=WORDS["stage"].items()),
        Field("text", _("报告内容"), "area", required=True, most=4000,
              help=_("事件的各项情况会自动随附；不要写任何人的信息。")),
    ]  # fmt: skip
    concerns = [
        Field("kind", _("关联"), "select", "session", options=WORDS["link"].items()),
        Field("ref", _("编号"), required=True, help=_("在直播间或巡查发现的网址中可以看到。")),
    ]
    return {
        "assess": Form(assess, link("incident-assess", found.pk), _("记录评估"), "assess"),
        "step": Form(step, link("incident-step", found.pk), _("记录步骤"), "step"),
        "report": Form(report, link("incident-report", found.pk), _("起草报告"), "report"),
        "link": Form(concerns, link("incident-link", found.pk), _("关联并保全"), "link"),
        "tell": _telling(actor, found),
    }


def _telling(actor: Actor, found: Incident) -> Form:
    people = [
        (str(one.user_id), str(one.user))
        for one in accounts.membership_list(actor).filter(is_active=True)
    ]
    tell = [
        Field("people", _("通知哪些成员"), "checks", [], options=people),
        Field("measures", _("已采取的措施"), "area", required=True, most=2000),
        Field("advice", _("个人可以怎样减轻危害"), "area", required=True, most=2000),
        Field("contact", _("联系方式"), required=True),
    ]
    return Form(tell, link("incident-tell", found.pk), _("发出通知"), "tell")
