"""Leaks of personal information: all of them, one with every step and what is still to do."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from filings import policies, selectors, services
from filings.forms import Field, Form, a_number, an_id, an_instant
from filings.models import Leak, LeakStep
from filings.rules import catalogue, decisions
from filings.services.leak import BY_HAND
from filings.templatetags.filings import WORDS, said
from filings.views.page import bound, link, owner_field, pressed, saved, shown
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import page
from office import selectors as office

TAB = "filings-leaks"
Faults = dict[str, DomainError]


@page
@require_GET
def leaks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the leaks, the newest first, and the way to write one down."""
    return _all(request, actor)


@page
@require_POST
def leak_open(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write one down; its clocks run."""
    policies.require_keep(actor)
    return saved(
        request,
        lambda: services.leak_open(actor=actor, found=_found(request.POST)),
        _("已登记，请立即采取补救措施。"),
        lambda made: link("leak", made.pk),
        lambda fault: _all(request, actor, fault),
    )


@page
@require_GET
def leak(request: HttpRequest, actor: Actor, leak_id: UUID) -> HttpResponse:
    """Show one: what was done, what is still to do and until when."""
    return _one(request, actor, leak_id)


@page
@require_POST
def leak_assess(request: HttpRequest, actor: Actor, leak_id: UUID) -> HttpResponse:
    """Say why, what harm, how many, how grave."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.leak_assess(
            actor=actor,
            leak_id=leak_id,
            cause=given.get("cause", ""),
            harm=given.get("harm", ""),
            persons=a_number(given, "persons"),
            is_larger="is_larger" in given,
        ),
        _("已记录评估。"),
        lambda _made: link("leak", leak_id),
        lambda fault: _one(request, actor, leak_id, {"assess": fault}),
    )


@page
@require_POST
def leak_step(request: HttpRequest, actor: Actor, leak_id: UUID) -> HttpResponse:
    """Write down one step."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.leak_step(
            actor=actor,
            leak_id=leak_id,
            kind=given.get("kind", ""),
            note=given.get("note", ""),
            at=an_instant(given, "at"),
        ),
        _("已记录。"),
        lambda _made: link("leak", leak_id),
        lambda fault: _one(request, actor, leak_id, {"step": fault}),
    )


@page
@require_POST
def leak_tell(request: HttpRequest, actor: Actor, leak_id: UUID) -> HttpResponse:
    """Write to the members who are concerned."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.leak_persons_tell(
            actor=actor,
            leak_id=leak_id,
            people=_people(given),
            notice=services.Notice(
                measures=given.get("measures", ""),
                advice=given.get("advice", ""),
                contact=given.get("contact", ""),
            ),
        ),
        _("通知已送达收件箱，送达情况可在“消息”中查看。"),
        lambda _made: link("leak", leak_id),
        lambda fault: _one(request, actor, leak_id, {"tell": fault}),
    )


@page
@require_POST
def leak_close(request: HttpRequest, actor: Actor, leak_id: UUID) -> HttpResponse:
    """Close it."""
    policies.require_keep(actor)
    return pressed(
        request,
        lambda: services.leak_close(actor=actor, leak_id=leak_id),
        _("已办结。"),
        link("leak", leak_id),
    )


def _people(given: QueryDict) -> list[UUID]:
    try:
        return [UUID(one) for one in given.getlist("people")]
    except ValueError:
        raise Invalid(_("请选择要通知的成员。"), field="people") from None


def _found(given: QueryDict) -> services.Found:
    at = an_instant(given, "discovered_at")
    if at is None:
        raise Invalid(_("请填写日期和时间。"), field="discovered_at")
    return services.Found(
        title=given.get("title", ""),
        nature=given.get("nature", ""),
        categories=tuple(given.getlist("categories")),
        discovered_at=at,
        is_certain=given.get("is_certain") != "no",
        is_larger="is_larger" in given,
        persons=a_number(given, "persons"),
        owner_id=an_id(given, "owner"),
    )


def _all(request: HttpRequest, actor: Actor, fault: DomainError | None = None) -> HttpResponse:
    kinds = [(key, said(one)) for key, one in catalogue.categories().items()]
    certain = [("yes", _("已经发生")), ("no", _("可能发生"))]
    fields = [
        Field("title", _("事件"), required=True, most=120,
              help=_("一句话写明发生了什么，不要写任何人的信息。")),
        Field("nature", _("性质"), "select", "leak", options=WORDS["nature"].items()),
        Field("is_certain", _("确定程度"), "select", "yes", options=certain),
        Field("discovered_at", _("发现时间（北京时间）"), "datetime", _now(), required=True),
        Field("categories", _("涉及的个人信息种类"), "checks", [], options=kinds),
        Field("persons", _("涉及人数（估计）"), "number"),
        _larger(is_larger=False),
        owner_field(actor),
    ]  # fmt: skip
    form = Form(fields, reverse("leak-open"), _("登记事件"), "leak")
    more = {
        "leaks": selectors.leak_list(actor)[:200],
        "form": bound(form, request, fault),
        "status": 422 if fault else 200,
    }
    return shown(request, actor, "leaks", TAB, more)


def _now() -> str:
    return f"{localtime(clock.now()):%Y-%m-%dT%H:%M}"


def _larger(*, is_larger: bool) -> Field:
    words = _("从发现起 4 小时内须向省级网信部门报告。")
    return Field("is_larger", _("属于较大以上网络安全事件"), "check", is_larger, help=words)


def _one(
    request: HttpRequest, actor: Actor, leak_id: UUID, faults: Faults | None = None
) -> HttpResponse:
    faults = faults or {}
    found = selectors.leak_get(actor, leak_id)
    steps = list(selectors.step_list(actor, found))
    forms = _forms(actor, found)
    done = {one.kind for one in steps}
    more: dict[str, Any] = {
        "leak": found,
        "steps": steps,
        "is_open": found.state == Leak.State.OPEN,
        "todo": _todo(found, steps, done),
        "is_assessed": "assessed" in done,
        "clocks": office.countdowns(actor, ("leak", str(found.pk))),
        "forms": {name: bound(form, request, faults.get(name)) for name, form in forms.items()},
        "status": 422 if faults else 200,
    }
    return shown(request, actor, "leak", TAB, more)


def _todo(found: Leak, steps: list[LeakStep], done: set[str]) -> list[str]:
    if found.state == Leak.State.CLOSED:
        return ["final_report"] if found.is_larger and "final_report" not in done else []
    return decisions.leak_wants(done)


def _forms(actor: Actor, found: Leak) -> dict[str, Form]:
    closed = found.state == Leak.State.CLOSED
    kinds = ["final_report"] if closed else [one for one in BY_HAND if one != "assessed"]
    assess = [
        Field("cause", _("原因"), "area", found.cause, required=True, most=2000),
        Field("harm", _("可能造成的危害"), "area", found.harm, required=True, most=2000),
        Field("persons", _("涉及人数（估计）"), "number",
              "" if found.persons is None else found.persons),
        _larger(is_larger=found.is_larger),
    ]  # fmt: skip
    step = [
        Field("kind", _("步骤"), "select", kinds[0],
              options=[(one, WORDS["step"][one]) for one in kinds]),
        Field("note", _("经过"), "area", required=True, most=2000,
              help=_("做了什么、向谁报告；不通知个人的，写明危害为何已被避免。")),
        Field("at", _("时间（北京时间，不填为现在）"), "datetime"),
    ]  # fmt: skip
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
    return {
        "assess": Form(assess, link("leak-assess", found.pk), _("记录评估"), "assess"),
        "step": Form(step, link("leak-step", found.pk), _("记录步骤"), "step"),
        "tell": Form(tell, link("leak-tell", found.pk), _("发出通知"), "tell"),
    }
