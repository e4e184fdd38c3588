"""Safety assessments: those there are, one whole with its checklist, and what makes one due."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from filings import policies, selectors, services
from filings.forms import Field, Form, a_date, a_number, an_id, the_date
from filings.models import Assessment
from filings.rules import catalogue, decisions
from filings.services.assessment import ANSWERED_BY_HAND, FINDINGS, LEVELS, OPEN
from filings.templatetags.filings import WORDS, listed
from filings.views.page import bound, file_field, link, owner_field, saved, shown
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from office import selectors as office

TAB = "filings-assessments"
MOST = 100
Faults = dict[str, DomainError]


@page
@require_GET
def assessments(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the safety assessments, the newest first, and the ways to open one."""
    return _all(request, actor)


@page
@require_POST
def assessment_begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open one by hand."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.assessment_begin(
            actor=actor,
            trigger=given.get("trigger", ""),
            subject=given.get("subject", ""),
            detail=given.get("detail", ""),
            owner_id=an_id(given, "owner"),
        ),
        _("安全评估已启动。"),
        lambda made: link("assessment", made.pk),
        lambda fault: _all(request, actor, {"begin": fault}),
    )


@page
@require_POST
def assessment_order(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write down an authority's notice."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.assessment_order(
            actor=actor,
            order=services.Order(
                authority=given.get("authority", ""),
                number=given.get("number", ""),
                level=given.get("level", ""),
                received_on=the_date(given, "received_on"),
                due_on=a_date(given, "due_on"),
                file=an_id(given, "file"),
            ),
        ),
        _("已按书面通知启动安全评估。"),
        lambda made: link("assessment", made.pk),
        lambda fault: _all(request, actor, {"order": fault}),
    )


@page
@require_POST
def signal_report(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Report the platform's size, or a spread that was not held."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.signal_report(
            actor=actor,
            kind=given.get("kind", ""),
            value=a_number(given, "value") or 0,
            note=given.get("note", ""),
        ),
        _("已上报。"),
        lambda made: link("assessment", made.assessment_id) if made.assessment_id else reverse(TAB),
        lambda fault: _all(request, actor, {"signal": fault}),
    )


@page
@require_GET
def assessment(request: HttpRequest, actor: Actor, assessment_id: UUID) -> HttpResponse:
    """Show one assessment: why, the checklist, the signature, where it went."""
    return _one(request, actor, assessment_id)


@page
@require_POST
def assessment_answer(request: HttpRequest, actor: Actor, assessment_id: UUID) -> HttpResponse:
    """Keep the points that have an answer."""
    policies.require_keep(actor)
    given = request.POST
    answers = {
        key: {"finding": given.get(f"{key}-finding", ""), "note": given.get(key, "")}
        for key in catalogue.contents()
        if given.get(key, "").strip() or given.get(f"{key}-finding")
    }
    return saved(
        request,
        lambda: services.assessment_answer(
            actor=actor, assessment_id=assessment_id, answers=answers
        ),
        _("已保存评估内容。"),
        lambda made: link("assessment", made.pk),
        lambda fault: _one(request, actor, assessment_id, {"answer": fault}),
    )


@page
@require_POST
def assessment_sign(request: HttpRequest, actor: Actor, assessment_id: UUID) -> HttpResponse:
    """Sign it."""
    policies.require_sign(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.assessment_sign(
            actor=actor,
            assessment_id=assessment_id,
            signature=services.Signature(
                result=given.get("result", ""),
                conclusion=given.get("conclusion", ""),
                file=an_id(given, "file"),
            ),
        ),
        _("已签署。"),
        lambda made: link("assessment", made.pk),
        lambda fault: _one(request, actor, assessment_id, {"sign": fault}),
    )


@page
@require_POST
def assessment_submit(request: HttpRequest, actor: Actor, assessment_id: UUID) -> HttpResponse:
    """Say where the report went."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.assessment_submit(
            actor=actor,
            assessment_id=assessment_id,
            to=given.get("to", ""),
            on=the_date(given, "on"),
            file=an_id(given, "file"),
        ),
        _("已登记提交。"),
        lambda made: link("assessment", made.pk),
        lambda fault: _one(request, actor, assessment_id, {"submit": fault}),
    )


@page
@require_POST
def assessment_decide(request: HttpRequest, actor: Actor, assessment_id: UUID) -> HttpResponse:
    """Say what the authority answered."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.assessment_decide(
            actor=actor,
            assessment_id=assessment_id,
            accepted=given.get("accepted") == "yes",
            on=the_date(given, "on"),
            words=given.get("words", ""),
        ),
        _("已登记结果。"),
        lambda made: link("assessment", made.pk),
        lambda fault: _one(request, actor, assessment_id, {"decide": fault}),
    )


def _all(request: HttpRequest, actor: Actor, faults: Faults | None = None) -> HttpResponse:
    faults = faults or {}
    found = list(selectors.assessment_list(actor)[:MOST])
    forms = {"begin": _begin(actor), "order": _order(), "signal": _signal()}
    more = {
        "open_ones": [one for one in found if one.state in OPEN],
        "others": [one for one in found if one.state not in OPEN],
        "signals": selectors.signal_list(actor)[:8],
        "triggers": catalogue.triggers().values(),
        "forms": {name: bound(form, request, faults.get(name)) for name, form in forms.items()},
        "faulty": next(iter(faults), ""),
        "status": 422 if faults else 200,
    }
    return shown(request, actor, "assessments", TAB, more)


def _one(
    request: HttpRequest, actor: Actor, assessment_id: UUID, faults: Faults | None = None
) -> HttpResponse:
    faults = faults or {}
    found = selectors.assessment_get(actor, assessment_id)
    answered = faults.get("answer")
    answers = found.answers
    if answered is not None:
        answers = {
            key: {"finding": request.POST.get(f"{key}-finding", ""),
                  "note": request.POST.get(key, "")}
            for key in catalogue.contents()
        }  # fmt: skip
    forms = {"sign": _sign(found), "submit": _submit(found), "decide": _decide(found)}
    more = {
        "assessment": found,
        "trigger": catalogue.triggers()[found.trigger],
        "points": [(one, answers.get(key, {})) for key, one in catalogue.contents().items()],
        "left": len(decisions.unanswered(list(catalogue.contents()), found.answers)),
        "findings": [(key, WORDS["finding"][key]) for key in FINDINGS],
        "technologies": selectors.technology_list(actor).filter(assessment=found),
        "clocks": office.countdowns(actor, ("assessment", str(found.pk))),
        "is_open": found.state in OPEN,
        "answer_error": answered.message if answered else "",
        "answer_point": str(answered.extra.get("field", "")) if answered else "",
        "forms": {name: bound(form, request, faults.get(name)) for name, form in forms.items()},
        "status": 422 if faults else 200,
    }
    return shown(request, actor, "assessment", TAB, more)


def _begin(actor: Actor) -> Form:
    options = [(key, listed(key, "trigger")) for key in ANSWERED_BY_HAND]
    fields = [
        Field("trigger", _("情形"), "select", "service", options=options),
        Field("subject", _("评估对象"), required=True, most=160),
        Field("detail", _("补充说明"), "area", most=500),
        owner_field(actor),
    ]
    return Form(fields, reverse("assessment-begin"), _("启动评估"), "begin")


def _order() -> Form:
    today = f"{clock.today()}"
    fields = [
        Field("authority", _("发出通知的机关"), required=True, most=160),
        Field("level", _("机关层级"), "select", "city",
              options=[(one, WORDS["level"][one]) for one in LEVELS]),
        Field("number", _("通知文号"), required=True, most=80),
        Field("received_on", _("收到日期"), "date", today, required=True, latest=today),
        Field("due_on", _("要求完成的日期"), "date",
              help=_("通知没有写明的可以不填，按平台自定的期限计时。")),
        file_field(label=_("通知原件")),
    ]  # fmt: skip
    return Form(fields, reverse("assessment-order"), _("登记通知并启动"), "order")


def _signal() -> Form:
    fields = [
        Field("kind", _("上报内容"), "select", "users", options=WORDS["signal"].items()),
        Field("value", _("数值"), "number", help=_("违法有害信息扩散不需要填写数值。")),
        Field("note", _("说明"), help=_("扩散的情况和措施为何未能防控；不要写个人信息。")),
    ]
    return Form(fields, reverse("signal-report"), _("上报"), "signal")


def _sign(found: Assessment) -> Form:
    fields = [
        Field("result", _("评估结论"), "select", found.result,
              options=[("", _("请选择")), *WORDS["result"].items()], required=True),
        Field("conclusion", _("结论说明"), "area", found.conclusion, required=True, most=4000),
        file_field(label=_("评估报告")),
    ]  # fmt: skip
    return Form(fields, link("assessment-sign", found.pk), _("签署"), "sign")


def _submit(found: Assessment) -> Form:
    today = f"{clock.today()}"
    fields = [
        Field("to", _("提交给"), value=found.submitted_to or found.authority, required=True,
              most=160,
              help=_("通过全国互联网安全管理服务平台提交所在地地市级以上网信部门和公安机关。")),
        Field("on", _("提交日期"), "date", today, required=True, latest=today),
        file_field(label=_("提交回执")),
    ]  # fmt: skip
    return Form(fields, link("assessment-submit", found.pk), _("登记提交"), "submit")


def _decide(found: Assessment) -> Form:
    today = f"{clock.today()}"
    options = [("yes", _("通过")), ("no", _("退回，重新评估"))]
    fields = [
        Field("accepted", _("结果"), "select", "yes", options=options),
        Field("on", _("日期"), "date", today, required=True, latest=today),
        Field("words", _("机关意见"), "area", most=500),
    ]
    return Form(fields, link("assessment-decide", found.pk), _("登记结果"), "decide")
